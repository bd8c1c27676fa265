// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "ledger/platform/clock.h"
#include "ledger/platform/storage.h"
#include "tests/support/forge.h"
#include "tests/support/temporary_directory.h"
#include "verifier/verify.h"

namespace counterfoil::test {

inline verifier::Pin pin_of(const Forge& forge) {
    return {*notes::VerifierKey::parse(forge.vkey()), forge.genesis_leaf()};
}

inline verifier::Report judge(const std::string& directory, std::optional<verifier::Pin> pin) {
    const auto storage = platform::posix_storage();
    const auto clock = platform::system_clock();
    verifier::VerifyOptions options;
    options.pin = std::move(pin);
    return verifier::verify_ledger(*storage, *clock, directory, options);
}

inline verifier::Report judge(const Forge& forge) {
    const TemporaryDirectory directory;
    forge.write(directory.path("ledger"));
    return judge(directory.path("ledger"), pin_of(forge));
}

inline std::vector<std::string> kinds(const verifier::Report& report) {
    std::vector<std::string> result;
    for (const verifier::Finding& each : report.findings) result.push_back(each.kind);
    return result;
}

inline std::vector<std::string> event_kinds(const verifier::Report& report) {
    std::vector<std::string> result;
    for (const verifier::Event& each : report.events) result.push_back(each.kind);
    return result;
}

inline const std::string kFirstSegment = "segments/00000000000000000000.segment";
inline const std::string kSecondSegment = "segments/00000000000000000001.segment";
inline const std::string kFirstNote = "checkpoints/00000000000000000000.note";
inline const std::string kSecondNote = "checkpoints/00000000000000000001.note";

}  // namespace counterfoil::test
