// SPDX-License-Identifier: Apache-2.0
#include "verifier/quarantine_judge.h"

#include <set>

#include "ledger/format/directory.h"
#include "verifier/file_bytes.h"

namespace counterfoil::verifier {
namespace {

std::optional<Finding> judge_copy(platform::Storage& storage, const std::string& directory,
                                  const NamedTail& tail, const Place& place) {
    const auto file =
        storage.open(platform::join(directory, place.file), platform::OpenMode::kRead);
    if (!file) return from_error(file.error(), place);
    const Result<std::uint64_t> size = (*file)->size();
    if (!size) return from_error(size.error(), place);
    if (*size != tail.used) {
        return wrong_number("quarantine-differs", place,
                            "the copy of a torn tail has another length than the tail has without "
                            "the zeros at its end",
                            tail.used, *size);
    }
    const Result<RangeDigest> digest = digest_padded(**file, *size, tail.tail.length);
    if (!digest) return from_error(digest.error(), place);
    if (digest->digest == tail.tail.digest) return std::nullopt;
    return wrong_bytes("quarantine-differs", place,
                       "the copy of a torn tail is not what recovery named", tail.tail.digest,
                       digest->digest);
}

}  // namespace

std::vector<std::string> judge_quarantine(platform::Storage& storage, const std::string& directory,
                                          const std::vector<std::string>& files,
                                          const std::vector<NamedTail>& tails,
                                          FindingList& findings) {
    std::set<std::string> others(files.begin(), files.end());
    for (const NamedTail& tail : tails) {
        if (tail.used == 0) continue;  // Nothing but zeros: no copy is made.
        const std::string name =
            format::quarantine_file_name(tail.tail.segment_number, tail.tail.offset);
        const Place place{std::string(format::kQuarantineDirectory) + "/" + name,
                          tail.tail.segment_number, tail.tail.offset, tail.sequence};
        if (others.erase(name) == 0) {
            findings.add(finding(Severity::kIncomplete, "quarantine-missing", place,
                                 "the copy of a torn tail that recovery set aside is not there",
                                 {"a copy", "nothing"}));
            continue;
        }
        if (auto problem = judge_copy(storage, directory, tail, place)) {
            findings.add(std::move(*problem));
        }
    }
    std::vector<std::string> unknown;
    for (const std::string& name : others) {
        unknown.push_back(std::string(format::kQuarantineDirectory) + "/" + name);
    }
    return unknown;
}

}  // namespace counterfoil::verifier
