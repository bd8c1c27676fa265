// SPDX-License-Identifier: Apache-2.0
#include "cli/bench/micro_jobs.h"

#include <array>
#include <chrono>
#include <cstring>
#include <memory>

#include "cli/bench/bench_ledger.h"
#include "cli/bench/load_run.h"
#include "cli/bench/timed_loop.h"
#include "ledger/crypto/crc32c.h"
#include "ledger/crypto/hash.h"
#include "ledger/crypto/hash_lanes.h"
#include "ledger/crypto/xaes_gcm.h"
#include "ledger/format/entry.h"
#include "ledger/format/envelope.h"
#include "ledger/merkle/frontier.h"
#include "ledger/merkle/hashing.h"

namespace counterfoil::cli::bench {
namespace {

using std::chrono::nanoseconds;

constexpr std::size_t kKiB = 1024;
constexpr std::size_t kMiB = kKiB * kKiB;

Job job_of(std::string id, std::string title, std::string unit,
           std::function<Result<Sample>()> run) {
    return {std::move(id), std::move(title), Kind::kMicro, std::move(unit), "", std::move(run)};
}

Job chain_hash(nanoseconds duration) {
    return job_of("micro.hash.chain", "SHA-256 of a chain, 1 KiB each", "bytes/s", [duration] {
        const Bytes record = event_content(kKiB);
        Hash chain{};
        return timed_loop(duration, kKiB, [&] { chain = crypto::sha256({chain, record}); });
    });
}

Job lane_hash(nanoseconds duration) {
    return job_of(
        "micro.hash.lanes", "SHA-256 of 100 bodies at once, 1 KiB each", "bytes/s", [duration] {
            const Bytes record = event_content(kKiB);
            const std::vector<ByteView> messages(100, record);
            std::vector<Hash> digests(messages.size());
            crypto::HashLanes lanes;
            return timed_loop(duration, 100 * kKiB, [&] { lanes.digest(messages, digests); });
        });
}

Job checksum(nanoseconds duration, std::size_t size, const char* id, const char* title) {
    return job_of(id, title, "bytes/s", [duration, size] {
        const Bytes bytes = event_content(size);
        std::uint32_t checksum = 0;
        return timed_loop(duration, size, [&] { checksum = crypto::crc32c(bytes, checksum); });
    });
}

Job leaf_and_tree(nanoseconds duration) {
    return job_of("micro.tree.append", "leaf hash of an entry, and into the tree", "records/s",
                  [duration] {
                      format::Entry entry{};
                      merkle::Frontier tree;
                      std::uint64_t sequence = 0;
                      return timed_loop(duration, 1, [&] {
                          entry.sequence = sequence++;
                          tree.append(merkle::leaf_hash(format::bytes_of(entry)));
                      });
                  });
}

// Sealing and opening as records are: XAES-256-GCM with a key of its own for each.
Job seal(nanoseconds duration) {
    return job_of("micro.seal", "seal 1 KiB with XAES-256-GCM", "bytes/s", [duration] {
        crypto::XaesGcm cipher;
        const crypto::Secret256 data_key;
        crypto::Secret256 record_key;
        const Bytes plaintext = event_content(kKiB);
        Bytes sealed(kKiB + crypto::kTagSize);
        crypto::Nonce192 nonce{};
        std::uint64_t count = 0;
        return timed_loop(duration, kKiB, [&] {
            ++count;
            std::memcpy(nonce.data(), &count, sizeof count);
            cipher.record_key_into(data_key, nonce, record_key);
            cipher.seal(record_key, nonce, {}, plaintext, sealed);
        });
    });
}

Job envelope(nanoseconds duration) {
    return job_of("micro.envelope", "an event's attributes to bytes", "records/s", [duration] {
        format::EventAttributes attributes;
        attributes.event_type = "login";
        Bytes bytes;
        return timed_loop(duration, 1, [&] {
            require(format::encode_envelope_into(attributes, bytes),
                    "attributes within their limits");
        });
    });
}

Job append(const Machine& machine, Scratch& scratch, nanoseconds duration,
           format::SyncPolicy policy, const char* id, const char* title) {
    Job job = job_of(id, title, "records/s", [&machine, &scratch, duration, policy] {
        LoadPlan plan;
        plan.sync = policy;
        plan.warm_up = duration / 5;
        plan.duration = duration;
        return run_load(machine, scratch, plan);
    });
    return job;
}

}  // namespace

std::vector<Job> micro_jobs(const Machine& machine, Scratch& scratch, nanoseconds duration) {
    return {
        chain_hash(duration),
        lane_hash(duration),
        checksum(duration, kKiB, "micro.crc32c.1k", "CRC-32C of 1 KiB"),
        checksum(duration, kMiB, "micro.crc32c.1m", "CRC-32C of 1 MiB"),
        seal(duration),
        envelope(duration),
        leaf_and_tree(duration),
        append(machine, scratch, duration, format::SyncPolicy::kNone, "micro.append.nosync",
               "append batches of 100, 256 B, without sync"),
        append(machine, scratch, duration, format::SyncPolicy::kBatch, "micro.append.sync",
               "append batches of 100, 256 B, a sync each"),
    };
}

}  // namespace counterfoil::cli::bench
