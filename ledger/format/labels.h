// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

// Every text that is hashed, signed, sealed or looked for, so that no two purposes share one.
namespace counterfoil::format {

using Magic = std::array<char, 8>;
inline constexpr Magic kSegmentMagic = {'C', 'F', 'S', 'E', 'G', 'M', 'N', 'T'};
inline constexpr Magic kFrameMagic = {'C', 'F', '-', 'F', 'R', 'A', 'M', 'E'};
inline constexpr Magic kFooterMagic = {'C', 'F', 'F', 'O', 'O', 'T', 'E', 'R'};
inline constexpr Magic kHeadMagic = {'C', 'F', 'L', 'D', 'H', 'E', 'A', 'D'};
inline constexpr Magic kLossMagic = {'C', 'F', 'L', 'D', 'L', 'O', 'S', 'S'};
inline constexpr Magic kEpochSecretMagic = {'C', 'F', 'E', 'P', 'O', 'C', 'H', 'K'};

// Signed messages start with one of these, then the ledger id (16 bytes).
inline constexpr std::string_view kGenesisLabel = "counterfoil/genesis/v1\n";
inline constexpr std::string_view kHeadLabel = "counterfoil/head/v1\n";
inline constexpr std::string_view kLossLabel = "counterfoil/loss/v1\n";

// Hashes and key derivations.
inline constexpr std::string_view kKeyCommitmentLabel = "counterfoil/key-commitment/v1\n";
inline constexpr std::string_view kStreamNameLabel = "counterfoil/stream-name/v1\n";
inline constexpr std::string_view kSubjectLookupLabel = "counterfoil/subject-lookup/v1\n";
inline constexpr std::string_view kJointKeyLabel = "counterfoil/joint-key/v1\n";

// Associated data of wrapped secrets: the label, the ledger id, then what the row in FORMAT.md
// says.
inline constexpr std::string_view kDataKeyWrapLabel = "counterfoil/data-key/v1\n";
inline constexpr std::string_view kNameKeyWrapLabel = "counterfoil/name-key/v1\n";
inline constexpr std::string_view kNameWrapLabel = "counterfoil/name/v1\n";
inline constexpr std::string_view kSubjectWrapLabel = "counterfoil/subject/v1\n";
inline constexpr std::string_view kLookupKeyWrapLabel = "counterfoil/subject-lookup-key/v1\n";
inline constexpr std::string_view kMasterKeyWrapLabel = "counterfoil/master-key/v1\n";
inline constexpr std::string_view kEpochSecretWrapLabel = "counterfoil/epoch-secret/v1\n";

// Origins that start with these could make a checkpoint text look like another signed message.
inline constexpr std::array<std::string_view, 2> kReservedOrigins = {"counterfoil/",
                                                                     "cosignature/"};

}  // namespace counterfoil::format
