// SPDX-License-Identifier: Apache-2.0
#include "ledger/intake/line_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace counterfoil::intake {
namespace {

constexpr std::size_t kChunkSize = 256U << 10U;

}  // namespace

LineReader::LineReader(platform::Source& source, std::size_t line_size_max)
    : source_(source), line_size_max_(line_size_max) {}

Result<bool> LineReader::next(ByteView& line) {
    for (;;) {
        const ByteView rest = ByteView(buffer_).subspan(searched_);
        const void* found = rest.empty() ? nullptr : std::memchr(rest.data(), '\n', rest.size());
        const bool ends = found != nullptr;
        const std::size_t end =
            ends
                ? static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - buffer_.data())
                : buffer_.size();
        if (end - begin_ > line_size_max_) {
            return Error{ErrorCode::kTooLarge,
                         fmt::format("{}, line {}: longer than {} bytes, the most that a record "
                                     "can hold",
                                     source_.name(), line_number_ + 1, line_size_max_)};
        }
        if (ends || (at_end_ && end > begin_)) {
            line = ByteView(buffer_).subspan(begin_, end - begin_);
            begin_ = searched_ = ends ? end + 1 : end;
            ++line_number_;
            return true;
        }
        if (at_end_) return false;
        searched_ = end;
        if (Status filled = fill(); !filled) return filled.error();
    }
}

// Takes more bytes from the source, behind what is not handed out yet.
Status LineReader::fill() {
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(begin_));
    searched_ -= begin_;
    begin_ = 0;
    const std::size_t kept = buffer_.size();
    // In proportion to a long line, so that copying it while it grows costs no more than reading.
    buffer_.resize(kept + std::max(kChunkSize, kept));
    const Result<std::size_t> got = source_.read(MutableByteView(buffer_).subspan(kept));
    buffer_.resize(kept + (got ? *got : 0));
    if (!got) {
        if (got.error().code == ErrorCode::kInterrupted) return got.error();
        return Error{got.error().code,
                     fmt::format("{} (behind line {})", got.error().message, line_number_)};
    }
    bytes_read_ += *got;
    at_end_ = *got == 0;
    return {};
}

}  // namespace counterfoil::intake
