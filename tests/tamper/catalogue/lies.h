// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tests/tamper/catalogue/bases.h"

namespace counterfoil::tamper {

// A ledger made by somebody who has all keys and tells a lie while making it: everything behind the
// lie is computed and signed rightly. `life` makes the ledger with the hooks it is given.
using Life = std::function<test::Forge(test::ForgeHooks hooks)>;

// As the lie's own pin is no other's, the subject has the honest ledger's.
[[nodiscard]] Expected shown_as(Subject& subject, const test::Forge& forge, Verdicts expected);

// The structures in which one may lie.
enum class Structure { kEntry, kFrameHeader, kTrailer, kSegmentHeader, kFooter, kHead };

// One that bears its number, to be changed byte by byte.
using Spoil = std::function<void(std::uint64_t which, MutableByteView bytes)>;
[[nodiscard]] test::ForgeHooks hooks_in(Structure structure, const Spoil& spoil);

// A trailer signed by this key for the size and root that it has.
void sign(format::FrameTrailer& trailer, const crypto::SigningKey& key);
// Both slots of HEAD changed, their checksums right, their signatures as `change` leaves them.
void rewrite_head(Files& files, const std::function<void(format::HeadSlot&)>& change);
void sign(format::HeadSlot& slot, const crypto::SigningKey& key);

}  // namespace counterfoil::tamper
