// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ledger/base/result.h"
#include "ledger/store/event.h"

namespace counterfoil::admin {

// Events of administration have a stream of their own.
inline constexpr const char* kAdministrationStreamName = "counterfoil.administration";
inline constexpr std::size_t kReasonSizeMax = 4096;

// Who acts, and why; for an act on a subject, on whom.
struct Explanation {
    std::string actor;   // As the machine knows them, such as "ada (uid 1000) on host".
    std::string reason;  // For those who will ask: 1 to 4096 bytes of UTF-8 without controls.
};

// kInvalidArgument when the reason is empty, too long or no plain text.
[[nodiscard]] Status check(const Explanation& explanation);

// The sealed event that stands beside an act in its frame; what it says of people is secret, as all
// events are. Owns its content.
class ExplainingEvent {
  public:
    // `act` is a word such as "erase"; `subject` is empty when nobody is named.
    ExplainingEvent(const std::string& act, const std::string& subject,
                    const Explanation& explanation);
    ExplainingEvent(const ExplainingEvent&) = delete;
    ExplainingEvent& operator=(const ExplainingEvent&) = delete;
    [[nodiscard]] const store::Event& event() const { return event_; }

  private:
    std::string content_;
    store::Event event_;
};

}  // namespace counterfoil::admin
