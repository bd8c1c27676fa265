// SPDX-License-Identifier: Apache-2.0
#include "verifier/loss_judge.h"

#include <algorithm>
#include <cstring>

#include "ledger/base/utf8.h"
#include "ledger/format/directory.h"
#include "ledger/format/labels.h"
#include "ledger/format/limits.h"

namespace counterfoil::verifier {
namespace {

constexpr std::size_t kSignatureSize = sizeof(crypto::Signature);

Place loss_place() {
    return {std::string(format::kLossFile), {}, {}, {}};
}

std::optional<Finding> judge_header(const format::LossHeader& header, std::size_t size,
                                    const LedgerFacts& facts, const HeadRead& head) {
    const Place place = loss_place();
    if (header.magic != format::kLossMagic) {
        return failure("loss", place, "LOSS starts with the bytes CFLDLOSS");
    }
    if (header.version != format::kVersion) {
        return version_finding("loss-version", place, "LOSS", header.version);
    }
    if (header.reserved != 0 || header.reason_length > format::kLossReasonSizeMax ||
        size != format::kLossHeaderSize + header.reason_length + kSignatureSize) {
        return failure("loss", place, "the lengths or reserved bytes of LOSS are wrong");
    }
    if (header.ledger_id != facts.id) {
        return wrong_bytes("ledger-id", place, "LOSS belongs to another ledger", facts.id,
                           header.ledger_id);
    }
    const bool known = std::any_of(head.slots.begin(), head.slots.end(), [&](const SlotRead& read) {
        return read.good && std::memcmp(&read.slot, &header.head, sizeof read.slot) == 0;
    });
    if (!known) {
        return failure("loss", place, "LOSS does not name the HEAD that stands in this directory");
    }
    return std::nullopt;
}

}  // namespace

LossRead read_loss(platform::Storage& storage, const std::string& directory,
                   const LedgerFacts& facts, const HeadRead& head) {
    LossRead loss;
    const Result<Bytes> bytes =
        platform::read_file(storage, platform::join(directory, std::string(format::kLossFile)),
                            format::kLossHeaderSize + format::kLossReasonSizeMax + kSignatureSize);
    if (!bytes) {
        loss.problem = from_error(bytes.error(), loss_place());
        return loss;
    }
    if (bytes->size() < format::kLossHeaderSize + kSignatureSize) {
        loss.problem = failure("loss", loss_place(), "LOSS is too short");
        return loss;
    }
    std::memcpy(&loss.header, bytes->data(), format::kLossHeaderSize);
    loss.problem = judge_header(loss.header, bytes->size(), facts, head);
    const ByteView covered = ByteView(*bytes).first(bytes->size() - kSignatureSize);
    const std::string_view reason = as_text(covered.subspan(format::kLossHeaderSize));
    if (!loss.problem && !is_utf8(reason)) {
        loss.problem = failure("loss", loss_place(), "the reason in LOSS is not UTF-8");
    }
    loss.reason = plain(reason);
    const auto add = [&](ByteView part) {
        loss.signed_message.insert(loss.signed_message.end(), part.begin(), part.end());
    };
    add(as_bytes(format::kLossLabel));
    add(facts.id);
    add(covered);
    std::copy(bytes->end() - static_cast<std::ptrdiff_t>(kSignatureSize), bytes->end(),
              loss.signature.begin());
    return loss;
}

std::optional<Finding> judge_loss_signature(const LossRead& loss, const crypto::PublicKey& key) {
    if (crypto::verify(key, loss.signed_message, loss.signature)) return std::nullopt;
    return failure("loss", loss_place(),
                   "LOSS is not signed by the key of the epoch in which the ledger ends");
}

}  // namespace counterfoil::verifier
