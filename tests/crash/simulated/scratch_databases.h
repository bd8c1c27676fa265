// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ledger/base/result.h"
#include "tests/crash/simulated/disk_state.h"

namespace counterfoil::crash {

// The real files in which SQLite works, in a directory of their own (in memory where the system has
// /dev/shm). A file that its disk has given back serves the next disk, without being written again
// when it holds the right bytes already. One thread.
class ScratchDatabases {
  public:
    class Place;

    ScratchDatabases();
    ~ScratchDatabases();
    ScratchDatabases(const ScratchDatabases&) = delete;
    ScratchDatabases& operator=(const ScratchDatabases&) = delete;

    // A file with these bytes, or for nothing a path at which there is none. Belongs to the caller
    // until it is given back.
    [[nodiscard]] Place& lease(const Snapshot& content);
    void give_back(Place& place);

    [[nodiscard]] static const std::string& path(const Place& place);
    // The bytes now: the snapshot of the last look unless a transaction was committed since.
    [[nodiscard]] static Snapshot look(Place& place);

  private:
    std::string directory_;
    std::vector<std::unique_ptr<Place>> places_;
    std::uint64_t uses_ = 0;
};

}  // namespace counterfoil::crash
