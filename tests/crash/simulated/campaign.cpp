// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/simulated/campaign.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace counterfoil::crash {
namespace {

constexpr std::size_t kDepthMax = 3;         // Crashes of a recovery of a recovery.
constexpr std::uint64_t kMomentsAtEnd = 24;  // Where states behind a fault are looked for.
constexpr std::uint64_t kStatesOfAFault = 16;
constexpr std::uint64_t kPrefixesMax = 24;
constexpr std::size_t kExcerptBefore = 14;
constexpr std::size_t kExcerptAfter = 3;

// Lengths at which the end of a process may cut a write: sector borders and a few odd ones.
std::vector<std::uint64_t> prefixes_of(const Operation& write) {
    std::vector<std::uint64_t> prefixes = {0, 1, 7, write.length / 2 + 1, write.length - 1};
    const std::uint64_t sectors = write.length / kSectorSize;
    const std::uint64_t step = 1 + sectors / kPrefixesMax;
    for (std::uint64_t sector = 1; sector < sectors; sector += step) {
        prefixes.push_back(sector * kSectorSize);
    }
    std::erase_if(prefixes, [&](std::uint64_t length) { return length >= write.length; });
    return prefixes;
}

std::string text_of(const Unit& unit, std::size_t version, const DiskState& state) {
    const std::string end = fmt::format("version {} of {}", version, unit.versions() - 1);
    switch (unit.kind) {
        case Unit::Kind::kSector:
            return fmt::format("inode {} sector {} (byte {}): {}", unit.inode, unit.index,
                               unit.index * kSectorSize, end);
        case Unit::Kind::kSize:
            return fmt::format("inode {} size: {}", unit.inode, end);
        case Unit::Kind::kName: {
            const NameChange& change =
                state.inode(unit.inode).pending_names[static_cast<std::size_t>(unit.index)];
            return fmt::format("name -{} +{}: {}", change.removed, change.added, end);
        }
    }
    return end;
}

}  // namespace

void Counts::add(const Counts& other) {
    power_losses += other.power_losses;
    kills += other.kills;
    nested += other.nested;
    faults += other.faults;
    repeated += other.repeated;
    lost += other.lost;
    wrong += other.wrong;
}

// Walks along a journal; all else is borrowed.
struct Campaign::Moment {
    Moment(SimulatedDisk& disk, const std::vector<Promise>& promised_at,
           const std::vector<Submitted>& submitted, std::optional<verifier::Pin> who,
           StateName so_far, std::optional<Fault> met)
        : journal(disk.journal()),
          state(disk.base()),
          promises(promised_at),
          events(submitted),
          pin(std::move(who)),
          before(std::move(so_far)),
          fault(met) {
        settle();
    }

    const std::vector<Operation>& journal;
    std::size_t operations = 0;  // Done so far; what follows is no mark.
    DiskState state;
    std::vector<Unit> units;
    const std::vector<Promise>& promises;
    Promise promise;
    const std::vector<Submitted>& events;
    std::optional<verifier::Pin> pin;
    StateName before;  // The steps that led to this machine.
    std::optional<Fault> fault;

    [[nodiscard]] bool at_end() const { return operations == journal.size(); }
    void go_on() {
        step();
        settle();
    }
    void go_to(std::size_t count) {
        while (operations < std::min(count, journal.size())) step();
        settle();
    }
    [[nodiscard]] StateName name(CrashPoint crash) const {
        StateName all = before;
        all.steps.push_back({fault, std::move(crash)});
        return all;
    }

  private:
    void step() {
        const Operation& operation = journal[operations++];
        state.apply(operation);
        if (operation.kind != Operation::Kind::kMark) return;
        promise = promises[static_cast<std::size_t>(operation.mark)];
    }
    // What was answered before the next operation counts for a crash before it.
    void settle() {
        while (!at_end() && journal[operations].kind == Operation::Kind::kMark) step();
        units = units_of(state);
    }
};

Campaign::Campaign(std::uint64_t seed, ScratchDatabases& databases, CampaignOptions options)
    : seed_(seed),
      databases_(databases),
      options_(std::move(options)),
      oracle_(databases, options_.plant),
      random_(mixed(seed, 3)) {}

bool Campaign::ended() const {
    return counts_.tried() >= options_.states_max || counts_.failures() >= options_.failures_max;
}

void Campaign::run() {
    work_ = run_workload(seed_, databases_, std::nullopt, options_.plant);
    if (!work_.failure.empty() || !work_.created) {
        ++counts_.wrong;
        failures_.push_back(
            fmt::format("seed {}: the workload itself failed: {}\n", seed_, work_.failure));
        return;
    }
    crash_everywhere();
}

void Campaign::crash_everywhere() {
    for (std::uint64_t round = 0; !ended(); ++round) {
        const std::uint64_t before = counts_.tried() + counts_.repeated;
        Moment moment(work_.machine->disk, work_.history.promises, work_.history.events,
                      work_.pin(), {seed_, {}}, std::nullopt);
        for (;;) {
            crash_at(moment, round);
            if (ended()) return;
            const std::uint64_t faulty = counts_.tried() / options_.faults_one_in;
            if (counts_.faults < faulty) crash_faulty_workload();
            if (moment.at_end()) break;
            moment.go_on();
        }
        if (counts_.tried() + counts_.repeated == before) return;
    }
}

// The next few states of this moment.
void Campaign::crash_at(const Moment& moment, std::uint64_t round) {
    const Choices choices(moment.units, options_.limits, mixed(seed_, moment.operations));
    if (round < choices.count()) {
        try_state(moment.name({moment.operations, true, choices.at(round), 0}), moment);
    }
    std::vector<std::uint64_t> prefixes = {0};
    if (!moment.at_end() && moment.journal[moment.operations].kind == Operation::Kind::kWrite) {
        prefixes = prefixes_of(moment.journal[moment.operations]);
    }
    if (round < prefixes.size() && !ended()) {
        const std::uint64_t prefix = prefixes[static_cast<std::size_t>(round)];
        try_state(moment.name({moment.operations, false, {}, prefix}), moment);
    }
}

std::optional<Fault> Campaign::draw_fault(SimulatedDisk& asked) {
    using Class = Fault::Class;
    using Effect = Fault::Effect;
    constexpr std::array kClasses = {Class::kWrite, Class::kSync,   Class::kSync,
                                     Class::kWrite, Class::kOpen,   Class::kRename,
                                     Class::kSync,  Class::kWrite,  Class::kSyncDirectory,
                                     Class::kSync,  Class::kRemove, Class::kMakeDirectory};
    Fault fault;
    fault.at = kClasses[random_() % kClasses.size()];
    const std::uint64_t count = asked.asked(fault.at);
    if (count == 0) return std::nullopt;
    fault.number = random_() % count;
    constexpr std::array kOfWrites = {Effect::kIoError, Effect::kNoSpace, Effect::kTorn};
    constexpr std::array kOfSyncs = {Effect::kIoError, Effect::kLoseAll, Effect::kLoseSome};
    fault.effect = random_() % 2 == 0 ? Effect::kIoError : Effect::kNoSpace;
    if (fault.at == Class::kWrite) fault.effect = kOfWrites[random_() % kOfWrites.size()];
    if (fault.at == Class::kSync) fault.effect = kOfSyncs[random_() % kOfSyncs.size()];
    return fault;
}

// The workload once more, in which something fails, and then the power.
void Campaign::crash_faulty_workload() {
    const std::optional<Fault> fault = draw_fault(work_.machine->disk);
    if (!fault) return;
    Workload faulty = run_workload(seed_, databases_, fault, options_.plant);
    if (!faulty.failure.empty()) {
        ++counts_.wrong;
        failures_.push_back(fmt::format("{}/{}: the workload failed before the fault: {}\n", seed_,
                                        text_of(*fault), faulty.failure));
        return;
    }
    std::optional<verifier::Pin> pin;
    if (faulty.created) pin = faulty.pin();
    const std::uint64_t length = faulty.machine->disk.journal().size();
    for (std::uint64_t i = 0; i < kStatesOfAFault && !ended(); ++i) {
        Moment moment(faulty.machine->disk, faulty.history.promises, faulty.history.events, pin,
                      {seed_, {}}, fault);
        const std::uint64_t back = i % 2 == 0 ? 0 : random_() % std::min(kMomentsAtEnd, length + 1);
        moment.go_to(static_cast<std::size_t>(length - back));
        try_state(moment.name(draw_crash(moment, false)), moment);
    }
}

CrashPoint Campaign::draw_crash(const Moment& moment, bool may_be_killed) {
    CrashPoint crash;
    crash.operations = moment.operations;
    crash.power_loss = !may_be_killed || random_() % 3 != 0;
    if (crash.power_loss) {
        const Choices choices(moment.units, options_.limits, random_());
        crash.choice = choices.at(random_() % choices.count());
    } else if (!moment.at_end() &&
               moment.journal[moment.operations].kind == Operation::Kind::kWrite) {
        const auto prefixes = prefixes_of(moment.journal[moment.operations]);
        crash.prefix = prefixes[static_cast<std::size_t>(random_() % prefixes.size())];
    }
    return crash;
}

DiskState Campaign::image_of(const Moment& moment, const CrashPoint& crash) {
    if (crash.power_loss) return after_power_loss(moment.state, moment.units, crash.choice);
    DiskState image = moment.state;
    if (crash.prefix > 0) image.apply_prefix(moment.journal[moment.operations], crash.prefix);
    return image;
}

std::uint64_t Campaign::boot_of(const StateName& name) {
    std::uint64_t boot = 1;
    for (const Step& step : name.steps) boot += step.crash.power_loss ? 1 : 0;
    return boot;
}

void Campaign::try_state(const StateName& name, const Moment& moment) {
    const CrashPoint& crash = name.steps.back().crash;
    const DiskState image = image_of(moment, crash);
    Expectation expectation;
    expectation.events = &moment.events;
    expectation.ledger = moment.promise.ledger;
    expectation.synced = moment.promise.synced;
    expectation.promised = crash.power_loss ? moment.promise.synced : moment.promise.answered;
    expectation.epoch = moment.promise.epoch;
    expectation.pin = moment.pin;

    const std::uint64_t boot = boot_of(name);
    const auto [entry, is_new] = known_.try_emplace(mixed(image.hash(), boot));
    Known& known = entry->second;
    if (!is_new) {
        ++counts_.repeated;
        // What stands there was found before; it may be less than what is promised by now.
        const bool enough =
            known.absent ? !expectation.ledger : known.events >= expectation.promised;
        const bool gone = known.oldest_secret.value_or(expectation.epoch) >= expectation.epoch;
        if (enough && gone) return;
        --counts_.repeated;
    }
    const bool behind_fault = std::any_of(name.steps.begin(), name.steps.end(),
                                          [](const Step& step) { return step.fault.has_value(); });
    if (behind_fault) {
        ++counts_.faults;
    } else if (name.steps.size() > 1) {
        ++counts_.nested;
    } else {
        ++(crash.power_loss ? counts_.power_losses : counts_.kills);
    }
    const std::string text = name.text();
    const std::uint64_t seed = hash_of(as_bytes(text));
    const Outcome outcome = oracle_.judge(image, boot, seed, expectation);
    known = {outcome.absent, outcome.events, outcome.oldest_secret};
    if (outcome.judgement != Judgement::kGood) return report(name, moment, outcome);
    if (options_.seen && !outcome.absent && expectation.pin) {
        options_.seen(image, *expectation.pin);
        options_.seen(outcome.machine->disk.state(), *expectation.pin);
    }
    const bool again = random_() % options_.nested_one_in == 0;
    if (again && !outcome.absent && expectation.pin && name.steps.size() <= kDepthMax) {
        crash_again(name, image, expectation, outcome);
    }
}

// A crash of the recovery that was just seen, or of one like it in which something fails.
void Campaign::crash_again(const StateName& name, const DiskState& image,
                           const Expectation& expectation, const Outcome& outcome) {
    std::optional<Fault> fault;
    if (random_() % 4 == 0) fault = draw_fault(outcome.machine->disk);
    Outcome faulty;
    if (fault) {
        faulty = oracle_.live_with_fault(image, boot_of(name), hash_of(as_bytes(name.text())),
                                         expectation, outcome.events, *fault);
    }
    const Outcome& life = fault ? faulty : outcome;
    const std::vector<Submitted> events = life.events_after(expectation);
    Moment moment(life.machine->disk, life.promises, events, expectation.pin, name, fault);
    moment.go_to(static_cast<std::size_t>(random_() % (moment.journal.size() + 1)));
    try_state(moment.name(draw_crash(moment, !fault)), moment);
}

void Campaign::report(const StateName& name, const Moment& moment, const Outcome& outcome) {
    ++(outcome.judgement == Judgement::kRecordsLost ? counts_.lost : counts_.wrong);
    const CrashPoint& crash = name.steps.back().crash;
    std::string text = fmt::format("FAILED state {}\n  again: crash_enumeration --replay '{}'\n",
                                   name.text(), name.text());
    text += fmt::format("  expected: {}\n  found: {}\n", outcome.expected, outcome.found);
    text += fmt::format("  {} after {} of {} operations:\n",
                        crash.power_loss ? "power loss" : "end of the process", crash.operations,
                        moment.journal.size());
    const std::size_t first =
        crash.operations > kExcerptBefore ? crash.operations - kExcerptBefore : 0;
    const std::size_t last = std::min(crash.operations + kExcerptAfter, moment.journal.size());
    for (std::size_t i = first; i < last; ++i) {
        if (i == crash.operations) text += "  ---------- here\n";
        text += fmt::format("  {:5} {}\n", i, crash::text_of(moment.journal[i]));
    }
    if (!crash.power_loss) text += fmt::format("  and {} bytes of the next\n", crash.prefix);
    for (std::size_t i = 0; i < crash.choice.size(); ++i) {
        text += "  " + text_of(moment.units[i], crash.choice[i], moment.state) + "\n";
    }
    failures_.push_back(std::move(text));
}

bool Campaign::replay(const StateName& name) {
    options_.nested_one_in = ~std::uint64_t{0};
    if (name.steps.empty()) return false;
    const Step& first = name.steps.front();
    work_ = run_workload(name.seed, databases_, first.fault, options_.plant);
    std::optional<verifier::Pin> pin;
    if (work_.created) pin = work_.pin();
    Outcome life;
    std::vector<Submitted> events = work_.history.events;
    std::vector<Promise> promises = work_.history.promises;
    SimulatedDisk* disk = &work_.machine->disk;
    StateName so_far{name.seed, {}};
    for (std::size_t i = 0;; ++i) {
        const Step& step = name.steps[i];
        Moment moment(*disk, promises, events, pin, so_far, step.fault);
        moment.go_to(step.crash.operations);
        if (step.crash.choice.size() != (step.crash.power_loss ? moment.units.size() : 0)) {
            failures_.push_back("this state is not there: the journal is another one\n");
            return false;
        }
        so_far.steps.push_back(step);
        if (i + 1 == name.steps.size()) {
            try_state(so_far, moment);
            return counts_.failures() == 0;
        }
        const DiskState image = image_of(moment, step.crash);
        Expectation expectation;
        expectation.events = &events;
        expectation.pin = pin;
        expectation.synced = moment.promise.synced;
        expectation.promised =
            step.crash.power_loss ? moment.promise.synced : moment.promise.answered;
        expectation.ledger = moment.promise.ledger;
        expectation.epoch = moment.promise.epoch;
        const std::uint64_t seed = hash_of(as_bytes(so_far.text()));
        Outcome next = oracle_.judge(image, boot_of(so_far), seed, expectation);
        const std::optional<Fault>& fault = name.steps[i + 1].fault;
        if (fault) {
            next = oracle_.live_with_fault(image, boot_of(so_far), seed, expectation, next.events,
                                           *fault);
        }
        std::vector<Submitted> events_next = next.events_after(expectation);
        events = std::move(events_next);
        promises = next.promises;
        life = std::move(next);
        disk = &life.machine->disk;
    }
}

}  // namespace counterfoil::crash
