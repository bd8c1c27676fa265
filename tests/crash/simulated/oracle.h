// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/crash/simulated/history.h"
#include "tests/crash/simulated/simulated_machine.h"
#include "verifier/pin.h"

namespace counterfoil::crash {

// What must hold of a disk that a crash left.
struct Expectation {
    // All that could be there, in order; a ledger holds the first so many of them. Borrowed.
    const std::vector<Submitted>* events = nullptr;
    bool ledger = false;       // Whether there must be one.
    std::size_t promised = 0;  // So many events at least.
    std::size_t synced = 0;    // So many of them would outlive a power loss that comes now.
    std::uint64_t epoch = 0;   // The secrets of all earlier ones are gone.
    // Nothing when init never said who the ledger is.
    std::optional<verifier::Pin> pin;
};

enum class Judgement {
    kGood,
    kRecordsLost,   // An event that was promised is not there.
    kWrongVerdict,  // Anything else that must not be.
};

struct Outcome {
    Judgement judgement = Judgement::kGood;
    std::string expected;
    std::string found;
    // There was no ledger, and none had to be.
    bool absent = false;
    std::size_t events = 0;  // Of the expected ones that were there.
    // Of the secrets that were there before anything was opened.
    std::optional<std::uint64_t> oldest_secret;
    // For another crash: the machine that recovered, what it promised (before opening, after it,
    // after one more event), and that event.
    std::unique_ptr<SimulatedMachine> machine;
    std::vector<Promise> promises;
    Submitted appended;

    // All that could be there after another crash.
    [[nodiscard]] std::vector<Submitted> events_after(const Expectation& expectation) const;
};

// Lets production code judge, open, recover, continue, close and open again what a crash left, and
// says whether all of that went as it must.
class Oracle {
  public:
    Oracle(ScratchDatabases& databases, Plant plant);

    // `seed` decides keys, nonces and what is looked at in passing; a power loss gives a new boot.
    [[nodiscard]] Outcome judge(const DiskState& image, std::uint64_t boot, std::uint64_t seed,
                                const Expectation& expectation) const;

    // The same life once more, in which something fails; nothing is judged. `events` are there, as
    // judge() said.
    [[nodiscard]] Outcome live_with_fault(const DiskState& image, std::uint64_t boot,
                                          std::uint64_t seed, const Expectation& expectation,
                                          std::size_t events, const Fault& fault) const;

  private:
    ScratchDatabases& databases_;
    Plant plant_;
};

}  // namespace counterfoil::crash
