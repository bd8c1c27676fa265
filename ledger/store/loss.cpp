// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/loss.h"

#include <fmt/format.h>

#include "ledger/format/body_codec.h"
#include "ledger/format/directory.h"
#include "ledger/format/head.h"
#include "ledger/format/labels.h"
#include "ledger/format/limits.h"
#include "ledger/keys/labelled.h"
#include "ledger/keys/unlocked_keys.h"

namespace counterfoil::store {
namespace {

Error meaningless(std::string message) {
    return {ErrorCode::kInvalidArgument, std::move(message)};
}

Status check(const Opening& opening, const std::string& reason) {
    const unsigned row = opening.end.row;
    if (row == 0 || row == 9) {
        return meaningless(
            fmt::format("{}: nothing is lost: the ledger can be written to", opening.directory));
    }
    if (row == 2) {
        return meaningless(
            fmt::format("{}: HEAD cannot be believed, so what was lost cannot be "
                        "said; restore HEAD from a copy of the newest state",
                        opening.directory));
    }
    if (reason.empty() || reason.size() > format::kLossReasonSizeMax ||
        !format::is_plain_utf8(reason)) {
        return meaningless(
            fmt::format("the reason must be 1 to {} bytes of UTF-8 without control "
                        "characters",
                        format::kLossReasonSizeMax));
    }
    return {};
}

Bytes loss_file(const Opening& opening, const std::string& reason, std::uint64_t now_ns,
                const keys::Signer& signer) {
    const verifier::LedgerEnd& end = opening.end;
    format::LossHeader header{};
    header.magic = format::kLossMagic;
    header.version = format::kVersion;
    header.reason_length = static_cast<std::uint16_t>(reason.size());
    header.ledger_id = end.genesis.fixed.ledger_id;
    header.head = end.head;
    header.segment_number = end.segment.segment_number;
    header.end_offset = end.end_offset;
    header.tree_size = end.state.tree.size();
    header.root = end.state.tree.root();
    header.time_ns = now_ns;
    const auto* const first = reinterpret_cast<const std::uint8_t*>(&header);
    Bytes bytes(first, first + sizeof header);
    bytes.insert(bytes.end(), reason.begin(), reason.end());
    const crypto::Signature signature =
        signer.sign(keys::labelled(format::kLossLabel, header.ledger_id, bytes));
    bytes.insert(bytes.end(), signature.begin(), signature.end());
    return bytes;
}

}  // namespace

Status acknowledge_loss(const platform::Platform& platform, const WriterOptions& options,
                        const Opening& opening, const std::string& reason) {
    if (Status checked = check(opening, reason); !checked) return checked;
    const verifier::LedgerEnd& end = opening.end;
    const bool encrypted =
        end.genesis.fixed.encryption != static_cast<std::uint8_t>(format::Encryption::kNone);
    const auto keys = keys::UnlockedKeys::open(
        platform.storage, platform.random,
        {options.directory, options.keys, end.genesis.fixed.ledger_id, encrypted},
        keys::Keyring::Mode::kRead);
    if (!keys) return keys.error();
    const auto signer = (*keys)->signer(end.state.epoch, end.state.epoch_key);
    if (!signer) return signer.error();

    const Bytes bytes = loss_file(opening, reason, platform.clock.now_ns(), **signer);
    const std::string path = platform::join(options.directory, std::string(format::kLossFile));
    if (Status written = platform::write_whole_file(platform.storage, path, bytes); !written) {
        return written;
    }
    return platform.storage.sync_directory(options.directory);
}

}  // namespace counterfoil::store
