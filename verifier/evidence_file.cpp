// SPDX-License-Identifier: Apache-2.0
#include "verifier/evidence_file.h"

#include <fmt/format.h>

#include "verifier/file_bytes.h"

namespace counterfoil::verifier {

std::optional<Finding> open_evidence(platform::Storage& storage, const std::string& path,
                                     const Place& place, std::unique_ptr<platform::File>& file,
                                     std::uint64_t& size) {
    auto opened = storage.open(path, platform::OpenMode::kRead);
    if (!opened) {
        return opened.error().code == ErrorCode::kNotFound
                   ? finding(Severity::kIoError, "read-error", place, plain(opened.error().message))
                   : from_error(opened.error(), place);
    }
    const Result<std::uint64_t> length = (*opened)->size();
    if (!length) return from_error(length.error(), place);
    file = std::move(*opened);
    size = *length;
    return std::nullopt;
}

std::optional<Finding> read_evidence(platform::Storage& storage, const std::string& path,
                                     const Place& place, std::uint64_t size_max, Bytes& content) {
    std::unique_ptr<platform::File> file;
    std::uint64_t size = 0;
    if (auto problem = open_evidence(storage, path, place, file, size)) return problem;
    if (size > size_max) {
        return failure("file-too-large", place, "the file is longer than its kind may be",
                       {fmt::format("at most {} bytes", size_max), fmt::format("{} bytes", size)});
    }
    content.resize(static_cast<std::size_t>(size));
    if (Status status = read_exact(*file, 0, content); !status) {
        return from_error(status.error(), place);
    }
    return std::nullopt;
}

}  // namespace counterfoil::verifier
