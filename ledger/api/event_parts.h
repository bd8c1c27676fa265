// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <counterfoil/event.h>

#include "ledger/format/envelope.h"
#include "ledger/store/event.h"

// The public words for an event, and the rooms' own. Two sets, so that the rooms may change theirs.
namespace counterfoil::api {

[[nodiscard]] Attributes given_out(const format::EventAttributes& attributes);
[[nodiscard]] Receipt given_out(const store::Receipt& receipt);
// Borrows the event's content.
[[nodiscard]] store::Event taken_in(const Event& event);
[[nodiscard]] store::Receipt taken_in(const Receipt& receipt);

}  // namespace counterfoil::api
