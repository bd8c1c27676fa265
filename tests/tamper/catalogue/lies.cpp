// SPDX-License-Identifier: Apache-2.0
#include "tests/tamper/catalogue/lies.h"

#include <cstring>

#include "ledger/crypto/crc32c.h"
#include "ledger/format/labels.h"
#include "ledger/format/limits.h"
#include "ledger/notes/checkpoint.h"

namespace counterfoil::tamper {
namespace {

template <class Layout>
std::function<void(std::uint64_t, Layout&)> bytewise(const Spoil& spoil) {
    return [=](std::uint64_t which, Layout& layout) {
        spoil(which, {reinterpret_cast<std::uint8_t*>(&layout), sizeof layout});
    };
}

}  // namespace

Expected shown_as(Subject& subject, const test::Forge& forge, Verdicts expected) {
    subject.files = forge.files;
    return expected;
}

test::ForgeHooks hooks_in(Structure structure, const Spoil& spoil) {
    test::ForgeHooks hooks;
    switch (structure) {
        case Structure::kEntry:
            hooks.entry = bytewise<format::Entry>(spoil);
            break;
        case Structure::kFrameHeader:
            hooks.frame_header = bytewise<format::FrameHeader>(spoil);
            break;
        case Structure::kTrailer:
            hooks.trailer = bytewise<format::FrameTrailer>(spoil);
            break;
        case Structure::kSegmentHeader:
            hooks.segment_header = bytewise<format::SegmentHeader>(spoil);
            break;
        case Structure::kFooter:
            hooks.footer = bytewise<format::SegmentFooter>(spoil);
            break;
        case Structure::kHead:
            hooks.head = bytewise<format::HeadSlot>(spoil);
            break;
    }
    return hooks;
}

void sign(format::FrameTrailer& trailer, const crypto::SigningKey& key) {
    trailer.signature = key.sign(as_bytes(
        notes::checkpoint_text(test::ForgeOptions().origin, trailer.tree_size, trailer.root)));
}

void sign(format::HeadSlot& slot, const crypto::SigningKey& key) {
    Bytes message(format::kHeadLabel.begin(), format::kHeadLabel.end());
    message.insert(message.end(), slot.ledger_id.begin(), slot.ledger_id.end());
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(&slot);
    message.insert(message.end(), bytes, bytes + format::kHeadSignedSize);
    slot.signature = key.sign(message);
}

void rewrite_head(Files& files, const std::function<void(format::HeadSlot&)>& change) {
    Bytes& head = files.at("HEAD");
    for (const std::size_t at : {std::size_t{0}, static_cast<std::size_t>(format::kBlockSize)}) {
        format::HeadSlot slot;
        std::memcpy(&slot, head.data() + at, sizeof slot);
        change(slot);
        slot.slot_crc = crypto::crc32c({reinterpret_cast<const std::uint8_t*>(&slot), 236});
        std::memcpy(head.data() + at, &slot, sizeof slot);
    }
}

}  // namespace counterfoil::tamper
