// SPDX-License-Identifier: Apache-2.0
#include "ledger/platform/zlib_stream.h"

#include <algorithm>

#include <fmt/format.h>
#include <zlib.h>

namespace counterfoil::platform {
namespace {

constexpr std::size_t kStep = 64 * 1024;

class Inflater {
  public:
    Inflater() { require(::inflateInit(&stream_) == Z_OK, "zlib has memory"); }
    ~Inflater() { ::inflateEnd(&stream_); }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
    z_stream* operator->() { return &stream_; }
    [[nodiscard]] int step() { return ::inflate(&stream_, Z_NO_FLUSH); }

  private:
    z_stream stream_{};
};

}  // namespace

Bytes zlib_pack(ByteView content) {
    uLongf size = ::compressBound(static_cast<uLong>(content.size()));
    Bytes packed(size);
    const int done = ::compress2(packed.data(), &size, content.data(),
                                 static_cast<uLong>(content.size()), Z_DEFAULT_COMPRESSION);
    require(done == Z_OK, "zlib has memory and room");
    packed.resize(size);
    return packed;
}

Result<Bytes> zlib_unpack(ByteView packed, std::size_t size_max) {
    const Error damaged{ErrorCode::kDamaged, "the packed data are no whole zlib stream"};
    Inflater inflater;
    Bytes content;
    while (true) {
        // One byte more than is allowed is room enough to see that there is more.
        const std::size_t used = content.size();
        const std::size_t step = std::min(kStep, size_max + 1 - used);
        content.resize(used + step);
        inflater->next_out = content.data() + used;
        inflater->avail_out = static_cast<uInt>(step);
        while (inflater->avail_out > 0) {
            if (inflater->avail_in == 0) {
                const std::size_t feed = std::min(packed.size(), kStep);
                // zlib reads only, but its type does not say so.
                inflater->next_in = const_cast<Bytef*>(packed.data());
                inflater->avail_in = static_cast<uInt>(feed);
                packed = packed.subspan(feed);
            }
            const int result = inflater.step();
            if (result == Z_STREAM_END) {
                content.resize(used + step - inflater->avail_out);
                if (content.size() > size_max) break;
                if (inflater->avail_in > 0 || !packed.empty()) return damaged;
                return content;
            }
            if (result != Z_OK) return damaged;  // Z_BUF_ERROR too: nothing is left to be read.
        }
        if (content.size() > size_max) {
            return Error{ErrorCode::kTooLarge,
                         fmt::format("the packed data hold more than {} bytes", size_max)};
        }
    }
}

}  // namespace counterfoil::platform
