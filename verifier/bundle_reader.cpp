// SPDX-License-Identifier: Apache-2.0
#include "verifier/bundle_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "verifier/file_bytes.h"

namespace counterfoil::verifier {
namespace {

constexpr std::size_t kBufferSize = std::size_t{64} << 10U;

}  // namespace

Finding BundleReader::cut_off(std::uint64_t wanted) const {
    return failure(
        "file-short", here(), "the bundle ends in the middle of a file",
        {fmt::format("{} bytes more", wanted), fmt::format("{} bytes", size_ - offset_)});
}

// Small parts come out of a buffer: a bundle has several of them for each record.
std::optional<Finding> BundleReader::read(MutableByteView into) {
    if (into.size() > size_ - offset_) return cut_off(into.size());
    const bool buffered = offset_ >= buffer_begin_ && offset_ - buffer_begin_ <= buffer_.size() &&
                          into.size() <= buffer_.size() - (offset_ - buffer_begin_);
    if (!buffered && into.size() < kBufferSize) {
        buffer_.resize(
            static_cast<std::size_t>(std::min<std::uint64_t>(kBufferSize, size_ - offset_)));
        buffer_begin_ = offset_;
        if (Status status = read_exact(file_, offset_, buffer_); !status) {
            buffer_.clear();
            return from_error(status.error(), here());
        }
    } else if (!buffered) {
        if (Status status = read_exact(file_, offset_, into); !status) {
            return from_error(status.error(), here());
        }
        offset_ += into.size();
        return std::nullopt;
    }
    std::copy_n(buffer_.begin() + static_cast<std::ptrdiff_t>(offset_ - buffer_begin_), into.size(),
                into.begin());
    offset_ += into.size();
    return std::nullopt;
}

std::optional<Finding> BundleReader::load_header() {
    std::array<std::uint8_t, format::kTarBlockSize> block;
    const std::uint64_t padding_begin = offset_;
    if (auto problem = read(MutableByteView(block).first(padding_))) return problem;
    if (!all_zero(ByteView(block).first(padding_))) {
        return failure("bundle-container", {place_.file, {}, padding_begin, {}},
                       "the bytes that fill a file's last block are not zero");
    }
    padding_ = 0;
    const Place place = here();
    if (auto problem = read(block)) return problem;
    if (all_zero(block)) return load_end();
    next_ = format::read_tar_header(block);
    if (next_) return std::nullopt;
    return failure("bundle-container", place,
                   "this is not the one header that a file of a bundle has");
}

// Behind the first of the two blocks of zeros.
std::optional<Finding> BundleReader::load_end() {
    std::array<std::uint8_t, format::kTarBlockSize> block;
    const Place place = here();
    if (auto problem = read(block)) return problem;
    if (!all_zero(block)) {
        return failure("bundle-container", place, "two blocks of zeros end a bundle, not one");
    }
    if (offset_ == size_) return std::nullopt;
    return failure("bundle-container", here(), "bytes stand behind the bundle's end",
                   {"nothing", fmt::format("{} bytes", size_ - offset_)});
}

std::optional<Finding> BundleReader::look(std::optional<std::string_view>& name) {
    require(left_ == 0, "a file of a bundle is taken to its end before the next");
    if (!looked_) {
        if (auto problem = load_header()) return problem;
        looked_ = true;
    }
    name.reset();
    if (next_) name = next_->name;
    return std::nullopt;
}

std::optional<Finding> BundleReader::begin(std::string_view name, const SizeLimits& limits) {
    std::optional<std::string_view> next;
    if (auto problem = look(next)) return problem;
    if (next != name) {
        return failure("bundle-order", here(), "another file must stand here",
                       {plain(name), next ? plain(*next) : "the end of the bundle"});
    }
    const std::uint64_t size = next_->size;
    place_ = {std::string(name), {}, offset_, {}};
    if (size < limits.min || size > limits.max) {
        const std::string expected = limits.min == limits.max
                                         ? fmt::format("{} bytes", limits.min)
                                         : fmt::format("{} to {} bytes", limits.min, limits.max);
        return failure("bundle-size", place_, "the file has a size that it must not have",
                       {expected, fmt::format("{} bytes", size)});
    }
    // Nothing is allocated for bytes that are not there.
    if (size > size_ - offset_) return cut_off(size);
    looked_ = false;
    next_.reset();
    left_ = size;
    padding_ = static_cast<std::size_t>(format::round_up_to_tar_block(size) - size);
    return std::nullopt;
}

std::optional<Finding> BundleReader::take_part(std::size_t size_max, Bytes& content) {
    const std::uint64_t size = std::min<std::uint64_t>(size_max, left_);
    content.resize(static_cast<std::size_t>(size));
    left_ -= size;
    return read(content);
}

std::optional<Finding> BundleReader::pass(std::string_view name, FileRange& range) {
    std::optional<std::string_view> next;
    if (auto problem = look(next)) return problem;
    if (next != name) {
        return failure("bundle-order", here(), "another file must stand here",
                       {plain(name), next ? plain(*next) : "the end of the bundle"});
    }
    const std::uint64_t size = next_->size;
    place_ = {std::string(name), {}, offset_, {}};
    if (size == 0) return failure("bundle-size", place_, "the file has no bytes");
    if (size > size_ - offset_) {
        return failure(
            "file-short", place_, "the bundle ends in the middle of a file",
            {fmt::format("{} bytes more", size), fmt::format("{} bytes", size_ - offset_)});
    }
    range = {offset_, size};
    looked_ = false;
    next_.reset();
    offset_ += size;
    padding_ = static_cast<std::size_t>(format::round_up_to_tar_block(size) - size);
    return std::nullopt;
}

std::optional<Finding> BundleReader::take(std::string_view name, const SizeLimits& limits,
                                          Bytes& content) {
    if (auto problem = begin(name, limits)) return problem;
    return take_part(static_cast<std::size_t>(limits.max), content);
}

std::optional<Finding> BundleReader::take_if(std::string_view name, const SizeLimits& limits,
                                             Bytes& content) {
    content.clear();
    std::optional<std::string_view> next;
    if (auto problem = look(next)) return problem;
    if (next != name) return std::nullopt;
    return take(name, limits, content);
}

}  // namespace counterfoil::verifier
