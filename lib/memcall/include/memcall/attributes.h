/* memcall/attributes.h: how declarations of all three libraries are marked. */
#ifndef MEMCALL_ATTRIBUTES_H
#define MEMCALL_ATTRIBUTES_H

#if defined(__GNUC__) || defined(__clang__)
#define MEMCALL_CHECKED __attribute__((warn_unused_result)) /* the status must be looked at */
#define MEMCALL_NORETURN __attribute__((noreturn))
#define MEMCALL_API __attribute__((visibility("default")))
#else
#define MEMCALL_CHECKED
#define MEMCALL_NORETURN
#define MEMCALL_API
#endif

#ifdef __cplusplus
#define MEMCALL_BEGIN extern "C" {
#define MEMCALL_END }
#else
#define MEMCALL_BEGIN
#define MEMCALL_END
#endif

#endif
