// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/format/bundle.h"

namespace counterfoil::test {

// A bundle taken apart into its files, to be changed and put together again with right headers.
class BundleFiles {
  public:
    struct File {
        std::string name;
        Bytes content;
    };
    std::vector<File> files;

    explicit BundleFiles(ByteView archive) {
        while (!all_zero(archive.first(format::kTarBlockSize))) {
            const auto header = format::read_tar_header(archive.first(format::kTarBlockSize));
            require(header.has_value(), "a test takes apart what an export made");
            archive = archive.subspan(format::kTarBlockSize);
            const ByteView content = archive.first(static_cast<std::size_t>(header->size));
            files.push_back({header->name, Bytes(content.begin(), content.end())});
            archive = archive.subspan(
                static_cast<std::size_t>(format::round_up_to_tar_block(header->size)));
        }
    }

    [[nodiscard]] Bytes archive() const {
        Bytes bytes;
        for (const File& file : files) {
            const format::TarHeader header =
                format::make_tar_header(file.name, file.content.size());
            const auto* start = reinterpret_cast<const std::uint8_t*>(&header);
            bytes.insert(bytes.end(), start, start + sizeof header);
            bytes.insert(bytes.end(), file.content.begin(), file.content.end());
            bytes.resize(static_cast<std::size_t>(format::round_up_to_tar_block(bytes.size())));
        }
        bytes.resize(bytes.size() + 2 * format::kTarBlockSize);
        return bytes;
    }

    [[nodiscard]] std::size_t index(std::string_view name) const {
        const auto found = std::find_if(files.begin(), files.end(),
                                        [&](const File& file) { return file.name == name; });
        require(found != files.end(), "the bundle of a test has this file");
        return static_cast<std::size_t>(found - files.begin());
    }
    [[nodiscard]] bool has(std::string_view name) const {
        return std::any_of(files.begin(), files.end(),
                           [&](const File& file) { return file.name == name; });
    }
    [[nodiscard]] Bytes& content(std::string_view name) { return files[index(name)].content; }
    [[nodiscard]] std::string text(std::string_view name) const {
        return std::string(as_text(files[index(name)].content));
    }
    void set_text(std::string_view name, std::string_view text) {
        const ByteView bytes = as_bytes(text);
        content(name) = Bytes(bytes.begin(), bytes.end());
    }
    // In a text, the first place where `from` stands.
    void replace(std::string_view name, std::string_view from, std::string_view to) {
        std::string changed = text(name);
        const std::size_t at = changed.find(from);
        require(at != std::string::npos, "the text of a test has this part");
        set_text(name, changed.replace(at, from.size(), to));
    }
    void erase(std::string_view name) {
        files.erase(files.begin() + static_cast<std::ptrdiff_t>(index(name)));
    }
    void insert_behind(std::string_view name, File file) {
        files.insert(files.begin() + static_cast<std::ptrdiff_t>(index(name)) + 1, std::move(file));
    }
};

}  // namespace counterfoil::test
