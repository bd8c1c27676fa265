// SPDX-License-Identifier: Apache-2.0
#include "verifier/genesis_reader.h"

#include <cstring>

#include "ledger/format/directory.h"
#include "ledger/merkle/hashing.h"
#include "ledger/notes/verifier_key.h"
#include "verifier/frame_reader.h"

namespace counterfoil::verifier {
namespace {

GenesisRead refused(Finding problem) {
    return {std::nullopt, std::move(problem)};
}

}  // namespace

GenesisRead read_genesis(platform::Storage& storage, const std::string& directory) {
    const std::string name =
        std::string(format::kSegmentsDirectory) + "/" + format::segment_file_name(0);
    Place place{name, 0, 0, std::nullopt};
    const auto file = storage.open(platform::join(directory, name), platform::OpenMode::kRead);
    if (!file) return refused(from_error(file.error(), place));
    const Result<std::uint64_t> size = (*file)->size();
    if (!size) return refused(from_error(size.error(), place));

    // Before all else: what is of a later version may differ in anything.
    struct Beginning {
        format::Magic magic;
        Le16 version;
    } beginning{};
    static_assert(sizeof beginning == 10);
    auto* const bytes = reinterpret_cast<std::uint8_t*>(&beginning);
    const auto count = (*file)->read_at(0, {bytes, sizeof beginning});
    if (!count) return refused(from_error(count.error(), place));
    if (beginning.magic == format::kSegmentMagic && beginning.version != format::kVersion) {
        return refused(
            version_finding("segment-version", place, "this segment", beginning.version));
    }

    Frame frame;
    FrameRead read =
        read_frame(**file, 0, format::kBlockSize, std::min(*size, format::kSegmentSizeMax), frame);
    if (read.problem) return refused(std::move(*read.problem));

    place = frame.place();
    place.sequence = 0;
    format::Entry entry;
    std::memcpy(&entry, frame.entry(0).data(), sizeof entry);
    if (entry.version != format::kVersion) {
        return refused(version_finding("entry-version", place, "this record", entry.version));
    }
    const auto is_genesis = entry.type == static_cast<std::uint8_t>(format::RecordType::kGenesis);
    if (!is_genesis || entry.body_length > frame.bodies().size()) {
        return refused(failure("genesis-missing", place,
                               "the ledger does not begin with its genesis record",
                               {"genesis", format::record_type_name(entry.type)}));
    }
    return decode_genesis(entry, frame.bodies().first(entry.body_length), place);
}

GenesisRead decode_genesis(const format::Entry& entry, ByteView body, const Place& place) {
    if (body.size() >= 2 && (body[0] != format::kVersion || body[1] != 0)) {
        return refused(unsupported_version("genesis-version", place, "this genesis record",
                                           static_cast<std::uint64_t>(body[0] | body[1] << 8U)));
    }
    auto decoded = format::decode_body(format::RecordType::kGenesis, body);
    if (!decoded) {
        return refused(failure("body-malformed", place,
                               "the genesis record's body is not one that format 1 knows"));
    }
    LedgerFacts facts;
    facts.genesis = std::get<format::Genesis>(std::move(*decoded));
    facts.genesis_leaf = merkle::leaf_hash(format::bytes_of(entry));
    facts.id = facts.genesis.fixed.ledger_id;
    facts.encrypted = facts.genesis.fixed.encryption ==
                      static_cast<std::uint8_t>(format::Encryption::kXaes256Gcm);
    facts.vkey = notes::VerifierKey{facts.genesis.origin, notes::kTypeEd25519,
                                    facts.genesis.fixed.identity_key}
                     .text();
    return {std::move(facts), std::nullopt};
}

}  // namespace counterfoil::verifier
