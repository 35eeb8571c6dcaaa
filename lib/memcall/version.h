/* version.h: the one place where the version stands; memcall_version and its sisters return it. */
#ifndef MEMCALL_VERSION_H
#define MEMCALL_VERSION_H

#define SECUREMEMORY_VERSION "1.0.0"

#endif
