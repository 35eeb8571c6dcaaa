// The commands of golden files: memcall's calls, the growing region's, and the backend's own.
//
// - alloc KIND, with size=N align=N before=N after=N access=P fork=F require=S|S prefer=S|S
// - free, protect P, lock, unlock, exclude_from_dumps, exclude_from_merging, fork F: on that region
// - reserve, with size=N unit=N fork=F require=S|S prefer=S|S; extend N; release
// - core_dumps HOW, harden FLAG|FLAG, random N, os_encrypt N
// - lock_limit, sizes, stack_room, capability S, missing OPERATION
// - text: of the last error
// - backend OPERATION: on the region of the last alloc; backend_random N; probe NAME 0|1
#include <functional>
#include <map>
#include <thread>

#include "lib/memcall/backend/backend.h"
#include "lib/memcall/growing.h"
#include "tests/recording/recorder.h"
#include "tests/recording/words.h"

namespace {

memcall_region region;
memcall_growing growing;

// --- Regions ---

std::string Alloc(const Words &words) {
  memcall_request request =
      memcall_request_of(RECORDER_PAGE, static_cast<memcall_kind>(NumberOf(kKinds, words.at(1))));
  const Options options(words);
  options.Set("size", request.size);
  options.Set("align", request.alignment);
  options.Set("before", request.guard_pages_before);
  options.Set("after", request.guard_pages_after);
  options.Set("access", kAccess, request.protection);
  options.Set("fork", kForks, request.fork_action);
  options.Set("require", kSafeguards, request.require);
  options.Set("prefer", kSafeguards, request.prefer);
  const memcall_status status = memcall_alloc_request(&request, &region);
  return Answer(status, std::string(": ") + recorder_address(region.data).text + ", " +
                            std::to_string(region.size) + " bytes, in force " +
                            NamesOf(kSafeguards, region.in_force));
}

using OnRange = memcall_status (*)(void *, size_t);

template <OnRange call>
std::string Range(const Words &) {
  return Answer(call(region.data, region.size));
}

std::string Protect(const Words &words) {
  return Answer(memcall_protect(region.data, region.size,
                                static_cast<memcall_protection>(NumberOf(kAccess, words.at(1)))));
}

std::string Fork(const Words &words) {
  return Answer(memcall_set_fork_action(
      region.data, region.size, static_cast<memcall_fork_action>(NumberOf(kForks, words.at(1)))));
}

// --- Growing regions ---

std::string Reserve(const Words &words) {
  size_t size = 16 * RECORDER_PAGE, unit = 8 * RECORDER_PAGE;
  memcall_fork_action action = MEMCALL_FORK_INHERIT;
  memcall_safeguards require = 0, prefer = 0;
  const Options options(words);
  options.Set("size", size);
  options.Set("unit", unit);
  options.Set("fork", kForks, action);
  options.Set("require", kSafeguards, require);
  options.Set("prefer", kSafeguards, prefer);
  const memcall_status status =
      memcall_growing_reserve(size, unit, action, require, prefer, &growing);
  return Answer(status, ": in force " + NamesOf(kSafeguards, growing.in_force));
}

std::string Extend(const Words &words) {
  size_t offset = 0;
  memcall_safeguards in_force = 0;
  const memcall_status status =
      memcall_growing_extend(&growing, std::stoul(words.at(1)), &offset, &in_force);
  return Answer(status, std::string(": ") + recorder_address(growing.base + offset).text +
                            ", in force " + NamesOf(kSafeguards, in_force) + ", locked " +
                            std::to_string(growing.locked));
}

std::string Release(const Words &) {
  memcall_growing_release(&growing);
  return "done";
}

// --- The process ---

std::string CoreDumps(const Words &words) {
  return Answer(
      memcall_set_core_dumps(static_cast<memcall_core_dumps>(NumberOf(kCoreDumps, words.at(1)))));
}

std::string Harden(const Words &words) {
  memcall_hardening report = {};
  report.struct_size = sizeof report;
  const memcall_status status = memcall_harden(NumbersOf(kFlags, words.at(1)), &report);
  return Answer(status) + ", in force " + NamesOf(kFlags, report.in_force) + ", unsupported " +
         NamesOf(kFlags, report.unsupported);
}

std::string Random(const Words &words) {
  std::string bytes(std::stoul(words.at(1)), '\xee');
  const memcall_status status = memcall_random(&bytes[0], bytes.size());
  const bool zero = bytes.find_first_not_of('\0') == std::string::npos;
  return Answer(status) + (zero ? ", bytes are zero" : "");
}

std::string LockLimit(const Words &) {
  size_t limit = 0, used = 0;
  const memcall_status status = memcall_lock_limit(&limit, &used);
  return Answer(status, ": limit " + Bytes(limit) + ", used " + Bytes(used));
}

std::string Capability(const Words &words) {
  memcall_capability found = {};
  found.struct_size = sizeof found;
  const memcall_status status = memcall_capability_of(NumberOf(kSafeguards, words.at(1)), &found);
  return Answer(status, ": " + std::to_string(found.available) + ", " + CodeName(found.os_code) +
                            ", " + found.reason);
}

std::string Encrypt(const Words &words) {
  std::string bytes(std::stoul(words.at(1)), '\x11');
  return Answer(memcall_os_encrypt(&bytes[0], bytes.size()));
}

std::string Sizes(const Words &) {
  return "page " + Bytes(memcall_backend_page_size()) + ", granularity " +
         Bytes(memcall_backend_granularity()) + ", large " +
         Bytes(memcall_backend_large_page_size());
}

// In a thread of its own: what is known of a stack is asked once for each.
std::string StackRoom(const Words &) {
  size_t room = 0;
  std::thread([&room] { room = memcall_backend_stack_room(); }).join();
  return room == MEMCALL_UNKNOWN ? "unknown" : "known";
}

// --- The backend by itself ---

std::string Backend(const Words &words) {
  static const std::map<std::string, memcall_answer (*)(void *, size_t)> operations = {
      {"discard", memcall_backend_discard},
      {"guard", memcall_backend_guard},
      {"unguard", memcall_backend_unguard},
      {"populate", memcall_backend_populate},
      {"small_pages", memcall_backend_small_pages},
      {"unlock", memcall_backend_unlock},
      {"unmap", memcall_backend_unmap},
  };
  return Answer(operations.at(words.at(1))(region.data, region.size));
}

std::string BackendRandom(const Words &words) {
  std::string bytes(std::stoul(words.at(1)), '\xee');
  return Answer(memcall_backend_random(&bytes[0], bytes.size()));
}

std::string Missing(const Words &words) {
  const char *why = memcall_backend_missing(words.at(1).c_str());
  return why == nullptr ? "it is there" : why;
}

std::string Probe(const Words &words) {
  return memcall_backend_set_probe(words.at(1).c_str(), std::stoi(words.at(2))) ? "done"
                                                                                : "no such probe";
}

const std::map<std::string, std::function<std::string(const Words &)>> kCommands = {
    {"alloc", Alloc},
    {"free", [](const Words &) { return Answer(memcall_free(&region)); }},
    {"protect", Protect},
    {"lock", Range<memcall_lock>},
    {"unlock", Range<memcall_unlock>},
    {"exclude_from_dumps", Range<memcall_exclude_from_dumps>},
    {"exclude_from_merging", Range<memcall_exclude_from_merging>},
    {"fork", Fork},
    {"reserve", Reserve},
    {"extend", Extend},
    {"release", Release},
    {"core_dumps", CoreDumps},
    {"harden", Harden},
    {"random", Random},
    {"lock_limit", LockLimit},
    {"capability", Capability},
    {"os_encrypt", Encrypt},
    {"sizes", Sizes},
    {"stack_room", StackRoom},
    {"backend", Backend},
    {"backend_random", BackendRandom},
    {"text", [](const Words &) { return std::string(memcall_last_error()->text); }},
    {"missing", Missing},
    {"probe", Probe},
};

}  // namespace

std::string CarryOut(const Words &command) {
  const auto found = kCommands.find(command.at(0));
  if (found == kCommands.end()) return "no such command";
  return found->second(command);
}

void CleanUp() {
  (void)memcall_free(&region);
  region = {};
  memcall_growing_release(&growing);
}
