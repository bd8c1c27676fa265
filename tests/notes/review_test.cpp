// SPDX-License-Identifier: Apache-2.0
#include "ledger/notes/review.h"

#include <gtest/gtest.h>

#include "ledger/crypto/hash.h"
#include "ledger/notes/note.h"

namespace counterfoil::notes {
namespace {

crypto::SigningKey key_of(std::uint8_t seed) {
    crypto::Secret256 secret;
    secret.writable()[0] = seed;
    return crypto::SigningKey(secret);
}

VerifierKey public_key(const std::string& name, std::uint8_t seed) {
    return {name, kTypeEd25519, key_of(seed).public_key()};
}

Review sample() {
    Review review;
    review.report = "march.html";
    review.report_digest = crypto::sha256(as_bytes("a report"));
    review.time_ns = 1'767'323'045'000'000'006;
    review.comment = {"as agreed", "report forged", "sha256 of nothing"};
    return review;
}

TEST(Review, IsReadAsItWasSigned) {
    const std::string note = sign_review(sample(), "jane@auditors.example", key_of(1));
    const auto review = open_review(note, public_key("jane@auditors.example", 1));
    ASSERT_TRUE(review) << review.error().message;
    EXPECT_EQ(*review, sample());
}

TEST(Review, OfAnotherKeyOrNameIsRefused) {
    const std::string note = sign_review(sample(), "jane", key_of(1));
    EXPECT_FALSE(open_review(note, public_key("jane", 2)));
    EXPECT_FALSE(open_review(note, public_key("joan", 1)));
}

TEST(Review, WithAnyByteChangedIsRefused) {
    const std::string note = sign_review(sample(), "jane", key_of(1));
    for (std::size_t at = 0; at < note.size(); ++at) {
        for (const char other : {'\n', ' ', 'x', '0'}) {
            if (note[at] == other) continue;
            std::string spoiled = note;
            spoiled[at] = other;
            EXPECT_FALSE(open_review(spoiled, public_key("jane", 1))) << at;
        }
        EXPECT_FALSE(open_review(note.substr(0, at), public_key("jane", 1))) << at;
    }
}

// Signed rightly by the reviewer, but not a review in its one form.
TEST(Review, ThatIsAnotherTextIsRefusedThoughItsSignatureHolds) {
    const std::string digest(64, '0');
    const std::string table[] = {
        "counterfoil/review/v2\nreport r\nsha256 " + digest +
            "\ntime 0 1970-01-01T00:00:00.000000000Z\n",
        "counterfoil/review/v1\nsha256 " + digest +
            "\nreport r\ntime 0 1970-01-01T00:00:00.000000000Z\n",
        "counterfoil/review/v1\nreport r\nsha256 00\ntime 0 1970-01-01T00:00:00.000000000Z\n",
        "counterfoil/review/v1\nreport r\nsha256 " + digest +
            "\ntime 0 1970-01-01T00:00:01.000000000Z\n",
        "counterfoil/review/v1\nreport r\nsha256 " + digest +
            "\ntime 00 1970-01-01T00:00:00.000000000Z\n",
        "counterfoil/review/v1\nreport r\nsha256 " + digest +
            "\ntime 0 1970-01-01T00:00:00.000000000Z\nremark x\n",
        "counterfoil/review/v1\nreport r\nsha256 " + digest + "\n",
        "example.org/audit\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
    };
    for (const std::string& text : table) {
        Note note;
        note.text = text;
        note.signatures.push_back(sign_note("jane", text, key_of(1)));
        EXPECT_FALSE(open_review(note.serialize(), public_key("jane", 1))) << text;
    }
}

TEST(Review, CommentsAreCleanTextWithinABound) {
    EXPECT_TRUE(is_review_comment({}));
    EXPECT_TRUE(is_review_comment({"fine", "gr\u00fcn"}));
    EXPECT_FALSE(is_review_comment({""}));
    EXPECT_FALSE(is_review_comment({"two\nlines"}));
    EXPECT_FALSE(is_review_comment({"bell\a"}));
    EXPECT_FALSE(is_review_comment({std::string(5000, 'x')}));
}

}  // namespace
}  // namespace counterfoil::notes
