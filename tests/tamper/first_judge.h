// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "tests/tamper/second_judge.h"

namespace counterfoil::tamper {

// The C++ verifier, on a disk in memory or on the real one. Takes the subject's files away.
// `changed` is told whether what was to change meanwhile did.
[[nodiscard]] verifier::Report first_report(Subject subject, bool* changed = nullptr);
[[nodiscard]] verifier::Report first_report_on_disk(const std::string& path,
                                                    const std::optional<verifier::Pin>& pin);
// `is_shown`: its text is made and looked at, too.
[[nodiscard]] Opinion first_opinion(const verifier::Report& report, bool is_shown);

}  // namespace counterfoil::tamper
