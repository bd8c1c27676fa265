// SPDX-License-Identifier: Apache-2.0
// What is no tampering, and must not be taken for it: every state in which honest use and a crash
// leave a ledger.
#include <deque>
#include <memory>
#include <utility>

#include "tests/crash/simulated/campaign.h"
#include "tests/tamper/catalogue/bases.h"
#include "tests/tamper/catalogue/catalogue.h"
#include "tests/tamper/catalogue/lies.h"

namespace counterfoil::tamper {
namespace {

const Verdicts& benign() {
    static const Verdicts verdicts = {kVerified, kWithEvents, kIncomplete};
    return verdicts;
}

// What programs see below the ledger's directory.
void add_files(const crash::DiskState& disk, crash::InodeNumber directory,
               const std::string& prefix, Files& files) {
    for (const auto& [name, number] : disk.inode(directory).names) {
        const crash::Inode& inode = disk.inode(number);
        if (inode.kind == crash::Inode::Kind::kDirectory) {
            add_files(disk, number, prefix + name + "/", files);
        } else if (inode.kind == crash::Inode::Kind::kFile) {
            Bytes& content = files[prefix + name];
            content.resize(static_cast<std::size_t>(inode.visible.size()));
            require(inode.visible.read(0, content) == content.size(), "a file has all its bytes");
        }
    }
}

// States of the simulated machine, made when they are asked for, one seed after another.
class CrashStates {
  public:
    explicit CrashStates(std::uint64_t seed) : seed_(seed * 1000) {}

    // In ascending order of numbers only; some may be left out.
    const Subject& at(std::uint64_t number) {
        while (number >= first_ + states_.size()) {
            first_ += states_.size();
            states_.clear();
            run_one();
        }
        return states_[static_cast<std::size_t>(number - first_)];
    }

  private:
    void run_one() {
        crash::CampaignOptions options;
        options.states_max = kStatesOfASeed;
        options.seen = [this](const crash::DiskState& image, const verifier::Pin& pin) {
            const auto ledger = image.find(crash::kLedgerDirectory);
            if (!ledger) return;
            Subject state;
            add_files(image, *ledger, "", state.files);
            state.pin = pin;
            states_.push_back(std::move(state));
        };
        crash::Campaign campaign(seed_++, databases_, options);
        campaign.run();
        require(campaign.counts().failures() == 0, "the simulated crashes are survived");
    }

    static constexpr std::uint64_t kStatesOfASeed = 150;
    std::uint64_t seed_;
    crash::ScratchDatabases databases_;
    std::uint64_t first_ = 0;
    std::deque<Subject> states_;
};

void add_crash_states(Families& to, std::uint64_t seed) {
    constexpr std::uint64_t kStates = 14'000;
    const auto states = std::make_shared<std::unique_ptr<CrashStates>>();
    Family family{"benign", "crash states of the simulated machine, and what was made of them",
                  small_ledger(), kStates};
    family.in_order = true;
    family.change = [=](std::uint64_t number, Subject& subject) -> Expected {
        if (!*states) *states = std::make_unique<CrashStates>(seed);
        subject = (*states)->at(number);
        return benign();
    };
    to.push_back(family);
}

// A life in steps, each of one of these, and what is left when it ends there.
enum class Step { kEvents, kRotation, kRoll, kErasure, kDestroyed, kHold, kReopen, kNote, kClock };
constexpr std::uint64_t kSteps = 9;

void take(test::Forge& forge, Step step, bool& closed) {
    if (closed) {
        forge.open_writer();
        forge.frame({forge.event(1, "opened")});
        closed = false;
    }
    switch (step) {
        case Step::kEvents:
            forge.frame({forge.event(1, "one"), forge.event(1, "two")});
            break;
        case Step::kRotation:
            forge.frame({forge.rotation()});
            break;
        case Step::kRoll:
            forge.roll();
            break;
        case Step::kErasure:
            forge.frame({forge.erasure(), forge.event(1, "why")});
            break;
        case Step::kDestroyed:
            forge.frame({forge.destroyed(4, 5)});
            break;
        case Step::kHold:
            forge.frame({forge.hold(), forge.data_key(1), forge.joint_key()});
            break;
        case Step::kReopen:
            forge.close();
            closed = true;
            break;
        case Step::kNote:
            forge.frame({forge.event(1, "before a note")});
            forge.publish();
            break;
        case Step::kClock:
            forge.time_ns -= 3'600'000'000'000;
            break;
    }
}

void add_lives(Families& to) {
    constexpr std::uint64_t kLives = kSteps * kSteps * kSteps * kSteps;
    Family family{"benign",
                  "every life of four steps: events, rotations, rolls, erasures, clock "
                  "steps, reopenings; closed or not",
                  small_ledger(), kLives * 2};
    family.change = [](std::uint64_t number, Subject& subject) -> Expected {
        test::Forge forge;
        forge.init();
        forge.open_writer();
        forge.frame({forge.stream(1), forge.event(1, "first")});
        bool closed = false;
        for (std::uint64_t rest = number / 2, i = 0; i < 4; ++i, rest /= kSteps) {
            take(forge, static_cast<Step>(rest % kSteps), closed);
        }
        if (number % 2 == 0 && !closed) forge.close();
        subject.pin = pin_of(forge);
        return shown_as(subject, forge, {kVerified, kWithEvents});
    };
    family.one_in = 2;
    to.push_back(family);
}

}  // namespace

void add_benign_states(Families& to, std::uint64_t seed) {
    add_crash_states(to, seed);
    add_lives(to);
}

}  // namespace counterfoil::tamper
