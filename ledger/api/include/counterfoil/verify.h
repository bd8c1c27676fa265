// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <counterfoil/bytes.h>
#include <counterfoil/places.h>
#include <counterfoil/result.h>

namespace counterfoil {

// In the order of precedence: where several hold, the first is the verdict.
enum class Verdict {
    kFailed,              // Changed, damaged, or another ledger than it must be.
    kUnsupported,         // A newer format.
    kIoError,             // It could not be read.
    kUntrusted,           // No key says whose it is.
    kIncomplete,          // Nothing wrong was found, and not everything could be judged.
    kVerifiedWithEvents,  // Everything is proven; Verification::text names what to know of it.
    kVerified,            // Everything is proven.
};
// "FAILED", "VERIFIED", … as reports have it.
[[nodiscard, gnu::visibility("default")]] const char* verdict_name(Verdict verdict) noexcept;

// Something that is not as it must be, and where. Texts are for people, in one line of printable
// characters; `kind` is for programs: a stable word such as "body-digest" (docs/FINDINGS.md).
struct Finding {
    std::string kind;
    std::optional<std::uint64_t> sequence;  // Of the record.
    std::optional<std::uint64_t> segment;
    std::optional<std::uint64_t> offset;  // Bytes from the start of the file.
    std::string file;                     // Relative to the ledger's directory.
    std::string expected;
    std::string found;
    std::string message;
};

struct VerifyOptions {
    // Whose the ledger must be: a vkey, or the path of a file that holds a pin or a vkey. Empty:
    // what the user remembers of it; without that the verdict is kUntrusted at best.
    std::string key = {};
    // Where that is remembered (Places::trust).
    Places places = {};
    // Also keep the largest checkpoint that was proven, and hold this ledger against the one kept
    // before: so a ledger that was put back, or forked, is found. False: nothing is written
    // anywhere, and only the pin is looked up.
    bool remember = true;
    unsigned threads = 0;            // 0: one a processor, at most 8; more than 256 are 256.
    std::size_t findings_max = 100;  // The rest is only counted.
    // Asked now and then, on the calling thread; true ends with kIncomplete. Must not throw.
    std::function<bool()> cancelled = {};
    // Told now and then, on the calling thread: records judged so far. Must not throw.
    std::function<void(std::uint64_t records)> progress = {};
};

struct Verification {
    Verdict verdict = Verdict::kFailed;
    std::optional<LedgerId> id;
    std::string origin;
    std::uint64_t size = 0;  // Records, and the root of their tree, as far as the verdict holds.
    Hash root{};
    std::vector<Finding> findings;  // The first one is the first that is wrong.
    std::uint64_t findings_total = 0;
    std::string json;  // The whole report: verification-report.schema.json.
    std::string text;  // The same for people, several lines. Harmless on a terminal.

    [[nodiscard]] bool verified() const {
        return verdict == Verdict::kVerified || verdict == Verdict::kVerifiedWithEvents;
    }
};

// Judges a ledger's directory, an evidence bundle or a tile tree, without any secret and without
// changing it: the verdict of `counterfoil verify`. That something is wrong with it is no error but
// a verdict; an error says nothing of what was to be judged.
//
// kInvalidArgument: `key` is none, or the path is a proof, which needs more than a key. kDamaged,
// kIo: what is remembered cannot be read. Safe for all threads; does not throw; memory that runs
// out ends the process.
[[nodiscard, gnu::visibility("default")]] Result<Verification> verify(
    const std::string& path, const VerifyOptions& options = {}) noexcept;

}  // namespace counterfoil
