// SPDX-License-Identifier: Apache-2.0
// Hostile ledgers whose checksums are right: the input patches entries, bodies, headers, footers
// and HEAD of the golden ledger, and then every digest and checksum that needs no key is made anew,
// as somebody without keys would. So the patches reach what stands behind the checksums: the judges
// of entries, bodies, trailers, segment headers and footers. Whatever is not as it was must be
// found.
//
// Input: patches of 8 bytes each: file (1), what (1), place (4), value (1), unused (1).
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/crypto/crc32c.h"
#include "ledger/crypto/hash.h"
#include "ledger/crypto/library.h"
#include "ledger/format/entry.h"
#include "ledger/format/frame.h"
#include "ledger/format/head.h"
#include "ledger/format/limits.h"
#include "ledger/format/segment.h"
#include "tests/fuzz/changes.h"
#include "tests/fuzz/field_patches.h"
#include "tests/support/fixed_machine.h"
#include "tests/support/memory_storage.h"
#include "verifier/ledger_end.h"
#include "verifier/verify.h"

namespace {

using namespace counterfoil;
using test::Patch;

const std::string& directory() {
    static const std::string path = COUNTERFOIL_SOURCE_DIR "/tests/golden/v1/ledger";
    return path;
}

template <class Layout>
Layout get(const Bytes& file, std::size_t at) {
    Layout layout;
    std::memcpy(&layout, file.data() + at, sizeof layout);
    return layout;
}
template <class Layout>
void put(Bytes& file, std::size_t at, const Layout& layout) {
    std::memcpy(file.data() + at, &layout, sizeof layout);
}

// The frame at `at`: digests of bodies, and the three checksums. Its length; 0 when there is none.
std::size_t reseal_frame(Bytes& file, std::size_t at) {
    if (file.size() - at < format::kFrameHeaderSize) return 0;
    auto header = get<format::FrameHeader>(file, at);
    const std::uint64_t room = file.size() - at;
    const std::uint64_t count = header.record_count;
    if (header.magic != format::kFrameMagic || header.frame_length > room || count == 0 ||
        header.bodies_length > room || count > room / format::kEntrySize ||
        header.frame_length != format::frame_length(header.record_count, header.bodies_length)) {
        return 0;
    }
    const std::size_t entries = at + format::kFrameHeaderSize;
    const std::size_t bodies = entries + static_cast<std::size_t>(count) * format::kEntrySize;
    const std::size_t bodies_end = bodies + static_cast<std::size_t>(header.bodies_length);
    std::size_t body = bodies;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t place = entries + i * format::kEntrySize;
        auto entry = get<format::Entry>(file, place);
        if (entry.body_length > bodies_end - body) break;
        entry.body_digest = crypto::sha256(ByteView(file).subspan(body, entry.body_length));
        put(file, place, entry);
        body += entry.body_length;
    }
    const std::size_t length = static_cast<std::size_t>(header.frame_length);
    const ByteView whole = ByteView(file).subspan(at, length);
    header.header_crc =
        crypto::crc32c(whole.first(format::kFrameHeaderSize - sizeof header.header_crc));
    put(file, at, header);
    const std::size_t trailer_at = at + length - format::kFrameTrailerSize;
    auto trailer = get<format::FrameTrailer>(file, trailer_at);
    trailer.bodies_crc = crypto::crc32c(ByteView(file).subspan(bodies, bodies_end - bodies));
    put(file, trailer_at, trailer);
    const std::size_t crc_at = at + length - sizeof trailer.frame_crc;
    trailer.frame_crc = crypto::crc32c(ByteView(file).subspan(bodies_end, crc_at - bodies_end),
                                       crypto::crc32c(ByteView(file).subspan(at, bodies - at)));
    put(file, trailer_at, trailer);
    return length;
}

void reseal_segment(Bytes& file) {
    if (file.size() < format::kBlockSize) return;
    auto header = get<format::SegmentHeader>(file, 0);
    header.header_crc =
        crypto::crc32c(ByteView(file).first(format::kSegmentHeaderSize - sizeof header.header_crc));
    put(file, 0, header);
    std::size_t at = format::kBlockSize;
    while (const std::size_t length = reseal_frame(file, at)) at += length;
    if (file.size() - at < format::kSegmentFooterSize) return;
    const auto footer = get<format::SegmentFooter>(file, at);
    const std::uint64_t frames = footer.frame_count;
    if (footer.magic != format::kFooterMagic || frames > file.size() / format::kBlockSize) return;
    const std::size_t covered =
        format::kSegmentFooterSize + static_cast<std::size_t>(frames) * format::kFramePositionSize;
    if (file.size() - at < covered + sizeof(Hash)) return;
    put(file, at + covered, crypto::sha256(ByteView(file).subspan(at, covered)));
}

void reseal_head(Bytes& file) {
    for (std::size_t at = 0; at + sizeof(format::HeadSlot) <= file.size(); at += 4096) {
        auto slot = get<format::HeadSlot>(file, at);
        slot.slot_crc =
            crypto::crc32c(ByteView(file).subspan(at, sizeof slot - sizeof slot.slot_crc));
        put(file, at, slot);
    }
}

const test::MemoryStorage& golden() {
    static const test::MemoryStorage storage = [] {
        require(crypto::start().ok(), "the cryptography gives its known answers");
        test::MemoryStorage loaded;
        loaded.load(directory());
        // What is not touched must come out as it was, or every input would be found.
        for (auto& [path, content] : loaded.files) {
            const Bytes before = content;
            if (path.ends_with(".segment")) reseal_segment(content);
            if (path.ends_with("/HEAD")) reseal_head(content);
            require(content == before, "resealing what is right changes nothing");
        }
        return loaded;
    }();
    return storage;
}

// The files whose checksums are made anew.
const std::vector<std::string>& checked() {
    static const std::vector<std::string> paths = [] {
        std::vector<std::string> found;
        for (const auto& [path, content] : golden().files) {
            if (path.ends_with(".segment") || path.ends_with("/HEAD")) found.push_back(path);
        }
        return found;
    }();
    return paths;
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
    static const test::StandingFields fields(golden(), checked());
    return fields.mutate(data, size, max_size, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::vector<std::string>& paths = checked();
    test::MemoryStorage storage = golden();
    test::each_of<Patch>({data, size}, [&](const Patch& patch) {
        std::uint32_t place = 0;
        std::memcpy(&place, patch.place, sizeof place);
        Bytes& file = storage.files[paths[patch.file % paths.size()]];
        // Most of a segment is zero fill: stay where something stands.
        const std::size_t used = std::min<std::size_t>(file.size(), 65536);
        std::uint8_t& byte = file[place % used];
        byte = patch.what % 2 == test::kPatchSets
                   ? patch.value
                   : static_cast<std::uint8_t>(byte ^ (1U << patch.value % 8));
    });
    bool changed = false;
    for (const std::string& path : paths) {
        Bytes& file = storage.files[path];
        const bool is_head = path.ends_with("/HEAD");
        is_head ? reseal_head(file) : reseal_segment(file);
        changed = changed || (!is_head && file != golden().files.at(path));
    }
    test::FixedClock clock;
    const verifier::Report report =
        verifier::verify_ledger(storage, clock, directory(), verifier::VerifyOptions{});
    bool found = false;  // Beside that no key was given.
    for (const verifier::Finding& finding : report.findings) {
        found = found || finding.severity != verifier::Severity::kUntrusted;
    }
    require(found || !changed, "a change is found");
    static_cast<void>(verifier::find_end(storage, directory()));
    return 0;
}
