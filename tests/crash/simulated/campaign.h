// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

#include "tests/crash/simulated/oracle.h"
#include "tests/crash/simulated/state_name.h"
#include "tests/crash/simulated/workload.h"

namespace counterfoil::crash {

struct Counts {
    std::uint64_t power_losses = 0;
    std::uint64_t kills = 0;   // Same boot.
    std::uint64_t nested = 0;  // Crashes of a recovery.
    std::uint64_t faults = 0;  // States behind a fault.
    std::uint64_t repeated = 0;
    std::uint64_t lost = 0;
    std::uint64_t wrong = 0;

    [[nodiscard]] std::uint64_t tried() const { return power_losses + kills + nested + faults; }
    [[nodiscard]] std::uint64_t failures() const { return lost + wrong; }
    void add(const Counts& other);
};

struct CampaignOptions {
    std::uint64_t states_max = 1000;
    std::uint64_t failures_max = 1;  // Then it ends.
    std::uint64_t nested_one_in = 8;
    std::uint64_t faults_one_in = 8;
    Choices::Limits limits;
    Plant plant;
    // Shown every ledger that a crash left, and what was made of it by opening it, when both were
    // judged good. May be empty.
    std::function<void(const DiskState& disk, const verifier::Pin& pin)> seen;
};

// The crash states of one seed's workload, the most telling of every moment first, until there are
// no more or the options' limit is reached.
class Campaign {
  public:
    Campaign(std::uint64_t seed, ScratchDatabases& databases, CampaignOptions options);

    void run();
    // Judges this one state and says all about it. True when it is good.
    bool replay(const StateName& name);

    [[nodiscard]] const Counts& counts() const { return counts_; }
    // What is needed to see each failure again.
    [[nodiscard]] const std::vector<std::string>& failures() const { return failures_; }

  private:
    struct Moment;  // A disk between two operations, and what must hold if it stops there.
    struct Known {
        bool absent = false;
        std::size_t events = 0;
        std::optional<std::uint64_t> oldest_secret;
    };

    [[nodiscard]] bool ended() const;
    void crash_everywhere();
    void crash_at(const Moment& moment, std::uint64_t round);
    void crash_faulty_workload();
    void crash_again(const StateName& name, const DiskState& image, const Expectation& expectation,
                     const Outcome& outcome);
    [[nodiscard]] std::optional<Fault> draw_fault(SimulatedDisk& asked);
    [[nodiscard]] CrashPoint draw_crash(const Moment& moment, bool may_be_killed);
    [[nodiscard]] static DiskState image_of(const Moment& moment, const CrashPoint& crash);
    [[nodiscard]] static std::uint64_t boot_of(const StateName& name);
    void try_state(const StateName& name, const Moment& moment);
    void report(const StateName& name, const Moment& moment, const Outcome& outcome);

    std::uint64_t seed_;
    ScratchDatabases& databases_;
    CampaignOptions options_;
    Oracle oracle_;
    std::mt19937_64 random_;
    Workload work_;
    std::unordered_map<std::uint64_t, Known> known_;
    Counts counts_;
    std::vector<std::string> failures_;
};

}  // namespace counterfoil::crash
