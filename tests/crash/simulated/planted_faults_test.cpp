// SPDX-License-Identifier: Apache-2.0
// Whether the enumeration finds what it is there for: each mistake of the table is made, and must
// be found in a bounded number of states of workloads in which a store without it does nothing
// wrong.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "ledger/format/directory.h"
#include "ledger/store/planted_fault.h"
#include "tests/crash/simulated/campaign.h"
#include "tests/crash/simulated/planted_faults.h"
#include "tests/support/test_ledger.h"

namespace counterfoil::crash {
namespace {

constexpr std::uint64_t kSeedsMax = 40;
constexpr std::uint64_t kStatesOfASeed = 250;

struct Search {
    Counts counts;
    std::string first_failure;
};

Search search(std::uint64_t seed, const Plant& plant) {
    ScratchDatabases databases;
    CampaignOptions options;
    options.states_max = kStatesOfASeed;
    options.nested_one_in = 4;
    options.plant = plant;
    Campaign campaign(seed, databases, options);
    campaign.run();
    return {campaign.counts(), campaign.failures().empty() ? "" : campaign.failures().front()};
}

class Mistake : public testing::TestWithParam<PlantedFault> {};

TEST_P(Mistake, IsFound) {
    const PlantedFault& fault = GetParam();
    std::uint64_t states = 0;
    for (std::uint64_t seed = 1; seed <= kSeedsMax; ++seed) {
        if (fault.begin) fault.begin();
        const Search found = search(seed, fault.at_the_seam);
        if (fault.end) fault.end();
        states += found.counts.tried();
        if (found.counts.failures() == 0) continue;
        if (search(seed, {}).counts.failures() > 0) continue;  // Not the planted fault's doing.
        RecordProperty("states", std::to_string(states));
        std::string first = found.first_failure;
        const std::size_t lines = first.find("\n", first.find("found:"));
        std::printf("found in state %llu of seed %llu\n%s\n",
                    static_cast<unsigned long long>(states), static_cast<unsigned long long>(seed),
                    first.substr(0, lines).c_str());
        return;
    }
    FAIL() << "not found in " << states << " states";
}

// No crash leaves what this mistake needs to show: bytes where no write was under way.
TEST(MistakeInTheStore, ATailThatNoCrashLeavesIsRefusedUnlessThatIsForgotten) {
    const auto opens = [](store::PlantedFault mistake) {
        test::TestLedger ledger;
        static_cast<void>(ledger.open());  // Not closed.
        const std::string segment =
            ledger.directory() + "/segments/" + format::segment_file_name(0);
        std::filesystem::resize_file(segment, (1U << 20U) - 1);
        std::ofstream(segment, std::ios::binary | std::ios::app) << 'x';
        store::planted_fault = mistake;
        const bool opened =
            store::LedgerWriter::open(ledger.machine.platform(), ledger.writer_options()).ok();
        store::planted_fault = store::PlantedFault::kNone;
        return opened;
    };
    EXPECT_FALSE(opens(store::PlantedFault::kNone));
    EXPECT_TRUE(opens(store::PlantedFault::kRecoverFromAnything));
}

INSTANTIATE_TEST_SUITE_P(Table, Mistake, testing::ValuesIn(planted_faults()),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace counterfoil::crash
