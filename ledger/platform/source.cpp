// SPDX-License-Identifier: Apache-2.0
#include "ledger/platform/source.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "ledger/platform/descriptor.h"
#include "ledger/platform/gzip_source.h"
#include "ledger/platform/interrupt.h"
#include "ledger/platform/posix_error.h"
#include "ledger/platform/process.h"

namespace counterfoil::platform {
namespace {

constexpr std::array<std::uint8_t, 2> kGzipMagic = {0x1f, 0x8b};

class StandardInput final : public Source {
  public:
    Result<std::size_t> read(MutableByteView into) override {
        return read_descriptor(STDIN_FILENO, name_, into);
    }
    const std::string& name() const override { return name_; }

  private:
    std::string name_ = "standard input";
};

// A file or FIFO. The first bytes can be looked at before they are read: a FIFO cannot seek back.
class FileSource final : public Source {
  public:
    FileSource(Descriptor descriptor, std::string path)
        : descriptor_(std::move(descriptor)), path_(std::move(path)) {}

    [[nodiscard]] Result<bool> begins_like_gzip() {
        while (ahead_size_ < ahead_.size()) {
            const Result<std::size_t> got = read_descriptor(
                descriptor_.number(), path_, MutableByteView(ahead_).subspan(ahead_size_));
            if (!got) return got.error();
            if (*got == 0) break;
            ahead_size_ += *got;
        }
        return ahead_size_ == kGzipMagic.size() && ahead_ == kGzipMagic;
    }

    Result<std::size_t> read(MutableByteView into) override {
        if (ahead_used_ == ahead_size_) return read_descriptor(descriptor_.number(), path_, into);
        const std::size_t count = std::min(into.size(), ahead_size_ - ahead_used_);
        std::copy_n(ahead_.begin() + ahead_used_, count, into.begin());
        ahead_used_ += count;
        return count;
    }

    const std::string& name() const override { return path_; }

  private:
    Descriptor descriptor_;
    std::string path_;
    std::array<std::uint8_t, kGzipMagic.size()> ahead_ = {};
    std::size_t ahead_size_ = 0;
    std::size_t ahead_used_ = 0;
};

}  // namespace

Result<std::size_t> read_descriptor(int descriptor, const std::string& name, MutableByteView into) {
    for (;;) {
        if (interrupted()) return interrupted_error();
        pollfd waits[] = {{descriptor, POLLIN, 0}, {interrupt_descriptor(), POLLIN, 0}};
        if (::poll(waits, std::size(waits), -1) < 0) {
            if (errno == EINTR) continue;
            return posix_error("wait for", name, errno);
        }
        if (waits[1].revents != 0) continue;
        const ssize_t got = ::read(descriptor, into.data(), into.size());
        if (got >= 0) return static_cast<std::size_t>(got);
        if (errno != EINTR && errno != EAGAIN) return posix_error("read", name, errno);
    }
}

std::unique_ptr<Source> standard_input() {
    return std::make_unique<StandardInput>();
}

Result<std::unique_ptr<Source>> open_source(const std::string& path) {
    if (const Status checked = check_path(path); !checked) return checked.error();
    // O_NONBLOCK: a FIFO without a writer is waited for in poll(), which an interrupt ends, and not
    // in open(). Links are followed: the person named this file.
    Descriptor descriptor(uninterrupted(
        [&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK); }));
    if (!descriptor.valid()) return posix_error("open", path, errno);
    struct stat about = {};
    if (::fstat(descriptor.number(), &about) != 0) return posix_error("open", path, errno);
    if (S_ISDIR(about.st_mode)) return posix_error("open", path, EISDIR);

    auto file = std::make_unique<FileSource>(std::move(descriptor), path);
    const Result<bool> like_gzip = file->begins_like_gzip();
    if (!like_gzip) return like_gzip.error();
    // The name counts too: of a packed file that was cut or damaged in its first two bytes, what is
    // left must not pass for content.
    if (*like_gzip || std::string_view(path).ends_with(".gz")) return unpack_gzip(std::move(file));
    return std::unique_ptr<Source>(std::move(file));
}

}  // namespace counterfoil::platform
