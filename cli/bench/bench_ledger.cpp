// SPDX-License-Identifier: Apache-2.0
#include "cli/bench/bench_ledger.h"

#include <algorithm>
#include <random>

#include "ledger/format/directory.h"
#include "ledger/platform/interrupt.h"
#include "ledger/platform/machine_facts.h"
#include "ledger/platform/process.h"
#include "ledger/store/creator.h"

namespace counterfoil::cli::bench {

Result<std::unique_ptr<BenchLedger>> BenchLedger::make(const Machine& machine, Scratch& scratch,
                                                       bool encrypted) {
    std::unique_ptr<BenchLedger> ledger(new BenchLedger(machine, scratch, scratch.fresh("ledger")));
    if (Status made = machine.storage().make_directory(ledger->place_); !made) return made.error();
    ledger->directory_ = platform::join(ledger->place_, "ledger");
    store::CreateOptions create;
    create.directory = ledger->directory_;
    create.keys = ledger->key_access();
    create.origin = "bench.invalid/audit";
    create.encrypted = encrypted;
    const Result<store::Created> created = store::create_ledger(machine.platform(), create);
    if (!created) return created.error();
    ledger->pin_ = {created->vkey, created->genesis_leaf};
    return ledger;
}

BenchLedger::~BenchLedger() {
    scratch_.remove(place_);
}

keys::KeyAccess BenchLedger::key_access() const {
    keys::KeyAccess access;
    access.directory = platform::join(place_, "keys");
    return access;
}

Result<std::unique_ptr<store::LedgerWriter>> BenchLedger::open(format::SyncPolicy policy) const {
    store::WriterOptions options;
    options.directory = directory_;
    options.keys = key_access();
    options.sync_policy = policy;
    options.long_lived = true;
    options.threads = platform::worker_threads();
    options.state_directory = platform::join(place_, "state");
    return store::LedgerWriter::open(machine_.platform(), options);
}

Status BenchLedger::fill(std::uint64_t records, std::size_t record_bytes,
                         std::size_t frame_records) const {
    const auto writer = open(format::SyncPolicy::kNone);
    if (!writer) return writer.error();
    const Bytes content = event_content(record_bytes);
    const std::vector<store::Event> events = events_of(content, frame_records);
    std::vector<store::Receipt> receipts;
    for (std::uint64_t done = 0; done < records;) {
        if (platform::interrupted()) return platform::interrupted_error();
        const std::size_t count = std::min<std::uint64_t>(frame_records, records - done);
        receipts.clear();
        Status appended = (*writer)->append(std::span(events).first(count), receipts);
        if (!appended) return appended;
        done += count;
    }
    return (*writer)->close();
}

Result<std::vector<std::string>> BenchLedger::segment_paths() const {
    const std::string segments =
        platform::join(directory_, std::string(format::kSegmentsDirectory));
    const auto entries = machine_.storage().list(segments);
    if (!entries) return entries.error();
    std::vector<std::string> paths;
    for (const platform::DirectoryEntry& entry : *entries) {
        if (format::segment_number(entry.name)) {
            paths.push_back(platform::join(segments, entry.name));
        }
    }
    return paths;
}

Bytes event_content(std::size_t size) {
    std::mt19937 random(1);
    Bytes content(size);
    for (std::uint8_t& byte : content) byte = static_cast<std::uint8_t>(' ' + random() % 95);
    return content;
}

std::vector<store::Event> events_of(const Bytes& content, std::size_t count) {
    store::Event event;
    event.stream = "bench";
    event.content = content;
    return std::vector<store::Event>(count, event);
}

}  // namespace counterfoil::cli::bench
