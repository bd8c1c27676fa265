// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include <counterfoil/ledger.h>
#include <counterfoil/reader.h>
#include <counterfoil/verify.h>

#include "tests/support/temporary_directory.h"

// Through the public headers and the shared library, as an application has them.
namespace counterfoil::test {

// The value, or the end of the test program with what went wrong.
template <class T>
T made(Result<T> result) {
    require(result.ok(), result.ok() ? "" : result.error().message.c_str());
    return std::move(*result);
}

inline Event event(std::string stream, std::string_view content) {
    Event event;
    event.stream = std::move(stream);
    event.content = as_bytes(content);
    return event;
}

// A place for a ledger, with all that belongs to it in a directory of its own.
class OwnLedger : public testing::Test {
  protected:
    Created create(const CreateOptions& options = {}) const {
        return made(Ledger::create(directory, places, options));
    }
    [[nodiscard]] Ledger open(const OpenOptions& options = {}) const {
        return made(Ledger::open(directory, places, options));
    }
    [[nodiscard]] Verification verified(const std::string& path) const {
        VerifyOptions options;
        options.places = places;
        return made(verify(path, options));
    }
    [[nodiscard]] Reader reader() const { return made(Reader::open(directory, places)); }

    TemporaryDirectory place;
    std::string directory = place.path("ledger");
    Places places = {
        .keys = place.path("keys"), .trust = place.path("trust"), .state = place.path("state")};
};

}  // namespace counterfoil::test
