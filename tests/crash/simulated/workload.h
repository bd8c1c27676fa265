// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "ledger/store/creator.h"
#include "tests/crash/simulated/history.h"
#include "tests/crash/simulated/simulated_machine.h"
#include "verifier/pin.h"

namespace counterfoil::crash {

// A ledger's life on a simulated machine, decided by a seed: made, then written in several sessions
// with batches of events, checkpoints, idle times, clock steps, clean closes and ends without one.
// With a fault it goes on until the writer takes nothing more.
struct Workload {
    std::uint64_t seed = 0;
    std::unique_ptr<SimulatedMachine> machine;
    History history;
    std::optional<store::Created> created;
    // What went wrong where nothing was planted.
    std::string failure;

    [[nodiscard]] verifier::Pin pin() const { return {created->vkey, created->genesis_leaf}; }
};

[[nodiscard]] Workload run_workload(std::uint64_t seed, ScratchDatabases& databases,
                                    const std::optional<Fault>& fault, const Plant& plant);

}  // namespace counterfoil::crash
