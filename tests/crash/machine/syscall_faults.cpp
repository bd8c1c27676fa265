// SPDX-License-Identifier: Apache-2.0

// A library for LD_PRELOAD that stands between a program and the disk. It knows nothing of the
// program. By environment variables, for files under FAULTS_UNDER only:
//
//   FAULTS_KILL=N       SIGKILL before the N-th call that changes the disk
//   FAULTS_TEAR=N       the same, but when that call is a write, behind a random part of it
//   FAULTS_FAIL=N       the N-th call that changes the disk fails with FAULTS_ERRNO (a number)
//   FAULTS_FAIL_LAST=M  and so do all behind it up to the M-th (default: N)
//   FAULTS_KIND=NAME    counts only calls of this kind, one of kKindNames
//   FAULTS_SUFFIX=TEXT  counts only calls for paths that end in this
//   FAULTS_SHORT=1      reads and writes are short, or interrupted (EINTR), at random
//   FAULTS_SEED=S       for what is random
//   FAULTS_COUNT=FILE   at exit, writes there how many calls were counted
//
// Whatever was done is said on standard error. Reads count only as FAULTS_KIND=read.

#include <dlfcn.h>
#include <fcntl.h>
#include <linux/limits.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace {

enum class Kind { kRead, kWrite, kSync, kCreate, kRename, kUnlink, kMakeDirectory };
constexpr const char* kKindNames[] = {"read",   "write",  "sync", "create",
                                      "rename", "unlink", "mkdir"};

const char* name_of(Kind kind) {
    return kKindNames[static_cast<std::size_t>(kind)];
}

std::string text_of(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

std::uint64_t number_of(const char* name) {
    return std::strtoull(text_of(name).c_str(), nullptr, 10);
}

struct Plan {
    const std::string under = text_of("FAULTS_UNDER");
    const std::uint64_t kill = number_of("FAULTS_KILL");
    const std::uint64_t tear = number_of("FAULTS_TEAR");
    const std::uint64_t fail = number_of("FAULTS_FAIL");
    const std::uint64_t fail_last = std::max(fail, number_of("FAULTS_FAIL_LAST"));
    const int error_number = static_cast<int>(number_of("FAULTS_ERRNO"));
    const std::string kind = text_of("FAULTS_KIND");
    const std::string suffix = text_of("FAULTS_SUFFIX");
    const bool is_short = number_of("FAULTS_SHORT") != 0;
    const std::string count_file = text_of("FAULTS_COUNT");
    std::atomic<std::uint64_t> count = 0;
    std::atomic<std::uint64_t> random = number_of("FAULTS_SEED");
};

// Never destroyed: the program may write until its very end.
Plan& plan() {
    static Plan* const the_plan = new Plan;
    return *the_plan;
}

// splitmix64 of a counter, so that threads need no lock.
std::uint64_t random_number() {
    std::uint64_t value = plan().random += 0x9e3779b97f4a7c15U;
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31U);
}

template <class Function>
Function* next(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

std::string link_target(const std::string& path) {
    char target[PATH_MAX];
    const ssize_t size = ::readlink(path.c_str(), target, sizeof target);
    return size < 0 ? "" : std::string(target, static_cast<std::size_t>(size));
}

std::string path_of(int descriptor) {
    return link_target("/proc/self/fd/" + std::to_string(descriptor));
}

std::string absolute(int directory, const char* path) {
    if (*path == '/') return path;
    const std::string base =
        directory == AT_FDCWD ? link_target("/proc/self/cwd") : path_of(directory);
    return base + "/" + path;
}

bool is_watched(std::string_view path) {
    const std::string& under = plan().under;
    return !under.empty() && path.substr(0, under.size()) == under && path.size() > under.size() &&
           path[under.size()] == '/';
}

void say(const char* what, std::uint64_t count, Kind kind, const std::string& path) {
    char line[PATH_MAX + 100];
    const int size =
        std::snprintf(line, sizeof line, "faults: %s call %llu: %s %s\n", what,
                      static_cast<unsigned long long>(count), name_of(kind), path.c_str());
    static_cast<void>(!::write(STDERR_FILENO, line, static_cast<std::size_t>(size)));
}

[[noreturn]] void end() {
    ::kill(::getpid(), SIGKILL);
    for (;;) ::pause();
}

// What is to happen to a call, decided once for each.
enum class Fate { kGoOn, kFail, kTear };

Fate fate_of(Kind kind, const std::string& path) {
    Plan& now = plan();
    if (!is_watched(path)) return Fate::kGoOn;
    const bool counts = now.kind.empty() ? kind != Kind::kRead : now.kind == name_of(kind);
    if (!counts) return Fate::kGoOn;
    if (path.size() < now.suffix.size() ||
        path.compare(path.size() - now.suffix.size(), std::string::npos, now.suffix) != 0) {
        return Fate::kGoOn;
    }
    const std::uint64_t count = ++now.count;
    if (count == now.tear && kind == Kind::kWrite) {
        say("torn at", count, kind, path);
        return Fate::kTear;
    }
    if (count == now.kill || count == now.tear) {
        say("killed before", count, kind, path);
        end();
    }
    if (now.fail != 0 && count >= now.fail && count <= now.fail_last) {
        if (count == now.fail) say("failed", count, kind, path);
        errno = now.error_number;
        return Fate::kFail;
    }
    return Fate::kGoOn;
}

// How much of a read or write happens; 0 stands for EINTR.
std::size_t random_share(std::size_t size, const std::string& path) {
    if (!plan().is_short || size == 0 || !is_watched(path)) return size;
    switch (random_number() % 3) {
        case 0:
            return 0;
        case 1:
            return 1 + random_number() % size;
        default:
            return size;
    }
}

ssize_t interrupted() {
    errno = EINTR;
    return -1;
}

using Read = ssize_t(int, void*, std::size_t, off_t);
ssize_t read_at(Read* real, int descriptor, void* into, std::size_t size, off_t offset) {
    const std::string path = path_of(descriptor);
    if (fate_of(Kind::kRead, path) != Fate::kGoOn) return -1;
    const std::size_t share = random_share(size, path);
    if (share == 0 && size != 0) return interrupted();
    return real(descriptor, into, share, offset);
}

using Write = ssize_t(int, const void*, std::size_t, off_t);
ssize_t write_at(Write* real, int descriptor, const void* from, std::size_t size, off_t offset) {
    const std::string path = path_of(descriptor);
    switch (fate_of(Kind::kWrite, path)) {
        case Fate::kFail:
            return -1;
        case Fate::kTear:
            static_cast<void>(!real(descriptor, from, random_number() % (size + 1), offset));
            end();
        case Fate::kGoOn:
            break;
    }
    const std::size_t share = random_share(size, path);
    if (share == 0 && size != 0) return interrupted();
    return real(descriptor, from, share, offset);
}

using Open = int(const char*, int, ...);
int open_file(Open* real, const char* path, int flags, mode_t mode) {
    if ((flags & O_CREAT) != 0 && fate_of(Kind::kCreate, absolute(AT_FDCWD, path)) != Fate::kGoOn) {
        return -1;
    }
    return real(path, flags, mode);
}

using OpenAt = int(int, const char*, int, ...);
int open_file_at(OpenAt* real, int directory, const char* path, int flags, mode_t mode) {
    if ((flags & O_CREAT) != 0 &&
        fate_of(Kind::kCreate, absolute(directory, path)) != Fate::kGoOn) {
        return -1;
    }
    return real(directory, path, flags, mode);
}

[[gnu::destructor]] void write_count() {
    const std::string& path = plan().count_file;
    if (path.empty()) return;
    if (std::FILE* file = std::fopen(path.c_str(), "w")) {
        std::fprintf(file, "%llu\n", static_cast<unsigned long long>(plan().count.load()));
        std::fclose(file);
    }
}

}  // namespace

// The mode is there only when a file may be created.
#define FAULTS_MODE(flags)                          \
    mode_t mode = 0;                                \
    if (((flags) & (O_CREAT | __O_TMPFILE)) != 0) { \
        va_list arguments;                          \
        va_start(arguments, flags);                 \
        mode = va_arg(arguments, mode_t);           \
        va_end(arguments);                          \
    }

extern "C" {

ssize_t pread(int descriptor, void* into, std::size_t size, off_t offset) {
    static Read* const real = next<Read>("pread");
    return read_at(real, descriptor, into, size, offset);
}
ssize_t pread64(int descriptor, void* into, std::size_t size, off64_t offset) {
    static Read* const real = next<Read>("pread64");
    return read_at(real, descriptor, into, size, offset);
}
ssize_t pwrite(int descriptor, const void* from, std::size_t size, off_t offset) {
    static Write* const real = next<Write>("pwrite");
    return write_at(real, descriptor, from, size, offset);
}
ssize_t pwrite64(int descriptor, const void* from, std::size_t size, off64_t offset) {
    static Write* const real = next<Write>("pwrite64");
    return write_at(real, descriptor, from, size, offset);
}

int fdatasync(int descriptor) {
    static auto* const real = next<int(int)>("fdatasync");
    if (fate_of(Kind::kSync, path_of(descriptor)) != Fate::kGoOn) return -1;
    return real(descriptor);
}
int fsync(int descriptor) {
    static auto* const real = next<int(int)>("fsync");
    if (fate_of(Kind::kSync, path_of(descriptor)) != Fate::kGoOn) return -1;
    return real(descriptor);
}

int open(const char* path, int flags, ...) {
    static Open* const real = next<Open>("open");
    FAULTS_MODE(flags)
    return open_file(real, path, flags, mode);
}
int open64(const char* path, int flags, ...) {
    static Open* const real = next<Open>("open64");
    FAULTS_MODE(flags)
    return open_file(real, path, flags, mode);
}
int openat(int directory, const char* path, int flags, ...) {
    static OpenAt* const real = next<OpenAt>("openat");
    FAULTS_MODE(flags)
    return open_file_at(real, directory, path, flags, mode);
}
int openat64(int directory, const char* path, int flags, ...) {
    static OpenAt* const real = next<OpenAt>("openat64");
    FAULTS_MODE(flags)
    return open_file_at(real, directory, path, flags, mode);
}

int rename(const char* source, const char* target) noexcept {
    static auto* const real = next<int(const char*, const char*)>("rename");
    if (fate_of(Kind::kRename, absolute(AT_FDCWD, target)) != Fate::kGoOn) return -1;
    return real(source, target);
}
int renameat2(int source_directory, const char* source, int target_directory, const char* target,
              unsigned flags) noexcept {
    static auto* const real = next<int(int, const char*, int, const char*, unsigned)>("renameat2");
    if (fate_of(Kind::kRename, absolute(target_directory, target)) != Fate::kGoOn) return -1;
    return real(source_directory, source, target_directory, target, flags);
}

int unlink(const char* path) noexcept {
    static auto* const real = next<int(const char*)>("unlink");
    if (fate_of(Kind::kUnlink, absolute(AT_FDCWD, path)) != Fate::kGoOn) return -1;
    return real(path);
}

int mkdir(const char* path, mode_t mode) noexcept {
    static auto* const real = next<int(const char*, mode_t)>("mkdir");
    if (fate_of(Kind::kMakeDirectory, absolute(AT_FDCWD, path)) != Fate::kGoOn) return -1;
    return real(path, mode);
}

}  // extern "C"
