// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "ledger/base/result.h"

namespace counterfoil::platform {

// What whoever measures must say of the machine, and do to it. Texts are the system's own;
// "unknown" where it does not say.

struct MachineFacts {
    std::string processor;    // Its model, as the kernel names it.
    unsigned processors = 0;  // That this process may use.
    std::uint64_t memory_bytes = 0;
    std::string kernel;  // "Linux 6.1.0-18-amd64 x86_64".
};
[[nodiscard]] MachineFacts machine_facts();

// The type of the file system that holds `path`, which must exist: "ext4".
[[nodiscard]] std::string file_system_of(const std::string& path);

// Memory of this process that no file stands behind, as it is now; 0 when nobody knows.
[[nodiscard]] std::uint64_t anonymous_memory_bytes();

// The kernel forgets what it keeps of the file in memory, so that the next read asks the device.
// What was not written back yet, or is mapped by somebody who has touched it, stays.
[[nodiscard]] Status forget_cached(const std::string& path);

// Timed waits of this thread, and of threads that it starts, end as soon as the machine can; else
// the kernel may add 50 us to save wake-ups. Where that cannot be had, nothing changes.
void wake_punctually();

// How many threads long work should take on this machine: one a processor, at most 8.
[[nodiscard]] unsigned worker_threads();

}  // namespace counterfoil::platform
