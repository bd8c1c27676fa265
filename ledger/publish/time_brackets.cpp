// SPDX-License-Identifier: Apache-2.0
#include "ledger/publish/time_brackets.h"

#include <functional>

namespace counterfoil::publish {
namespace {

// The first number in [begin, end) for which `holds` is true while it is false for the one before,
// or `end`: the border, when it is false up to there and true from there on.
Result<std::uint64_t> border(std::uint64_t begin, std::uint64_t end,
                             const std::function<Result<bool>(std::uint64_t)>& holds) {
    while (begin < end) {
        const std::uint64_t middle = begin + (end - begin) / 2;
        const Result<bool> there = holds(middle);
        if (!there) return there.error();
        if (*there) {
            end = middle;
        } else {
            begin = middle + 1;
        }
    }
    return begin;
}

Result<std::uint64_t> time_of(reader::LedgerReader& reader, std::uint64_t sequence) {
    const Result<format::Entry> entry = reader.entry(sequence);
    if (!entry) return entry.error();
    return std::uint64_t{entry->time_ns};
}

// The size of the largest commit whose last record is of before `from_ns`; 0 when there is none.
Result<std::uint64_t> commit_before(reader::LedgerReader& reader, std::uint64_t from_ns) {
    const auto not_before = [&](std::uint64_t sequence) -> Result<bool> {
        const Result<std::uint64_t> time = time_of(reader, sequence);
        if (!time) return time.error();
        return *time >= from_ns;
    };
    const Result<std::uint64_t> begin = border(0, reader.size(), not_before);
    if (!begin) return begin.error();
    for (std::uint64_t size = *begin; size > 0; --size) {
        // A frame ends where another begins.
        if (size < reader.size()) {
            const Result<format::Entry> next = reader.entry(size);
            if (!next) return next.error();
            if ((next->flags & format::kEntryFirstOfFrame) == 0) continue;
        }
        const Result<bool> late = not_before(size - 1);
        if (!late) return late.error();
        if (!*late) return size;
    }
    return std::uint64_t{0};
}

}  // namespace

Result<TimeBrackets> time_brackets(reader::LedgerReader& reader, const notes::TimeSpan& times) {
    const std::uint64_t count = reader.head().checkpoint_count;
    // Whether the last record under a published checkpoint is of such a time.
    using IsLate = bool (*)(std::uint64_t time_ns, const notes::TimeSpan& times);
    const auto ends = [&](IsLate late) {
        return [&reader, &times, late](std::uint64_t number) -> Result<bool> {
            const Result<CheckpointNote> note = published_checkpoint(reader, number);
            if (!note) return note.error();
            if (note->size == 0 || note->size > reader.size()) return true;
            const Result<std::uint64_t> time = time_of(reader, note->size - 1);
            if (!time) return time.error();
            return late(*time, times);
        };
    };
    const auto not_before = [](std::uint64_t time_ns, const notes::TimeSpan& span) {
        return time_ns >= span.from_ns;
    };
    const auto after = [](std::uint64_t time_ns, const notes::TimeSpan& span) {
        return time_ns > span.to_ns;
    };
    TimeBrackets brackets;
    const Result<std::uint64_t> below = border(0, count, ends(not_before));
    if (!below) return below.error();
    std::uint64_t lower_size = 0;
    if (*below > 0) {
        Result<CheckpointNote> lower = published_checkpoint(reader, *below - 1);
        if (!lower) return lower.error();
        lower_size = lower->size;
        brackets.lower = std::move(*lower);
    } else {
        const Result<std::uint64_t> commit = commit_before(reader, times.from_ns);
        if (!commit) return commit.error();
        lower_size = *commit;
        if (lower_size > 0) {
            Result<CheckpointNote> lower = commit_note(reader, lower_size);
            if (!lower) return lower.error();
            brackets.lower = std::move(*lower);
        }
    }
    if (lower_size <= 1) brackets.lower.reset();  // Then it begins with the ledger.
    brackets.first = brackets.lower ? lower_size - 1 : 0;

    const Result<std::uint64_t> above = border(*below, count, ends(after));
    if (!above) return above.error();
    brackets.end = reader.size();
    if (*above < count) {
        Result<CheckpointNote> upper = published_checkpoint(reader, *above);
        if (!upper) return upper.error();
        // Not one that a damaged ledger cannot hold, nor one that ends before the range begins.
        if (upper->size > brackets.first && upper->size <= reader.size()) {
            brackets.end = upper->size;
            brackets.upper = std::move(*upper);
        }
    }
    return brackets;
}

}  // namespace counterfoil::publish
