// SPDX-License-Identifier: Apache-2.0
#include "ledger/platform/gzip_source.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>
#include <zlib.h>

#include "ledger/platform/posix_error.h"

namespace counterfoil::platform {
namespace {

constexpr std::size_t kPackedBufferSize = 64 * 1024;
constexpr std::size_t kUnpackedStepMax = 1024 * 1024 * 1024;  // What fits zlib's 32-bit counts.
constexpr int kGzipWithLargestWindow = 16 + MAX_WBITS;

class GzipSource final : public Source {
  public:
    explicit GzipSource(std::unique_ptr<Source> packed) : packed_(std::move(packed)) {}
    ~GzipSource() override { ::inflateEnd(&stream_); }
    GzipSource(const GzipSource&) = delete;  // zlib's state points back to stream_.
    GzipSource& operator=(const GzipSource&) = delete;

    [[nodiscard]] bool prepare() {
        return ::inflateInit2(&stream_, kGzipWithLargestWindow) == Z_OK;
    }

    const std::string& name() const override { return packed_->name(); }

    Result<std::size_t> read(MutableByteView into) override {
        if (into.empty()) return std::size_t{0};
        if (failure_) return *failure_;
        const std::size_t wanted = std::min(into.size(), kUnpackedStepMax);
        stream_.next_out = into.data();
        stream_.avail_out = static_cast<uInt>(wanted);
        for (;;) {
            if (stream_.avail_in == 0 && !packed_ended_) {
                const Status filled = refill();
                if (!filled) return filled.error();
            }
            if (between_members_) {
                if (stream_.avail_in == 0) {
                    if (members_ > 0) return std::size_t{0};
                    return fail("holds no gzip data although its name says so");
                }
                between_members_ = false;
                require(::inflateReset(&stream_) == Z_OK, "zlib's state can be used again");
            }
            const int result = ::inflate(&stream_, Z_NO_FLUSH);
            const std::size_t unpacked = wanted - stream_.avail_out;
            if (result == Z_STREAM_END) {
                between_members_ = true;
                ++members_;
            } else if (result == Z_BUF_ERROR && packed_ended_) {
                return fail("is cut: the packed data end within a member");
            } else if (result == Z_MEM_ERROR) {
                return fail("cannot be unpacked: there is no memory");
            } else if (result != Z_OK && result != Z_BUF_ERROR) {
                return fail(what_is_damaged());
            }
            if (unpacked > 0) return unpacked;
        }
    }

  private:
    Status refill() {
        const Result<std::size_t> got = packed_->read(buffer_);
        if (!got) return got.error();
        packed_ended_ = *got == 0;
        packed_position_ += *got;
        stream_.next_in = buffer_.data();
        stream_.avail_in = static_cast<uInt>(*got);
        return {};
    }

    std::string what_is_damaged() const {
        const std::string said = stream_.msg == nullptr ? "unusable data" : stream_.msg;
        if (said == "incorrect header check") {
            return members_ > 0 ? "is damaged: what follows the packed data is not gzip"
                                : "holds no gzip data although its name says so";
        }
        return "is damaged: " + said;
    }

    Error fail(const std::string& what) {
        failure_ = Error{ErrorCode::kIo,
                         fmt::format("{} {}, at byte {} of the packed file", printable(name()),
                                     what, packed_position_ - stream_.avail_in)};
        return *failure_;
    }

    std::unique_ptr<Source> packed_;
    z_stream stream_ = {};
    std::array<std::uint8_t, kPackedBufferSize> buffer_ = {};
    std::uint64_t packed_position_ = 0;
    std::uint64_t members_ = 0;
    bool between_members_ = true;
    bool packed_ended_ = false;
    std::optional<Error> failure_;
};

}  // namespace

Result<std::unique_ptr<Source>> unpack_gzip(std::unique_ptr<Source> packed) {
    auto source = std::make_unique<GzipSource>(std::move(packed));
    if (!source->prepare()) return Error{ErrorCode::kIo, "cannot start zlib: there is no memory"};
    return std::unique_ptr<Source>(std::move(source));
}

}  // namespace counterfoil::platform
