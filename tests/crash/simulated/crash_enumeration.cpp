// SPDX-License-Identifier: Apache-2.0
// Tries the states in which a crash may leave a ledger, and prints how many there were. Exits 1
// when one of them lost what was promised or got a wrong verdict.
//
//   crash_enumeration [--seed A[..B]] [--states N] [--jobs J] [--failures F]
//       the workloads of the seeds A to B, N states in all; without B, as many seeds as it takes;
//       each of the J processes ends after F failures
//   crash_enumeration --replay STATE [--plant FAULT]
//       one state, as a failure names it, with a fault of planted_faults.cpp or without one

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/crypto/library.h"
#include "tests/crash/simulated/campaign.h"
#include "tests/crash/simulated/planted_faults.h"

namespace counterfoil::crash {
namespace {

struct Request {
    std::uint64_t first_seed = 1;
    std::optional<std::uint64_t> last_seed;
    std::uint64_t states = 10'000;
    std::uint64_t jobs = 1;
    std::uint64_t failures = 10;  // After so many a job ends.
    std::string replay;
    Plant plant;
};

std::optional<std::uint64_t> number_of(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<Request> parse(const std::vector<std::string_view>& words) {
    Request request;
    if (words.size() % 2 != 0) return std::nullopt;
    for (std::size_t i = 0; i < words.size(); i += 2) {
        const std::string_view option = words[i];
        const std::string_view value = words[i + 1];
        if (option == "--replay") {
            request.replay = value;
            continue;
        }
        if (option == "--plant") {
            for (const PlantedFault& fault : planted_faults()) {
                if (fault.name == value) request.plant = fault.at_the_seam;
            }
            if (!request.plant) return std::nullopt;
            continue;
        }
        const std::size_t dots = value.find("..");
        const auto number = number_of(value.substr(0, dots));
        if (!number) return std::nullopt;
        if (option == "--seed") {
            request.first_seed = *number;
            if (dots == std::string_view::npos) continue;
            request.last_seed = number_of(value.substr(dots + 2));
            if (!request.last_seed || *request.last_seed < *number) return std::nullopt;
        } else if (option == "--states") {
            request.states = *number;
        } else if (option == "--jobs" && *number > 0) {
            request.jobs = *number;
        } else if (option == "--failures" && *number > 0) {
            request.failures = *number;
        } else {
            return std::nullopt;
        }
    }
    return request;
}

void print(const std::vector<std::string>& failures) {
    for (const std::string& failure : failures) std::fputs(failure.c_str(), stdout);
    std::fflush(stdout);
}

// Every `jobs`-th seed from the job's own on.
Counts run_job(const Request& request, std::uint64_t job) {
    ScratchDatabases databases;
    Counts counts;
    const std::uint64_t states = request.states / request.jobs;
    std::uint64_t seeds_left = ~std::uint64_t{0};
    if (request.last_seed) {
        const std::uint64_t seeds = *request.last_seed - request.first_seed + 1;
        seeds_left = (seeds + request.jobs - 1 - job) / request.jobs;
    }
    const bool bounded = request.last_seed.has_value();
    for (std::uint64_t seed = request.first_seed + job; seeds_left > 0; seed += request.jobs) {
        if (counts.tried() >= states || counts.failures() >= request.failures) break;
        CampaignOptions options;
        const std::uint64_t left = states - counts.tried();
        options.states_max = bounded ? (left + seeds_left - 1) / seeds_left : left;
        options.failures_max = request.failures - counts.failures();
        options.plant = request.plant;
        Campaign campaign(seed, databases, options);
        campaign.run();
        counts.add(campaign.counts());
        print(campaign.failures());
        --seeds_left;
    }
    return counts;
}

// Each job is a process: memory for secrets is slow to share.
Counts run_jobs(const Request& request) {
    if (request.jobs == 1) return run_job(request, 0);
    std::vector<std::pair<pid_t, int>> children;
    for (std::uint64_t job = 0; job < request.jobs; ++job) {
        int ends[2] = {-1, -1};
        require(::pipe(ends) == 0, "a pipe to a job can be made");
        std::fflush(stdout);
        const pid_t child = ::fork();
        require(child >= 0, "a job can be started");
        if (child == 0) {
            const Counts counts = run_job(request, job);
            const bool told = ::write(ends[1], &counts, sizeof counts) == sizeof counts;
            ::_exit(told ? 0 : 1);
        }
        ::close(ends[1]);
        children.emplace_back(child, ends[0]);
    }
    Counts sum;
    for (const auto& [child, end] : children) {
        Counts counts;
        const bool told = ::read(end, &counts, sizeof counts) == sizeof counts;
        int status = 0;
        ::waitpid(child, &status, 0);
        ::close(end);
        if (told && WIFEXITED(status)) {
            sum.add(counts);
        } else {
            fmt::print("a job ended before its time\n");
            ++sum.wrong;
        }
    }
    return sum;
}

int replay(const std::string& text, const Plant& plant) {
    const auto name = StateName::parse(text);
    if (!name) {
        std::fputs("this is no state\n", stderr);
        return 2;
    }
    ScratchDatabases databases;
    CampaignOptions options;
    options.plant = plant;
    Campaign campaign(name->seed, databases, options);
    const bool good = campaign.replay(*name);
    print(campaign.failures());
    if (good) fmt::print("{}: good\n", text);
    return good ? 0 : 1;
}

int run(const Request& request) {
    if (!request.replay.empty()) return replay(request.replay, request.plant);
    const auto begin = std::chrono::steady_clock::now();
    const Counts counts = run_jobs(request);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    fmt::print(
        "crash states: {} tried ({} power loss, {} same boot, {} nested, {} faults), {} repeated, "
        "{} acknowledged records lost, {} wrong verdicts, {:.0f} seconds\n",
        counts.tried(), counts.power_losses, counts.kills, counts.nested, counts.faults,
        counts.repeated, counts.lost, counts.wrong, took.count());
    return counts.failures() == 0 && counts.tried() > 0 ? 0 : 1;
}

}  // namespace
}  // namespace counterfoil::crash

int main(int argc, char** argv) {
    const auto request = counterfoil::crash::parse({argv + 1, argv + argc});
    if (!request) {
        std::fputs(
            "usage: crash_enumeration [--seed A[..B]] [--states N] [--jobs J] [--failures F]\n"
            "       crash_enumeration --replay STATE [--plant FAULT]\n",
            stderr);
        return 2;
    }
    if (!counterfoil::crypto::start()) return 1;
    return counterfoil::crash::run(*request);
}
