// SPDX-License-Identifier: Apache-2.0
#include "cli/ack_file.h"

#include <fmt/format.h>

#include <iterator>

#include "ledger/crypto/encoding.h"

namespace counterfoil::cli {

Status AckFile::open(const std::string& path) {
    path_ = path;
    file_.open(path, std::ios::binary | std::ios::app);
    if (file_) return {};
    return Error{ErrorCode::kIo, fmt::format("cannot open {} for the acknowledgements", path)};
}

void AckFile::add(const store::Receipt& receipt) {
    if (path_.empty()) return;
    fmt::format_to(std::back_inserter(pending_), "{} {}\n", receipt.sequence,
                   crypto::hex(receipt.leaf_hash));
}

Status AckFile::flush() {
    if (path_.empty()) return {};
    file_ << pending_ << std::flush;
    pending_.clear();
    if (file_) return {};
    return Error{ErrorCode::kIo,
                 fmt::format("cannot write to {}: the records behind its last line are in the "
                             "ledger, but are not acknowledged there",
                             path_)};
}

}  // namespace counterfoil::cli
