// The snippets of lib/cxx/README.md, compiled as they stand there.
#include "tests/examples/guide.h"

#include <unistd.h>

// README
securememory::result<Tag> tag_of(Key& key) {
  auto secret = securememory::secret::from(key);             // wipes key, if it succeeds
  if (!secret) return secret.status();                       // memcall_last_error()->text says more
  return secret->with_bytes([](securememory::bytes plain) {  // answers what the callback returns
    return mac(plain);
  });
}
// END

// README
Tag tag_or_throw(Key& key) {
  auto secret = securememory::secret::from(key).value();  // throws securememory::error
  return secret
      .with_bytes([](securememory::bytes plain) {
        return mac(plain);  // may throw, too: the secret is at rest by then
      })
      .value();
}
// END

// README
bool ask_and_log_in(int descriptor) {
  securememory::secure_string password;
  if (password.try_reserve(256) != SECUREMEMORY_OK) return false;
  password.resize(256);  // cannot fail now; zeros
  ssize_t got = read(descriptor, password.data(), password.size());
  password.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return log_in("me", password.c_str());
}  // wiped here
// END

// README
bool in_a_context(std::string& token) {
  auto context = securememory::context::make();  // outlives what is made on it
  if (!context) return false;
  auto kept = securememory::secure_string::from(token, *context);
  std::vector<int, securememory::allocator<int>> pin(4, 0, *context);
  return kept && kept->equal("token") && pin.size() == 4;  // in constant time
}
// END

// README
std::size_t through_a_stream(std::string& pem) {
  auto stream = securememory::stream::make();
  if (!stream || stream->write(pem) != SECUREMEMORY_OK) return 0;
  std::size_t lines = 0;
  auto moved = stream->drain([&](securememory::bytes piece) {
    for (unsigned char one : piece) lines += one == '\n';
  });
  return moved ? lines : 0;
}
// END
