// SPDX-License-Identifier: Apache-2.0
// SHA-256 by OpenSSL's low-level calls, deprecated as they are: EVP in a reused context costs 30 to
// 100 ns a hash more, and a yardstick must not be slow.
#define OPENSSL_SUPPRESS_DEPRECATED
#define _GNU_SOURCE

#include "cli/bench/baseline.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { kLengthSize = 4, kHashSize = 32, kChunk = 1 << 20 };
static const size_t kRecordSizeMax = (size_t)1 << 24;

struct counterfoil_baseline {
    int descriptor;
    uint8_t chain[kHashSize];
    uint8_t *buffer;
    size_t capacity;
};

static void put_length(uint8_t *at, size_t length) {
    for (int i = 0; i < kLengthSize; ++i) at[i] = (uint8_t)(length >> (8 * i));
}

// The hash over the one before and length and bytes, which lie side by side.
static void chain_on(uint8_t chain[kHashSize], const uint8_t *framed, size_t size) {
    SHA256_CTX context;
    SHA256_Init(&context);
    SHA256_Update(&context, chain, kHashSize);
    SHA256_Update(&context, framed, size);
    SHA256_Final(chain, &context);
}

static int write_all(int descriptor, const uint8_t *bytes, size_t size) {
    while (size > 0) {
        const ssize_t put = write(descriptor, bytes, size);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return -1;
        bytes += put;
        size -= (size_t)put;
    }
    return 0;
}

struct counterfoil_baseline *counterfoil_baseline_open(const char *path) {
    struct counterfoil_baseline *log = calloc(1, sizeof *log);
    if (log == NULL) return NULL;
    log->descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (log->descriptor >= 0) return log;
    free(log);
    return NULL;
}

int counterfoil_baseline_append(struct counterfoil_baseline *log, const uint8_t *record,
                                size_t size, size_t count, int sync) {
    if (size == 0 || size > kRecordSizeMax || count > SIZE_MAX / (size + kLengthSize + kHashSize)) {
        errno = EINVAL;
        return -1;
    }
    const size_t framed = kLengthSize + size;
    const size_t needed = count * (framed + kHashSize);
    if (needed > log->capacity) {
        uint8_t *more = realloc(log->buffer, needed);
        if (more == NULL) return -1;
        log->buffer = more;
        log->capacity = needed;
    }
    uint8_t *at = log->buffer;
    for (size_t i = 0; i < count; ++i) {
        put_length(at, size);
        memcpy(at + kLengthSize, record, size);
        chain_on(log->chain, at, framed);
        memcpy(at + framed, log->chain, kHashSize);
        at += framed + kHashSize;
    }
    if (write_all(log->descriptor, log->buffer, needed) != 0) return -1;
    return sync ? fdatasync(log->descriptor) : 0;
}

void counterfoil_baseline_close(struct counterfoil_baseline *log) {
    if (log == NULL) return;
    close(log->descriptor);
    free(log->buffer);
    free(log);
}

int64_t counterfoil_baseline_hash_file(const char *path, uint8_t hash[32]) {
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return -1;
    uint8_t *buffer = malloc(kChunk);
    int64_t total = buffer == NULL ? -1 : 0;
    SHA256_CTX context;
    SHA256_Init(&context);
    while (total >= 0) {
        const ssize_t got = read(descriptor, buffer, kChunk);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) total = -1;
        if (got <= 0) break;
        SHA256_Update(&context, buffer, (size_t)got);
        total += got;
    }
    const int why = errno;
    SHA256_Final(hash, &context);
    free(buffer);
    close(descriptor);
    errno = why;
    return total;
}
