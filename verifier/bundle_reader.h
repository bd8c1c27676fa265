// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/bytes.h"
#include "ledger/format/bundle.h"
#include "ledger/platform/storage.h"
#include "verifier/file_slice.h"
#include "verifier/findings.h"

namespace counterfoil::verifier {

// How many bytes a file of a bundle may have.
struct SizeLimits {
    std::uint64_t min = 1;
    std::uint64_t max = 1;
};

// Takes the files of a bundle in their order, one after the other, and judges the container on the
// way. Nothing is allocated for a size that was not checked; nothing is written anywhere. After a
// problem nothing more can be taken.
class BundleReader {
  public:
    // `file` of `size` bytes must outlive this object.
    BundleReader(const platform::File& file, std::uint64_t size) : file_(file), size_(size) {}

    // The name of the file that comes next, in `name`; nothing at the archive's right end.
    [[nodiscard]] std::optional<Finding> look(std::optional<std::string_view>& name);
    // Takes the file that comes next, which must be this one.
    [[nodiscard]] std::optional<Finding> take(std::string_view name, const SizeLimits& limits,
                                              Bytes& content);
    // Begins the file that comes next, which must be this one; its bytes are taken by take_part.
    [[nodiscard]] std::optional<Finding> begin(std::string_view name, const SizeLimits& limits);
    // Of the file that was begun, what is left of it but at most `size_max` bytes; empty at its
    // end.
    [[nodiscard]] std::optional<Finding> take_part(std::size_t size_max, Bytes& content);
    // Bytes of it that were not taken yet. Nothing else can be taken before they are.
    [[nodiscard]] std::uint64_t left() const { return left_; }
    // Takes it if it comes next; else `content` is empty, which no file is.
    [[nodiscard]] std::optional<Finding> take_if(std::string_view name, const SizeLimits& limits,
                                                 Bytes& content);
    // Passes over the file that comes next, which must be this one, of any size: where it lies.
    [[nodiscard]] std::optional<Finding> pass(std::string_view name, FileRange& range);
    // Where the last file that was taken stands.
    [[nodiscard]] const Place& place() const { return place_; }
    // Bytes so far.
    [[nodiscard]] std::uint64_t offset() const { return offset_; }

  private:
    [[nodiscard]] std::optional<Finding> read(MutableByteView into);
    [[nodiscard]] Finding cut_off(std::uint64_t wanted) const;
    [[nodiscard]] std::optional<Finding> load_header();
    [[nodiscard]] std::optional<Finding> load_end();
    [[nodiscard]] Place here() const { return {place_.file, {}, offset_, {}}; }

    const platform::File& file_;
    std::uint64_t size_;
    std::uint64_t offset_ = 0;  // Of what comes next.
    std::uint64_t left_ = 0;    // Of the file that was begun.
    std::size_t padding_ = 0;   // Zeros behind the last file that was taken.
    Place place_;
    bool looked_ = false;
    std::optional<format::TarFile> next_;  // When looked_; nothing at the end.
    Bytes buffer_;
    std::uint64_t buffer_begin_ = 0;
};

}  // namespace counterfoil::verifier
