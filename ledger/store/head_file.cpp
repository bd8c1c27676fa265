// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/head_file.h"

#include <cstring>

#include "ledger/crypto/crc32c.h"
#include "ledger/format/directory.h"
#include "ledger/format/limits.h"
#include "ledger/keys/labelled.h"

namespace counterfoil::store {
namespace {

ByteView bytes_of(const format::HeadSlot& slot) {
    return {reinterpret_cast<const std::uint8_t*>(&slot), sizeof slot};
}

std::uint64_t slot_offset(std::uint64_t generation) {
    return generation % 2 * format::kBlockSize;
}

format::HeadSlot signed_slot(const HeadState& state, std::uint64_t generation, bool clean,
                             const keys::Signer& signer) {
    format::HeadSlot slot{};
    slot.magic = format::kHeadMagic;
    slot.version = format::kVersion;
    slot.clean = clean ? std::uint16_t{1} : std::uint16_t{0};
    slot.ledger_id = state.ledger_id;
    slot.generation = generation;
    slot.boot_id = state.boot_id;
    slot.incarnation = state.incarnation;
    slot.segment_number = state.segment_number;
    slot.end_offset = state.end_offset;
    slot.tree_size = state.tree_size;
    slot.root = state.root;
    slot.checkpoint_count = state.checkpoint_count;
    slot.checkpoint_chain = state.checkpoint_chain;
    slot.epoch = signer.epoch();

    slot.signature = signer.sign(keys::labelled(format::kHeadLabel, state.ledger_id,
                                                bytes_of(slot).first(format::kHeadSignedSize)));
    slot.slot_crc = crypto::crc32c(bytes_of(slot).first(offsetof(format::HeadSlot, slot_crc)));
    return slot;
}

}  // namespace

Status HeadFile::create(platform::Storage& storage, const std::string& directory,
                        const HeadState& state, const keys::Signer& signer) {
    Bytes content(format::kHeadFileSize);
    for (std::uint64_t generation = 0; generation < 2; ++generation) {
        const format::HeadSlot slot = signed_slot(state, generation, true, signer);
        std::memcpy(content.data() + slot_offset(generation), &slot, sizeof slot);
    }
    return platform::write_new_file(
        storage, platform::join(directory, std::string(format::kHeadFile)), content);
}

Result<HeadFile> HeadFile::open(platform::Storage& storage, const std::string& directory,
                                std::uint64_t generation) {
    auto file = storage.open(platform::join(directory, std::string(format::kHeadFile)),
                             platform::OpenMode::kReadWrite);
    if (!file) return file.error();
    return HeadFile(std::move(*file), generation);
}

Status HeadFile::write(const HeadState& state, bool clean, const keys::Signer& signer) {
    const std::uint64_t generation = generation_ + 1;
    const format::HeadSlot slot = signed_slot(state, generation, clean, signer);
    if (Status written = file_->write_at(slot_offset(generation), bytes_of(slot)); !written) {
        return written;
    }
    generation_ = generation;
    return {};
}

Status HeadFile::sync() {
    return file_->sync();
}

Status HeadFile::write_clean(const HeadState& state, const keys::Signer& signer) {
    for (int slot = 0; slot < 2; ++slot) {
        if (Status written = write(state, true, signer); !written) return written;
        if (Status synced = sync(); !synced) return synced;
    }
    return {};
}

}  // namespace counterfoil::store
