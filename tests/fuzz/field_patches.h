// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/format/entry.h"
#include "ledger/format/field_table.h"
#include "ledger/format/frame.h"
#include "ledger/format/head.h"
#include "ledger/format/limits.h"
#include "ledger/format/segment.h"
#include "tests/support/memory_storage.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace counterfoil::test {

// What the targets that change a golden ledger read of their input: one byte of one file.
struct Patch {
    std::uint8_t file;
    std::uint8_t what;
    std::uint8_t place[4];
    std::uint8_t value;
    std::uint8_t unused;
};
static_assert(sizeof(Patch) == 8);
// Patch::what of one that sets the byte, in every target.
inline constexpr std::uint8_t kPatchSets = 0;

// The fields of every segment header, frame, footer and HEAD slot of a golden ledger, and a
// mutation that knows them.
class StandingFields {
  public:
    // `paths`: by Patch::file. `golden` must outlive this object.
    StandingFields(const MemoryStorage& golden, const std::vector<std::string>& paths) {
        for (std::size_t i = 0; i < paths.size(); ++i) {
            contents_.push_back(&golden.files.at(paths[i]));
            add_file(static_cast<std::uint8_t>(i), paths[i]);
        }
    }

    // Half of the time sets a whole field to a value that is likely to matter (an end of its range,
    // one beside what stands there, what stands in another field); else libFuzzer's own mutation.
    [[nodiscard]] std::size_t mutate(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                     unsigned seed) const {
        std::minstd_rand random(seed);
        const Field& field = fields_[random() % fields_.size()];
        size -= size % sizeof(Patch);
        if (random() % 2 == 0 || size + field.size * sizeof(Patch) > max_size) {
            return LLVMFuzzerMutate(data, size, max_size);
        }
        const Bytes value = new_value(field, random);
        for (std::size_t i = 0; i < field.size; ++i) {
            Patch patch{field.file, kPatchSets, {}, value[i], 0};
            const auto place = static_cast<std::uint32_t>(field.place + i);
            std::memcpy(patch.place, &place, sizeof place);
            std::memcpy(data + size, &patch, sizeof patch);
            size += sizeof patch;
        }
        return size;
    }

  private:
    struct Field {
        std::uint8_t file;
        std::size_t place;
        std::size_t size;
    };

    void add_file(std::uint8_t file, const std::string& path) {
        const Bytes& content = *contents_[file];
        const auto add = [&](std::size_t at, std::span<const format::Field> fields) {
            for (const format::Field& field : fields) {
                if (field.size > 64) continue;  // Zeros that fill a structure up.
                fields_.push_back({file, at + field.offset, field.size});
            }
        };
        if (path.ends_with("/HEAD")) {
            for (std::size_t at = 0; at < content.size(); at += format::kBlockSize) {
                add(at, format::kHeadSlotFields);
            }
        }
        if (!path.ends_with(".segment")) return;
        add(0, format::kSegmentHeaderFields);
        std::size_t at = format::kBlockSize;
        while (true) {
            format::FrameHeader header;
            std::memcpy(&header, content.data() + at, sizeof header);
            if (header.magic != format::kFrameMagic) break;
            add(at, format::kFrameHeaderFields);
            for (std::size_t i = 0; i < header.record_count; ++i) {
                add(at + format::kFrameHeaderSize + i * format::kEntrySize, format::kEntryFields);
            }
            at += static_cast<std::size_t>(header.frame_length);
            add(at - format::kFrameTrailerSize, format::kFrameTrailerFields);
        }
        format::SegmentFooter footer;
        std::memcpy(&footer, content.data() + at, sizeof footer);
        if (footer.magic == format::kFooterMagic) add(at, format::kSegmentFooterFields);
    }

    [[nodiscard]] Bytes standing(const Field& field) const {
        const auto at = contents_[field.file]->begin() + static_cast<std::ptrdiff_t>(field.place);
        return Bytes(at, at + static_cast<std::ptrdiff_t>(field.size));
    }

    [[nodiscard]] Bytes new_value(const Field& field, std::minstd_rand& random) const {
        Bytes value(field.size);
        switch (random() % 5) {
            case 0:
                break;
            case 1:
                value.assign(field.size, 0xff);
                break;
            case 2: {
                // One more or one less, as a little-endian number.
                value = standing(field);
                const bool more = random() % 2 == 0;
                for (std::uint8_t& byte : value) {
                    byte = static_cast<std::uint8_t>(more ? byte + 1 : byte - 1);
                    if (byte != (more ? 0x00 : 0xff)) break;
                }
                break;
            }
            case 3:
                value = standing(field);
                value[random() % field.size] ^= static_cast<std::uint8_t>(1U << random() % 8);
                break;
            default:
                value = standing(fields_[random() % fields_.size()]);
                value.resize(field.size);
        }
        return value;
    }

    std::vector<const Bytes*> contents_;
    std::vector<Field> fields_;
};

}  // namespace counterfoil::test
