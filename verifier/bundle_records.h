// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "ledger/base/bytes.h"
#include "ledger/crypto/secret.h"
#include "ledger/crypto/xaes_gcm.h"
#include "ledger/format/bundle.h"
#include "ledger/format/entry.h"
#include "verifier/bundle_reader.h"
#include "verifier/bundle_texts.h"
#include "verifier/findings.h"
#include "verifier/frame_facts.h"
#include "verifier/genesis_reader.h"
#include "verifier/ledger_end.h"

// Records outside their frames: what can be judged of one by itself.
namespace counterfoil::verifier {

// The sizes that files of a bundle may have.
inline constexpr SizeLimits kEntryLimits{format::kEntrySize, format::kEntrySize};
inline constexpr SizeLimits kBodyLimits{1, format::kRecordSizeMax - format::kEntrySize};
inline constexpr SizeLimits kNoteLimits{1, format::kCheckpointNoteSizeMax};
inline constexpr SizeLimits kProofLimits{1, format::kBundleProofSizeMax};
inline constexpr SizeLimits kKeyLimits{format::kBundleKeySize, format::kBundleKeySize};

// Takes an entry, and looks at its version before anything else.
[[nodiscard]] std::optional<Finding> take_entry(BundleReader& reader, const std::string& name,
                                                format::Entry& entry);

// An entry's version, which is looked at before anything else of it.
[[nodiscard]] std::optional<Finding> judge_entry_version(const format::Entry& entry,
                                                         const Place& place);

// Judges an entry as that of record `sequence`; `previous` nothing: the record before is not known.
[[nodiscard]] std::optional<Finding> judge_lone_entry(const format::Entry& entry,
                                                      const LedgerFacts& facts,
                                                      std::uint64_t sequence,
                                                      const std::optional<Hash>& previous,
                                                      const Place& place);

// Judges a body by its entry's digest and length and by its type's form; notes what it says.
[[nodiscard]] std::optional<Finding> judge_lone_body(const format::Entry& entry, ByteView body,
                                                     const LedgerFacts& facts, const Place& place,
                                                     FrameFacts& said);

// Takes the proof of a record and judges it against the bundle's checkpoint.
[[nodiscard]] std::optional<Finding> take_inclusion(BundleReader& reader, const std::string& name,
                                                    const format::Entry& entry,
                                                    const BundleNote& checkpoint);

// Opens bodies with record keys.
class RecordOpener {
  public:
    // Whether the key is the one that the entry commits to, and opens the body; into `plaintext`.
    [[nodiscard]] std::optional<Finding> open(const format::Entry& entry, ByteView body,
                                              const crypto::Secret256& key, const Place& place,
                                              Bytes& plaintext);

  private:
    crypto::XaesGcm cipher_;
};

}  // namespace counterfoil::verifier
