// SPDX-License-Identifier: Apache-2.0
#include "ledger/platform/device_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>

#include "ledger/platform/posix_error.h"
#include "ledger/platform/posix_file.h"

namespace counterfoil::platform {
namespace {

// What every device that is made today can transfer; offsets, lengths and memory are multiples.
constexpr std::size_t kAlignment = 4096;
constexpr std::size_t kChunk = 256 * 1024;

struct Free {
    void operator()(std::uint8_t* memory) const { std::free(memory); }
};

class DeviceFile final : public File {
  public:
    DeviceFile(Descriptor descriptor, std::string path)
        : descriptor_(std::move(descriptor)),
          path_(std::move(path)),
          chunk_(static_cast<std::uint8_t*>(std::aligned_alloc(kAlignment, kChunk))) {
        require(chunk_ != nullptr, "there is memory for a chunk of a file");
    }

    Result<std::size_t> read_at(std::uint64_t offset, MutableByteView into) const override {
        std::size_t done = 0;
        while (done < into.size()) {
            const std::uint64_t wanted = offset + done;
            const std::uint64_t begin = wanted / kAlignment * kAlignment;
            const auto skip = static_cast<std::size_t>(wanted - begin);
            const std::size_t rest = skip + (into.size() - done);
            const std::size_t length =
                std::min(kChunk, (rest + kAlignment - 1) / kAlignment * kAlignment);
            const ssize_t got = uninterrupted([&] {
                return ::pread(descriptor_.number(), chunk_.get(), length,
                               static_cast<off_t>(begin));
            });
            if (got < 0) return posix_error("read", path_, errno);
            const auto count = static_cast<std::size_t>(got);
            if (count <= skip) break;
            const std::size_t useful = std::min(count - skip, into.size() - done);
            std::memcpy(into.data() + done, chunk_.get() + skip, useful);
            done += useful;
            if (count < length) break;  // The end of the file.
        }
        return done;
    }

    Status write_at(std::uint64_t, ByteView) override { return for_reading_only("write"); }
    Status sync() override { return for_reading_only("sync"); }

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

    Result<bool> try_lock() override { return for_reading_only("lock").error(); }
    Result<bool> is_locked_elsewhere() const override {
        return for_reading_only("ask for the lock of").error();
    }
    const std::string& path() const override { return path_; }

  private:
    [[nodiscard]] Status for_reading_only(const char* action) const {
        return Error{
            ErrorCode::kInvalidArgument,
            fmt::format("cannot {} {}: it is open for reading only", action, printable(path_))};
    }

    Descriptor descriptor_;
    std::string path_;
    std::unique_ptr<std::uint8_t, Free> chunk_;
};

}  // namespace

Result<std::unique_ptr<File>> device_file(Descriptor descriptor, std::string path) {
    // Clean pages may hold what never reached the device; whoever reads next must not see them.
    const int refused = ::posix_fadvise(descriptor.number(), 0, 0, POSIX_FADV_DONTNEED);
    if (refused != 0) return posix_error("read past the kernel's memory", path, refused);
    std::unique_ptr<File> file =
        std::make_unique<DeviceFile>(std::move(descriptor), std::move(path));
    return file;
}

}  // namespace counterfoil::platform
