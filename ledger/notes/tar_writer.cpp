// SPDX-License-Identifier: Apache-2.0
#include "ledger/notes/tar_writer.h"

#include <utility>

#include "ledger/crypto/secret.h"
#include "ledger/format/bundle.h"

namespace counterfoil::notes {
namespace {

constexpr std::size_t kBufferSize = std::size_t{1} << 20U;

}  // namespace

TarWriter::~TarWriter() {
    crypto::wipe(buffer_);
}

Status TarWriter::add(std::string_view name, ByteView content) {
    if (Status status = begin(name, content.size()); !status) return status;
    return part(content);
}

Status TarWriter::begin(std::string_view name, std::uint64_t size) {
    require(left_ == 0, "a file of an archive is whole before the next begins");
    const format::TarHeader header = format::make_tar_header(name, size);
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(&header);
    buffer_.insert(buffer_.end(), bytes, bytes + sizeof header);
    left_ = size;
    padding_ = static_cast<std::size_t>(format::round_up_to_tar_block(size) - size);
    return {};
}

Status TarWriter::part(ByteView content) {
    require(content.size() <= left_, "the parts of a file add up to its size");
    buffer_.insert(buffer_.end(), content.begin(), content.end());
    left_ -= content.size();
    if (left_ == 0) buffer_.resize(buffer_.size() + std::exchange(padding_, 0));
    return buffer_.size() < kBufferSize ? Status() : flush();
}

Status TarWriter::finish() {
    require(left_ == 0, "a file of an archive is whole before the archive ends");
    buffer_.resize(buffer_.size() + 2 * format::kTarBlockSize);
    return flush();
}

Status TarWriter::flush() {
    if (Status status = sink_(buffer_); !status) return status;
    written_ += buffer_.size();
    // It may have held disclosed keys.
    crypto::wipe(buffer_);
    buffer_.clear();
    return {};
}

}  // namespace counterfoil::notes
