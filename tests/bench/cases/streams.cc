// streams.cc: bytes through a stream, beside the bare cipher over as many, in pieces of a chunk's size.
#include <sys/mman.h>

#include <cstring>

#include "memguard/memguard.h"
#include "tests/bench/cases/aead.h"
#include "tests/bench/cases/parts.h"

namespace bench {
namespace {

const char kGroup[] = "stream";
const char kFloor[] = "BoringSSL AEAD";
constexpr size_t kChunk = 16384, kMebibyte = 1048576;

// Memory of the secure heap or, where so much may not be locked, none.
std::shared_ptr<unsigned char> room(size_t size) {
  void* bytes = memguard_malloc(memguard_default_context(), size);
  must(bytes == nullptr);
  return std::shared_ptr<unsigned char>(static_cast<unsigned char*>(bytes), [](unsigned char* at) {
    memguard_free(memguard_default_context(), at);
  });
}

using Stream = std::shared_ptr<memguard_stream>;

Stream new_stream() {
  memguard_stream* stream = nullptr;
  must(memguard_stream_new(memguard_default_context(), kChunk, &stream));
  return Stream(stream, memguard_stream_destroy);
}

void write(const Stream& stream, const std::shared_ptr<unsigned char>& bytes, size_t size) {
  must(memguard_stream_write_copy(stream.get(), bytes.get(), size));
}

void read(const Stream& stream, const std::shared_ptr<unsigned char>& bytes, size_t size,
          size_t piece) {
  for (size_t at = 0, got = 0; at < size; at += got)
    must(memguard_stream_read(stream.get(), bytes.get(), piece, &got));
}

// --- Ours -----------------------------------------------------------------------------------------

std::unique_ptr<Work> our_write(size_t size) {
  return repeated([bytes = room(size), size] { write(new_stream(), bytes, size); });
}

template <size_t piece>
std::unique_ptr<Work> our_read(size_t size) {
  return repeated([bytes = room(size), stream = new_stream(), size] {
    write(stream, bytes, size);
    read(stream, bytes, size, piece != 0 ? piece : size);
  });
}

// Everything stays, so that opening is all that is timed.
std::unique_ptr<Work> our_peek(size_t size) {
  auto bytes = room(size);
  Stream stream = new_stream();
  write(stream, bytes, size);
  return repeated([bytes, stream, size] {
    size_t got = 0;
    must(memguard_stream_peek(stream.get(), bytes.get(), size, &got));
  });
}

std::unique_ptr<Work> our_read_all(size_t size) {
  return repeated([bytes = room(kMebibyte), stream = new_stream(), size] {
    memguard_buffer* all = nullptr;
    for (size_t at = 0; at < size; at += kMebibyte) write(stream, bytes, kMebibyte);
    must(memguard_stream_read_all(stream.get(), &all));
    memguard_buffer_destroy(all);
  });
}

// A source that has its bytes already, and a sink that needs none.
memguard_status give(void* user, void* bytes, size_t capacity, size_t* got) {
  memcpy(bytes, user, capacity);
  *got = capacity;
  return MEMGUARD_OK;
}
memguard_status take(void*, const void*, size_t) { return MEMGUARD_OK; }

std::unique_ptr<Work> our_pump(size_t size) {
  return repeated([bytes = room(kChunk), stream = new_stream(), size] {
    size_t moved = 0;
    must(memguard_stream_fill(stream.get(), {give, bytes.get()}, size, &moved));
    must(memguard_stream_drain(stream.get(), {take, nullptr}, &moved));
  });
}

// --- The floor ------------------------------------------------------------------------------------

template <bool seals, bool opens>
std::unique_ptr<Work> bare(size_t size) {
  return repeated([aead = Aead(kChunk), size]() mutable {
    for (size_t at = 0; at < size; at += kChunk) {
      if (seals) aead.seal();
      if (opens) aead.open();
    }
  });
}

// Beside it as many locked pages, which are the system's anew each time, and wiped.
struct LockedPages {
  explicit LockedPages(size_t length)
      : bytes(mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)),
        size(length) {
    must(bytes == MAP_FAILED || mlock(bytes, size) != 0);
  }
  ~LockedPages() {
    memcall_secure_clear(bytes, size);
    munmap(bytes, size);
  }
  void* bytes;
  size_t size;
};

std::unique_ptr<Work> bare_to_locked_pages(size_t size) {
  return repeated([pair = std::shared_ptr<Work>(bare<true, true>(size)), size] {
    const LockedPages pages(size);
    pair->repeat(1);
  });
}

void add_one(Cases* cases, const char* what, const char* who, size_t size,
             std::unique_ptr<Work> (*make)(size_t)) {
  Case one = act({kGroup, what, who, {size, 1, 0}}, [make, size](bool) { return make(size); });
  one.slow = true;
  cases->push_back(one);
}

void add(Cases* cases, const char* what, size_t size, std::unique_ptr<Work> (*ours)(size_t),
         std::unique_ptr<Work> (*floor)(size_t)) {
  add_one(cases, what, kOurs, size, ours);
  add_one(cases, what, kFloor, size, floor);
}

}  // namespace

void add_streams(Cases* cases, bool quick) {
  add(cases, "write", kMebibyte, our_write, bare<true, false>);
  add(cases, "peek", kMebibyte, our_peek, bare<false, true>);
  add(cases, "write+read", kMebibyte, our_read<0>, bare<true, true>);
  add(cases, "write+read by 512 B", kMebibyte, our_read<512>, bare<true, true>);
  add(cases, "fill+drain", kMebibyte, our_pump, bare<true, true>);
  add(cases, "write+read_all", kMebibyte, our_read_all, bare<true, true>);
  if (quick) return;
  add(cases, "write+read_all", 64 * kMebibyte, our_read_all, bare<true, true>);
  add_one(cases, "write+read_all", "BoringSSL AEAD, locked pages", 64 * kMebibyte,
          bare_to_locked_pages);
}

}  // namespace bench
