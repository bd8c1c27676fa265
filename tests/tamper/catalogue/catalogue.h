// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/tamper/catalogue/family.h"

namespace counterfoil::tamper {

// A row of the table of threats: what is done to a ledger, and what must come of it.
struct Row {
    std::string id;
    std::string mutation;
    std::string expected;
    std::string remark;  // Why there are no cases, or which part of it has none. May be empty.
};
[[nodiscard]] const std::vector<Row>& rows();

// One function a family of rows, in a file of its name. `seed` decides what is drawn.
void add_bits_and_bytes(Families& to, std::uint64_t seed);        // M01, M02, M10
void add_order_and_membership(Families& to, std::uint64_t seed);  // M03 – M06, M13
void add_forgery_with_keys(Families& to, std::uint64_t seed);     // M07, M08, M11, M14
void add_lies_in_fields(
    Families& to);  // M03, M05, M14, M15, M18, M23, M26, M27, M31, M33, M35, M36
void add_identity(Families& to, std::uint64_t seed);                // M09, M15
void add_rollback_and_fork(Families& to, std::uint64_t seed);       // M16, M17
void add_notes_and_signatures(Families& to, std::uint64_t seed);    // M18 – M20
void add_proofs(Families& to, std::uint64_t seed);                  // M18, M21, M22
void add_sealing_and_disclosure(Families& to, std::uint64_t seed);  // M23 – M25, M34, M41
void add_times_and_writers(Families& to, std::uint64_t seed);       // M26, M27, M42
void add_recovery(Families& to, std::uint64_t seed);                // M28 – M31
void add_keys_and_epochs(Families& to, std::uint64_t seed);         // M12, M13, M33
void add_kinds_of_files(Families& to, std::uint64_t seed);          // M37, M38, M41
// Pairs and more of what `to` has already.
void add_combinations(Families& to, std::uint64_t seed);  // M43
void add_benign_states(Families& to, std::uint64_t seed);

[[nodiscard]] Families catalogue(std::uint64_t seed);

}  // namespace counterfoil::tamper
