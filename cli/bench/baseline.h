// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stddef.h>
#include <stdint.h>

// The yardstick: what plain C needs for an audit log that is nothing but chained. A file that
// grows; each record is its length, its bytes, and SHA-256 over the hash before it and these; a
// batch is one write and, if asked for, one fdatasync. Not encrypted, no tree, not signed. The code
// is tests/bench/baseline.c; the contract stands here because nothing of ours may include what is
// in tests. One object serves one thread.

#ifdef __cplusplus
extern "C" {
#endif

struct counterfoil_baseline;

// Makes the file, which must not exist. Null on failure, with errno.
struct counterfoil_baseline* counterfoil_baseline_open(const char* path);
// Appends `count` records, all with these `size` bytes (1 to 2^24), in one write. 0, or -1 with
// errno.
int counterfoil_baseline_append(struct counterfoil_baseline* log, const uint8_t* record,
                                size_t size, size_t count, int sync);
// Null does nothing. What was not synced is not.
void counterfoil_baseline_close(struct counterfoil_baseline* log);

// SHA-256 over all bytes of the file, as `openssl dgst -sha256` does it: reads and hashes in turn,
// on this thread. The number of bytes, or -1 with errno.
int64_t counterfoil_baseline_hash_file(const char* path, uint8_t hash[32]);

#ifdef __cplusplus
}
#endif
