// SPDX-License-Identifier: Apache-2.0
#include "verifier/time_stamp_judge.h"

#include "ledger/crypto/hash.h"

namespace counterfoil::verifier {

std::optional<Finding> judge_time_stamp(ByteView reply, const KeptNote& note,
                                        const std::optional<crypto::Authorities>& authorities,
                                        const Place& place, Stamped& stamped) {
    const Result<crypto::TimeStamp> claimed = crypto::read_time_stamp(reply);
    if (!claimed) {
        return failure("time-stamp-malformed", place, plain(claimed.error().message));
    }
    const Hash digest = crypto::sha256(as_bytes(note.text()));
    if (claimed->imprint != digest) {
        return wrong_bytes("time-stamp-digest", place,
                           "the time stamp is not over this checkpoint's text", digest,
                           claimed->imprint);
    }
    if (authorities) {
        const Result<crypto::TimeStamp> proven = authorities->verify(reply, digest);
        if (!proven) return failure("time-stamp-authority", place, plain(proven.error().message));
    }
    stamped = {note.size, claimed->time, plain(claimed->authority), authorities.has_value()};
    return std::nullopt;
}

}  // namespace counterfoil::verifier
