// SPDX-License-Identifier: Apache-2.0
#include "ledger/platform/machine_facts.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/sysmacros.h>
#include <sys/utsname.h>
#include <unistd.h>
#include <algorithm>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <sstream>
#include <string_view>
#include <thread>

#include <fmt/format.h>

#include "ledger/platform/descriptor.h"
#include "ledger/platform/posix_error.h"
#include "ledger/platform/posix_file.h"

namespace counterfoil::platform {
namespace {

constexpr const char* kUnknown = "unknown";

// What stands behind the colon in the first line "NAME : VALUE" of a file of the kernel's.
std::string kernel_value(const char* path, std::string_view name) {
    std::ifstream file(path);
    std::string line;
    while (std::getline(file, line)) {
        const std::size_t colon = line.find(':');
        if (colon == std::string::npos) continue;
        if (line.substr(0, line.find_last_not_of(" \t", colon - 1) + 1) != name) continue;
        const std::size_t begin = line.find_first_not_of(" \t", colon + 1);
        return begin == std::string::npos ? std::string() : line.substr(begin);
    }
    return {};
}

unsigned usable_processors() {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (::sched_getaffinity(0, sizeof set, &set) == 0)
        return static_cast<unsigned>(CPU_COUNT(&set));
    const long online = ::sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? static_cast<unsigned>(online) : 1;
}

}  // namespace

MachineFacts machine_facts() {
    MachineFacts facts;
    facts.processor = kernel_value("/proc/cpuinfo", "model name");
    if (facts.processor.empty()) facts.processor = kUnknown;
    facts.processors = usable_processors();
    struct sysinfo memory = {};
    if (::sysinfo(&memory) == 0) {
        facts.memory_bytes = std::uint64_t{memory.totalram} * memory.mem_unit;
    }
    utsname kernel = {};
    facts.kernel = ::uname(&kernel) == 0
                       ? fmt::format("{} {} {}", kernel.sysname, kernel.release, kernel.machine)
                       : kUnknown;
    return facts;
}

std::string file_system_of(const std::string& path) {
    struct stat about = {};
    if (::stat(path.c_str(), &about) != 0) return kUnknown;
    const std::string device = fmt::format("{}:{}", major(about.st_dev), minor(about.st_dev));
    // Each line: id, parent, device, root, mount point, options, …, "-", type, …
    std::ifstream mounts("/proc/self/mountinfo");
    std::string line;
    std::string type = kUnknown;
    while (std::getline(mounts, line)) {
        std::istringstream fields(line);
        std::string field;
        for (int i = 0; i < 3; ++i) fields >> field;
        if (field != device) continue;
        while (fields >> field && field != "-") {
        }
        if (fields >> field) type = field;
    }
    return type;
}

std::uint64_t anonymous_memory_bytes() {
    std::istringstream value(kernel_value("/proc/self/status", "RssAnon"));
    std::uint64_t kibibytes = 0;
    value >> kibibytes;
    return kibibytes * 1024;
}

Status forget_cached(const std::string& path) {
    const Result<Descriptor> descriptor = open_regular_file(path, OpenMode::kRead);
    if (!descriptor) return descriptor.error();
    // Only clean pages are forgotten.
    if (::fdatasync(descriptor->number()) != 0) return posix_error("sync", path, errno);
    const int refused = ::posix_fadvise(descriptor->number(), 0, 0, POSIX_FADV_DONTNEED);
    if (refused != 0) return posix_error("have the kernel forget", path, refused);
    return {};
}

void wake_punctually() {
    static_cast<void>(::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL));
}

unsigned worker_threads() {
    constexpr unsigned kMost = 8;
    return std::clamp(std::thread::hardware_concurrency(), 1U, kMost);
}

}  // namespace counterfoil::platform
