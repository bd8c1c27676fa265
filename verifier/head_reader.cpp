// SPDX-License-Identifier: Apache-2.0
#include "verifier/head_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "ledger/crypto/crc32c.h"
#include "ledger/format/directory.h"
#include "verifier/file_bytes.h"

namespace counterfoil::verifier {
namespace {

using format::HeadSlot;
using format::kHeadFileSize;
using format::kHeadSlotSize;

SlotRead judge_slot(ByteView bytes, std::size_t index, const std::optional<LedgerId>& ledger) {
    SlotRead read;
    std::memcpy(&read.slot, bytes.data(), kHeadSlotSize);
    const HeadSlot& slot = read.slot;
    const std::uint32_t crc = crypto::crc32c(bytes.first(kHeadSlotSize - sizeof slot.slot_crc));
    if (slot.magic != format::kHeadMagic) {
        read.problem = "it does not start with CFLDHEAD";
    } else if (slot.version != format::kVersion) {
        read.unsupported = slot.version != 0;
        read.problem = fmt::format("its format version is {}", std::uint16_t{slot.version});
    } else if (slot.slot_crc != crc) {
        read.problem = "its checksum does not fit its bytes";
    } else if (slot.reserved0 != 0 || slot.reserved1 != 0 || slot.clean > 1) {
        read.problem = "a reserved byte is not zero";
    } else if (ledger && slot.ledger_id != *ledger) {
        read.problem = "it belongs to another ledger";
    } else if (slot.generation % 2 != index) {
        read.problem = "its generation belongs into the other slot";
    } else {
        read.good = true;
    }
    return read;
}

HeadRead read_once(platform::Storage& storage, const std::string& directory,
                   const std::optional<LedgerId>& ledger) {
    HeadRead head;
    const Place place{std::string(format::kHeadFile), std::nullopt, std::nullopt, std::nullopt};
    const auto refuse = [&](const Error& error) {
        head.missing = error.code == ErrorCode::kNotFound;
        Finding problem = from_error(error, place);
        if (problem.severity == Severity::kIoError) head.io_error = error;
        head.findings.push_back(std::move(problem));
    };
    const auto file = storage.open(platform::join(directory, std::string(format::kHeadFile)),
                                   platform::OpenMode::kRead);
    if (!file) {
        refuse(file.error());
        return head;
    }
    const Result<std::uint64_t> size = (*file)->size();
    if (!size) {
        refuse(size.error());
        return head;
    }
    if (*size != kHeadFileSize) {
        head.findings.push_back(wrong_number(
            "head-length", place, "HEAD always has the same length", kHeadFileSize, *size));
    }
    Bytes bytes(kHeadFileSize);
    const Result<std::size_t> count = (*file)->read_at(0, bytes);
    if (!count) {
        refuse(count.error());
        return head;
    }
    head.bytes = *count;
    for (std::size_t i = 0; i < 2; ++i) {
        const ByteView block = ByteView(bytes).subspan(i * format::kBlockSize, format::kBlockSize);
        head.slots[i] = judge_slot(block.first(kHeadSlotSize), i, ledger);
        if (!all_zero(block.subspan(kHeadSlotSize))) {
            Place at = place;
            at.offset = i * format::kBlockSize + kHeadSlotSize;
            head.findings.push_back(
                failure("head-reserved", at, "the bytes outside the slots must be zero"));
        }
    }
    if (head.slots[0].good && head.slots[1].good) {
        const std::uint64_t left = head.slots[0].slot.generation;
        const std::uint64_t right = head.slots[1].slot.generation;
        if (std::max(left, right) - std::min(left, right) != 1) {
            head.findings.push_back(
                failure("head-generation", place,
                        "the two slots are not of consecutive generations: one is an older copy",
                        {"consecutive", fmt::format("{} and {}", left, right)}));
        }
    }
    return head;
}

}  // namespace

const SlotRead* HeadRead::newest() const {
    const SlotRead* best = nullptr;
    for (const SlotRead& slot : slots) {
        if (!slot.good) continue;
        if (best == nullptr || slot.slot.generation > best->slot.generation) best = &slot;
    }
    return best;
}

const SlotRead* HeadRead::oldest_good() const {
    const SlotRead* best = nullptr;
    for (const SlotRead& slot : slots) {
        if (!slot.good) continue;
        if (best == nullptr || slot.slot.generation < best->slot.generation) best = &slot;
    }
    return best;
}

HeadRead read_head(platform::Storage& storage, const std::string& directory,
                   const std::optional<LedgerId>& ledger) {
    HeadRead head = read_once(storage, directory, ledger);
    const bool right = head.findings.empty() && head.slots[0].good && head.slots[1].good;
    if (!right && !head.missing) head = read_once(storage, directory, ledger);
    return head;
}

bool head_signature_holds(const HeadSlot& slot, const crypto::PublicKey& key) {
    Bytes message;
    const auto add = [&](ByteView part) {
        message.insert(message.end(), part.begin(), part.end());
    };
    add(as_bytes(format::kHeadLabel));
    add(slot.ledger_id);
    add(bytes_of(slot).first(format::kHeadSignedSize));
    return crypto::verify(key, message, slot.signature);
}

bool head_signature_holds(const HeadSlot& slot, std::span<const EpochKey> epochs) {
    for (std::size_t i = 0; i < epochs.size(); ++i) {
        if (epochs[i].epoch != slot.epoch) continue;
        const bool ended_before = i + 1 < epochs.size() && slot.tree_size > epochs[i + 1].start;
        if (slot.tree_size < epochs[i].start || ended_before) return false;
        return head_signature_holds(slot, epochs[i].key);
    }
    return false;
}

bool slots_agree(const HeadSlot& left, const HeadSlot& right) {
    if (left.clean != 1 || right.clean != 1) return false;
    HeadSlot same = right;
    same.generation = left.generation;
    same.signature = left.signature;
    same.slot_crc = left.slot_crc;
    return std::memcmp(&left, &same, sizeof same) == 0;
}

}  // namespace counterfoil::verifier
