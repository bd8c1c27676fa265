// SPDX-License-Identifier: Apache-2.0
#include "ledger/publish/tar_writer.h"

#include "ledger/crypto/secret.h"
#include "ledger/format/bundle.h"

namespace counterfoil::publish {
namespace {

constexpr std::size_t kBufferSize = std::size_t{1} << 20U;

}  // namespace

TarWriter::~TarWriter() {
    crypto::wipe(buffer_);
}

Status TarWriter::add(std::string_view name, ByteView content) {
    const format::TarHeader header = format::make_tar_header(name, content.size());
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(&header);
    buffer_.insert(buffer_.end(), bytes, bytes + sizeof header);
    buffer_.insert(buffer_.end(), content.begin(), content.end());
    const std::uint64_t padded = format::round_up_to_tar_block(content.size());
    buffer_.resize(buffer_.size() + static_cast<std::size_t>(padded - content.size()));
    return buffer_.size() < kBufferSize ? Status() : flush();
}

Status TarWriter::finish() {
    buffer_.resize(buffer_.size() + 2 * format::kTarBlockSize);
    if (Status flushed = flush(); !flushed) return flushed;
    return file_.sync();
}

Status TarWriter::flush() {
    if (Status status = file_.write_at(written_, buffer_); !status) return status;
    written_ += buffer_.size();
    // It may have held disclosed keys.
    crypto::wipe(buffer_);
    buffer_.clear();
    return {};
}

}  // namespace counterfoil::publish
