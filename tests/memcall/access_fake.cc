// The fake system's tables are asked: its memory never faults.
#include "tests/fake_os/fake_os.h"
#include "tests/memcall/access.h"

bool Readable(const void *address) { return fake_os_accessible(address, 1, false); }

bool Writable(void *address) { return fake_os_accessible(address, 1, true); }

size_t MappingsIn(const void *, size_t) { return fake_os_used().mappings; }
