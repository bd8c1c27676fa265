// SPDX-License-Identifier: Apache-2.0
#include "verifier/file_bytes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "ledger/crypto/hash.h"
#include "verifier/findings.h"

namespace counterfoil::verifier {
namespace {

constexpr std::uint64_t kChunkSize = 256ULL << 10U;

// Calls `use(offset, bytes)` for the range, chunk by chunk, until it says false.
template <class Use>
Status for_each_chunk(const platform::File& file, std::uint64_t begin, std::uint64_t end, Use use) {
    Bytes chunk(static_cast<std::size_t>(std::min(kChunkSize, end > begin ? end - begin : 0)));
    for (std::uint64_t offset = begin; offset < end;) {
        const auto size =
            static_cast<std::size_t>(std::min<std::uint64_t>(kChunkSize, end - offset));
        const MutableByteView part(chunk.data(), size);
        if (Status read = read_exact(file, offset, part); !read) return read;
        if (!use(offset, ByteView(part))) break;
        offset += size;
    }
    return {};
}

// Word by word: the zero fill of a large segment is most of what is read here.
std::size_t first_nonzero_in(ByteView bytes) {
    std::size_t i = 0;
    for (; i + 8 <= bytes.size(); i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + i, 8);
        if (word != 0) break;
    }
    while (i < bytes.size() && bytes[i] == 0) ++i;
    return i;
}

std::size_t used_size(ByteView bytes) {
    std::size_t size = bytes.size();
    while (size > 0 && bytes[size - 1] == 0) --size;
    return size;
}

}  // namespace

Status read_exact(const platform::File& file, std::uint64_t offset, MutableByteView into) {
    const Result<std::size_t> count = file.read_at(offset, into);
    if (!count) return count.error();
    if (*count == into.size()) return {};
    return Error{ErrorCode::kDamaged,
                 fmt::format("{} ends at byte {}, before the {} bytes wanted from {}",
                             plain(file.path()), offset + *count, into.size(), offset)};
}

Result<std::optional<std::uint64_t>> first_nonzero(const platform::File& file, std::uint64_t begin,
                                                   std::uint64_t end) {
    std::optional<std::uint64_t> found;
    const Status status = for_each_chunk(file, begin, end, [&](std::uint64_t at, ByteView bytes) {
        const std::size_t index = first_nonzero_in(bytes);
        if (index < bytes.size()) found = at + index;
        return !found.has_value();
    });
    if (!status) return status.error();
    return found;
}

Result<RangeDigest> digest_range(const platform::File& file, std::uint64_t begin,
                                 std::uint64_t end) {
    crypto::Sha256 hash;
    RangeDigest result;
    const Status status = for_each_chunk(file, begin, end, [&](std::uint64_t at, ByteView bytes) {
        hash.update(bytes);
        const std::size_t used = used_size(bytes);
        if (used > 0) result.used = at - begin + used;
        return true;
    });
    if (!status) return status.error();
    result.digest = hash.finish();
    return result;
}

Result<RangeDigest> digest_padded(const platform::File& file, std::uint64_t size,
                                  std::uint64_t length) {
    crypto::Sha256 hash;
    RangeDigest result;
    const Status status = for_each_chunk(file, 0, size, [&](std::uint64_t at, ByteView bytes) {
        hash.update(bytes);
        const std::size_t used = used_size(bytes);
        if (used > 0) result.used = at + used;
        return true;
    });
    if (!status) return status.error();
    const Bytes zeros(static_cast<std::size_t>(kChunkSize));
    for (std::uint64_t rest = length > size ? length - size : 0; rest > 0;) {
        const std::uint64_t part = std::min(rest, kChunkSize);
        hash.update(ByteView(zeros).first(static_cast<std::size_t>(part)));
        rest -= part;
    }
    result.digest = hash.finish();
    return result;
}

}  // namespace counterfoil::verifier
