// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/format/envelope.h"
#include "ledger/notes/evidence.h"

namespace counterfoil::verifier {

// In the order of precedence: where several hold, the first is the verdict.
enum class Verdict {
    kFailed,
    kUnsupported,
    kIoError,
    kUntrusted,
    kIncomplete,
    kVerifiedWithEvents,
    kVerified,
};
// Whether what was judged may be believed in part: nothing was found wrong, and it could be read.
[[nodiscard]] bool tells_more(Verdict verdict);
[[nodiscard]] const char* verdict_name(Verdict verdict);  // "FAILED", …
[[nodiscard]] int exit_code(Verdict verdict);             // 1, 6, 5, 4, 3, 0, 0.

enum class Severity { kFailure, kUnsupported, kIoError, kUntrusted, kIncomplete };
[[nodiscard]] const char* severity_name(Severity severity);  // "failure", "unsupported", …

// Something that is not as it must be, and where. Texts are for people and hold only printable
// characters; `kind` is for machines: a stable word such as "root-mismatch" (docs/FINDINGS.md).
struct Finding {
    std::string kind;
    Severity severity = Severity::kFailure;
    std::optional<std::uint64_t> sequence;
    std::optional<std::uint64_t> segment;
    std::optional<std::uint64_t> offset;  // Bytes from the start of the file.
    std::string file;                     // Relative to the ledger directory.
    std::string expected;
    std::string found;
    std::string message;
};

// Something benign that a reader should know: a recovery, an erasure, a rotation, an open tail.
struct Event {
    std::string kind;
    std::optional<std::uint64_t> sequence;
    std::string message;
    bool notable = true;  // False: listed, but does not turn VERIFIED into …_WITH_EVENTS.
};

// What was judged: a ledger's directory, a bundle of records, of a range or of a checkpoint alone,
// a record's proof, a proof that one checkpoint continues another, evidence of a fork, or a tile
// tree.
enum class Evidence { kLedger, kBundle, kRange, kCheckpoint, kProof, kConsistency, kFork, kTiles };
// "ledger", "bundle", "range", "checkpoint", "proof", "consistency", "fork", "tiles".
[[nodiscard]] const char* evidence_name(Evidence evidence);

// An event that a bundle lets everybody read, proven like all of it. Its texts are as they were
// given: whoever shows them makes them harmless.
struct DisclosedRecord {
    std::uint64_t sequence = 0;
    std::uint64_t time_ns = 0;
    std::uint32_t stream_id = 0;
    std::optional<std::string> stream;  // Its name, if that is disclosed too.
    format::EventAttributes attributes;
    Bytes content;
};

// What a bundle of a range shows: records Report::first_record to `end` - 1 are all there.
struct RangeFacts {
    std::uint64_t end = 0;
    std::optional<std::uint32_t> stream_id;  // The one that was asked for,
    std::string stream;                      // and its name, as it was given.
    std::uint64_t stream_records = 0;        // Its records in the range, whose numbers in it are
    std::uint64_t stream_first = 0;          // from this one
    std::uint64_t stream_last = 0;           // to this one, when there are any.
    std::optional<notes::TimeSpan> times;    // Those that were asked for.
    std::uint64_t in_time = 0;  // Records within them: of the stream, or all if none was asked for.
    std::optional<std::uint64_t> lower_size;  // Of the checkpoints that bracket the times.
    std::optional<std::uint64_t> upper_size;
    std::uint64_t first_time_ns = 0;  // Of the range's first record
    std::uint64_t last_time_ns = 0;   // and of its last.
};

// A witness of the policy whose cosignature is right, and the newest checkpoint with it.
struct Witnessed {
    std::string name;        // In the policy; harmless.
    std::uint64_t time = 0;  // Seconds since 1970 UTC by the witness's clock.
    std::uint64_t checkpoint_size = 0;
};

// A time stamp over a published checkpoint: its records existed before then.
struct Stamped {
    std::uint64_t checkpoint_size = 0;
    std::uint64_t time = 0;  // Seconds since 1970 UTC by the authority's clock.
    std::string authority;   // Its certificate's subject; harmless.
    bool checked = false;    // An authority that was given vouches for it; else it is a claim.
};

enum class Identity { kPinned, kKeyOnly, kUnpinned };
[[nodiscard]] const char* identity_name(Identity identity);  // "pinned", "key-only", "unpinned".

struct Report {
    Verdict verdict = Verdict::kFailed;
    Evidence evidence = Evidence::kLedger;
    std::string path;
    std::optional<LedgerId> ledger_id;
    std::string origin;
    std::string vkey;  // As the ledger says; believe `identity`.
    Identity identity = Identity::kUnpinned;
    std::uint64_t tree_size = 0;
    Hash root{};
    std::uint64_t records_verified = 0;
    std::uint64_t event_records = 0;
    std::uint64_t bytes_verified = 0;
    std::uint64_t checkpoint_count = 0;
    std::uint64_t checkpoint_size = 0;  // Of the newest published checkpoint.
    std::uint64_t epochs = 0;
    double duration_seconds = 0;
    std::uint64_t judged_ns = 0;    // When it was judged, by the clock of whoever did.
    std::vector<Finding> findings;  // At most findings_max, of each kind some; the rest is counted.
    std::uint64_t findings_total = 0;
    std::vector<Event> events;
    std::vector<std::string> not_proven;
    // Nothing is said of what FAILED or could not be read. Newest checkpoint first.
    std::vector<Witnessed> witnesses;
    std::optional<std::uint64_t> quorum_size;  // Records that enough witnesses have seen.
    std::vector<Stamped> time_stamps;
    // Of ledgers that are remembered: the largest size that was ever proven, this time included.
    std::optional<std::uint64_t> remembered_size;
    // What proves to others that the ledger contradicts what is remembered; empty: nothing.
    std::string evidence_file;
    std::optional<std::uint64_t> old_size;  // Of the older checkpoint of a consistency proof.
    // Of bundles. Nothing is disclosed by one that FAILED, or could not be judged to its end.
    std::optional<std::uint64_t> first_record;
    std::vector<DisclosedRecord> disclosed;  // The first, up to VerifyOptions::disclosed_bytes_max.
    std::uint64_t disclosed_total = 0;
    std::optional<RangeFacts> range;  // Of a range bundle that holds.
};

// The object that schemas/verification-report.schema.json describes, on several lines.
[[nodiscard]] std::string report_json(const Report& report);
// The same as a page of its own, for printing and for browsers without scripts or network: the
// object above stands in it too, for programs. All text of the ledger's is made harmless.
[[nodiscard]] std::string report_html(const Report& report);
// The same for people: verdict first, then what was proven, by whose key, and what was not.
[[nodiscard]] std::string report_text(const Report& report);

}  // namespace counterfoil::verifier
