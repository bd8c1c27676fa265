// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "ledger/admin/explanation.h"
#include "ledger/base/result.h"
#include "ledger/keys/hold_register.h"
#include "ledger/platform/platform.h"
#include "ledger/store/writer.h"

namespace counterfoil::admin {

// Puts a subject, or with an empty one the whole ledger, under a legal hold: while it stands
// nothing is erased. A subject that has no key yet gets one, so that what will be logged of it is
// held too. Several holds on one subject are independent. kInvalidArgument: the reason is no
// reason, the subject's id is no id, or a subject is named in a ledger that is not encrypted.
[[nodiscard]] Result<keys::Hold> add_hold(const platform::Platform& platform,
                                          store::LedgerWriter& writer, const std::string& subject,
                                          const Explanation& explanation);

// Ends one hold. kNotFound: there is no such hold, or it was released before.
[[nodiscard]] Result<keys::Hold> release_hold(store::LedgerWriter& writer, const keys::HoldId& id,
                                              const Explanation& explanation);

}  // namespace counterfoil::admin
