// SPDX-License-Identifier: Apache-2.0
#include "ledger/platform/posix_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <limits>

#include <fmt/format.h>

#include "ledger/platform/device_file.h"
#include "ledger/platform/posix_error.h"

namespace counterfoil::platform {
namespace {

constexpr std::uint64_t kOffsetMax = std::numeric_limits<off_t>::max();

bool range_is_addressable(std::uint64_t offset, std::size_t size) {
    return offset <= kOffsetMax && size <= kOffsetMax - offset;
}

int open_flags(OpenMode mode) {
    // O_NONBLOCK: opening a FIFO that nobody writes must return and be refused, not wait.
    constexpr int kAlways = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
    switch (mode) {
        case OpenMode::kRead:
            return kAlways | O_RDONLY;
        case OpenMode::kReadDevice:
            return kAlways | O_RDONLY | O_DIRECT;
        case OpenMode::kReadWrite:
            return kAlways | O_RDWR;
        case OpenMode::kCreateNew:
        case OpenMode::kCreatePublic:
            return kAlways | O_RDWR | O_CREAT | O_EXCL;
    }
    require(false, "open mode is one of the five");
    return kAlways;
}

Error no_direct_reads(const std::string& path) {
    return {ErrorCode::kUnsupported,
            fmt::format("cannot read {} past the kernel's memory: its file system does not allow "
                        "it; restart the machine instead, which empties that memory",
                        printable(path))};
}

Error not_a_regular_file(const std::string& path) {
    return {ErrorCode::kInvalidArgument,
            fmt::format("cannot open {}: it is not a regular file", printable(path))};
}

// The lock that the whole ledger agrees on: the first byte, for writing.
struct flock first_byte_lock() {
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = 0;
    lock.l_len = 1;
    return lock;
}

// While it lives, what is written goes to the device past the kernel's memory, if it can.
class DirectWrites {
  public:
    explicit DirectWrites(const Descriptor& descriptor)
        : descriptor_(descriptor), flags_(::fcntl(descriptor.number(), F_GETFL)) {
        if (flags_ != -1) ::fcntl(descriptor_.number(), F_SETFL, flags_ | O_DIRECT);
    }
    ~DirectWrites() {
        if (flags_ != -1) ::fcntl(descriptor_.number(), F_SETFL, flags_);
    }
    DirectWrites(const DirectWrites&) = delete;
    DirectWrites& operator=(const DirectWrites&) = delete;

  private:
    const Descriptor& descriptor_;
    const int flags_;
};

class PosixFile final : public File {
  public:
    PosixFile(Descriptor descriptor, std::string path)
        : descriptor_(std::move(descriptor)), path_(std::move(path)) {}

    Result<std::size_t> read_at(std::uint64_t offset, MutableByteView into) const override {
        if (!range_is_addressable(offset, into.size())) return beyond_any_file("read");
        std::size_t done = 0;
        while (done < into.size()) {
            const ssize_t got = uninterrupted([&] {
                return ::pread(descriptor_.number(), into.data() + done, into.size() - done,
                               static_cast<off_t>(offset + done));
            });
            if (got < 0) return posix_error("read", path_, errno);
            if (got == 0) break;
            done += static_cast<std::size_t>(got);
        }
        return done;
    }

    Status write_at(std::uint64_t offset, ByteView bytes) override {
        if (!range_is_addressable(offset, bytes.size())) return beyond_any_file("write");
        while (!bytes.empty()) {
            const ssize_t put = write_once(offset, bytes);
            if (put <= 0) return not_written(put);
            offset += static_cast<std::uint64_t>(put);
            bytes = bytes.subspan(static_cast<std::size_t>(put));
        }
        return {};
    }

    Status write_zeros(std::uint64_t offset, std::uint64_t length) override {
        {
            const DirectWrites direct(descriptor_);
            if (Status written = File::write_zeros(offset, length); written) return written;
        }
        // A device with larger blocks, or one that is full: who knows says so now.
        return File::write_zeros(offset, length);
    }

    Status write_blocks(std::uint64_t offset, ByteView blocks) override {
        if (!range_is_addressable(offset, blocks.size())) return beyond_any_file("write");
        ssize_t put = 0;
        {
            const DirectWrites direct(descriptor_);
            put = write_once(offset, blocks);
            // A device with larger blocks takes them the other way. All else is final.
            if (put < 0 && errno == EINVAL)
                put = 0;
            else if (put <= 0)
                return not_written(put);
        }
        const auto done = static_cast<std::size_t>(put);
        return write_at(offset + done, blocks.subspan(done));
    }

    Status sync() override {
        // EINTR says that the wait ended early, not that data was lost, so asking again is honest.
        // Every other error is final: the kernel may have dropped the pages and marked them clean.
        const int result = uninterrupted([&] { return ::fdatasync(descriptor_.number()); });
        if (result != 0) return posix_error("sync", path_, errno);
        return {};
    }

    Result<std::uint64_t> size() const override {
        struct stat about = {};
        if (::fstat(descriptor_.number(), &about) != 0) {
            return posix_error("examine", path_, errno);
        }
        return static_cast<std::uint64_t>(about.st_size);
    }

    Result<FileIdentity> identity() const override {
        struct stat about = {};
        if (::fstat(descriptor_.number(), &about) != 0) {
            return posix_error("examine", path_, errno);
        }
        return FileIdentity{about.st_dev, about.st_ino};
    }
    Result<std::uint64_t> changed_ns() const override {
        struct stat about = {};
        if (::fstat(descriptor_.number(), &about) != 0) {
            return posix_error("examine", path_, errno);
        }
        return static_cast<std::uint64_t>(about.st_ctim.tv_sec) * 1'000'000'000U +
               static_cast<std::uint64_t>(about.st_ctim.tv_nsec);
    }
    Result<FileAccess> access() const override { return file_access(descriptor_, path_); }

    Result<bool> try_lock() override {
        struct flock lock = first_byte_lock();
        const int result =
            uninterrupted([&] { return ::fcntl(descriptor_.number(), F_OFD_SETLK, &lock); });
        if (result == 0) return true;
        if (errno == EAGAIN || errno == EACCES) return false;
        if (errno == EBADF) {
            return Error{
                ErrorCode::kInvalidArgument,
                fmt::format("cannot lock {}: it is open for reading only", printable(path_))};
        }
        return posix_error("lock", path_, errno);
    }

    Result<bool> is_locked_elsewhere() const override {
        struct flock lock = first_byte_lock();
        const int result =
            uninterrupted([&] { return ::fcntl(descriptor_.number(), F_OFD_GETLK, &lock); });
        if (result != 0) return posix_error("ask for the lock of", path_, errno);
        // The kernel answers with the lock that would stand in our way.
        return lock.l_type == F_WRLCK;
    }

    const std::string& path() const override { return path_; }

  private:
    ssize_t write_once(std::uint64_t offset, ByteView bytes) {
        return uninterrupted([&] {
            return ::pwrite(descriptor_.number(), bytes.data(), bytes.size(),
                            static_cast<off_t>(offset));
        });
    }
    // A regular file takes at least one byte or says why; waiting for more would spin.
    Error not_written(ssize_t put) const {
        return posix_error("write", path_, put == 0 ? EIO : errno);
    }
    Error beyond_any_file(const char* action) const {
        return {ErrorCode::kInvalidArgument,
                fmt::format("cannot {} {}: the offset is beyond what a file can have", action,
                            printable(path_))};
    }

    Descriptor descriptor_;
    std::string path_;
};

}  // namespace

Result<Descriptor> open_regular_file(const std::string& path, OpenMode mode) {
    if (const Status checked = check_path(path); !checked) return checked.error();
    const bool is_public = mode == OpenMode::kCreatePublic;
    const char* action = is_public || mode == OpenMode::kCreateNew ? "create" : "open";
    Descriptor descriptor(
        uninterrupted([&] { return ::open(path.c_str(), open_flags(mode), 0600); }));
    if (!descriptor.valid()) {
        // ENXIO and ENODEV: a socket, or a device without a driver.
        if (errno == ENXIO || errno == ENODEV) return not_a_regular_file(path);
        if (errno == EINVAL && mode == OpenMode::kReadDevice) return no_direct_reads(path);
        return posix_error(action, path, errno);
    }
    struct stat about = {};
    if (::fstat(descriptor.number(), &about) != 0) return posix_error(action, path, errno);
    if (S_ISDIR(about.st_mode)) return posix_error(action, path, EISDIR);
    if (!S_ISREG(about.st_mode)) return not_a_regular_file(path);
    if (is_public && ::fchmod(descriptor.number(), 0644) != 0) {
        return posix_error("let everybody read", path, errno);
    }
    return descriptor;
}

Result<FileAccess> file_access(const Descriptor& descriptor, const std::string& path) {
    struct stat about = {};
    if (::fstat(descriptor.number(), &about) != 0) return posix_error("examine", path, errno);
    return FileAccess{about.st_mode & 07777U, about.st_uid == ::geteuid(), about.st_uid == 0};
}

Result<std::unique_ptr<File>> open_posix_file(const std::string& path, OpenMode mode) {
    Result<Descriptor> descriptor = open_regular_file(path, mode);
    if (!descriptor) return descriptor.error();
    if (mode == OpenMode::kReadDevice) return device_file(std::move(*descriptor), path);
    std::unique_ptr<File> file = std::make_unique<PosixFile>(std::move(*descriptor), path);
    return file;
}

}  // namespace counterfoil::platform
