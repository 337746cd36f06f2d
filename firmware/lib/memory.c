/* What the compiler calls in a program without a C library. */
#include <stddef.h>

void *memset(void *to, int value, size_t bytes) {
    unsigned char *at = to;
    while (bytes-- > 0) *at++ = (unsigned char)value;
    return to;
}

void *memcpy(void *restrict to, const void *restrict from, size_t bytes) {
    unsigned char *at = to;
    const unsigned char *source = from;
    while (bytes-- > 0) *at++ = *source++;
    return to;
}

void *memmove(void *to, const void *from, size_t bytes) {
    unsigned char *at = to;
    const unsigned char *source = from;
    if (at <= source) {
        while (bytes-- > 0) *at++ = *source++;
    } else {
        while (bytes-- > 0) at[bytes] = source[bytes];
    }
    return to;
}

int memcmp(const void *left, const void *right, size_t bytes) {
    const unsigned char *a = left, *b = right;
    for (; bytes > 0; --bytes, ++a, ++b) {
        if (*a != *b) return *a - *b;
    }
    return 0;
}
