// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/base/bytes.h"
#include "verifier/pin.h"
#include "verifier/report.h"

namespace counterfoil::tamper {

// By path relative to the ledger. A bundle is one file, called "bundle".
using Files = std::map<std::string, Bytes>;

// Somebody changes a file while it is being judged: before its n-th read is answered, counted from
// one. Zero: nobody does.
struct Meanwhile {
    std::uint64_t at_read = 0;
    std::string path;
    Bytes content;
};

// What both verifiers are shown, and the key they are given.
struct Subject {
    Files files;
    std::optional<verifier::Pin> pin;
    bool bundle = false;
    Meanwhile meanwhile;
};

// The verdicts that are right for a case: a set.
class Verdicts {
  public:
    // Implicit, because most cases have one.
    Verdicts(verifier::Verdict one) : Verdicts({one}) {}  // NOLINT(google-explicit-constructor)
    Verdicts(std::initializer_list<verifier::Verdict> all) {
        for (const verifier::Verdict each : all) bits_ |= 1U << static_cast<unsigned>(each);
    }
    [[nodiscard]] bool contains(verifier::Verdict verdict) const {
        return (bits_ >> static_cast<unsigned>(verdict) & 1U) != 0;
    }
    // Not found, and it cannot be: the bound that is printed (product page, "Two bounds").
    [[nodiscard]] Verdicts within_the_bound() const {
        Verdicts copy = *this;
        copy.bound_ = true;
        return copy;
    }
    [[nodiscard]] bool is_bound() const { return bound_; }

  private:
    unsigned bits_ = 0;
    bool bound_ = false;
};

inline constexpr verifier::Verdict kFailed = verifier::Verdict::kFailed;
inline constexpr verifier::Verdict kUnsupported = verifier::Verdict::kUnsupported;
inline constexpr verifier::Verdict kIoError = verifier::Verdict::kIoError;
inline constexpr verifier::Verdict kUntrusted = verifier::Verdict::kUntrusted;
inline constexpr verifier::Verdict kIncomplete = verifier::Verdict::kIncomplete;
inline constexpr verifier::Verdict kWithEvents = verifier::Verdict::kVerifiedWithEvents;
inline constexpr verifier::Verdict kVerified = verifier::Verdict::kVerified;

// Nothing: this case would leave everything as it was, and is not counted.
using Expected = std::optional<Verdicts>;

// Cases of one kind, numbered from zero. Each is the same whenever it is made.
struct Family {
    std::string row;  // "M01" … "M43", or "benign".
    std::string name;
    std::shared_ptr<const Subject> base;
    std::uint64_t count = 0;
    // Changes a copy of the base, and says what must be found.
    std::function<Expected(std::uint64_t number, Subject& subject)> change = {};
    // In the place of `change`, for what only a real disk has: the base lies in `directory`.
    std::function<Expected(std::uint64_t number, const std::string& directory)> change_on_disk = {};
    // The long form tries one case in so many; and of those the second verifier one in so many.
    std::uint64_t one_in = 1;
    std::uint64_t second_one_in = 1;
    // The two verifiers read in another order, so what changes meanwhile may look different.
    bool verdicts_may_differ = false;
    // Making a case makes all before it: the short form takes the first ones.
    bool in_order = false;
    // The reports' text must be harmless.
    bool is_shown = false;
};

using Families = std::vector<Family>;

// A table in which each case has its name, as one family.
struct NamedCase {
    std::string name;
    std::function<Expected(Subject& subject)> change = {};
};
[[nodiscard]] Family family_of(std::string row, std::string name,
                               std::shared_ptr<const Subject> base, std::vector<NamedCase> cases);

}  // namespace counterfoil::tamper
