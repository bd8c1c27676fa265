// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include <counterfoil/version.h>

#include "tests/api/own_ledger.h"

namespace counterfoil {
namespace {

using test::event;
using test::made;
using test::OwnLedger;

class LedgerLife : public OwnLedger {};

std::string text_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

TEST_F(LedgerLife, CreateSaysWhatToKeepAndWhatToGiveOn) {
    const Created created = create({.origin = "example.org/audit"});
    EXPECT_EQ(created.origin, "example.org/audit");
    EXPECT_TRUE(created.pin_kept);
    EXPECT_EQ(text_of(created.pin_file), created.pin);
    EXPECT_NE(created.pin.find("example.org/audit+"), std::string::npos);
    EXPECT_TRUE(std::filesystem::is_regular_file(created.master_key_file));
    EXPECT_TRUE(std::filesystem::is_regular_file(created.identity_key_file));
    const Ledger ledger = open();
    EXPECT_EQ(ledger.id(), created.id);
    EXPECT_EQ(ledger.origin(), created.origin);
    EXPECT_FALSE(ledger.recovered());
}

TEST_F(LedgerLife, WithoutAnOriginTheDirectoryGivesTheName) {
    EXPECT_TRUE(create().origin.ends_with("/ledger"));
}

TEST_F(LedgerLife, APinThatCannotBeKeptIsStillTold) {
    std::ofstream(place.path("no directory")) << "x";
    places.trust = place.path("no directory");
    const Created created = create();
    EXPECT_FALSE(created.pin_kept);
    EXPECT_TRUE(created.pin.starts_with("counterfoil-pin v1\n"));
}

TEST_F(LedgerLife, WhatCannotBeCreatedLeavesNothing) {
    const auto code = [&](const CreateOptions& options) {
        const Result<Created> created = Ledger::create(directory, places, options);
        return created ? std::optional<ErrorCode>() : created.error().code;
    };
    EXPECT_EQ(code({.origin = "two words"}), ErrorCode::kInvalidArgument);
    EXPECT_EQ(code({.segment_bytes_max = 65537}), ErrorCode::kInvalidArgument);
    EXPECT_EQ(code({.sync = static_cast<SyncPolicy>(0)}), ErrorCode::kInvalidArgument);
    EXPECT_EQ(code({.epoch_duration = std::chrono::nanoseconds(-1)}), ErrorCode::kInvalidArgument);
    EXPECT_EQ(code({.behind_passphrase = true}), ErrorCode::kInvalidArgument);
    EXPECT_TRUE(std::filesystem::is_empty(place.path()));
    create();
    EXPECT_EQ(code({}), ErrorCode::kExists);
}

TEST_F(LedgerLife, WhatCannotBeOpenedSaysWhy) {
    const auto code = [&](const std::string& path, const OpenOptions& options = {}) {
        const Result<Ledger> opened = Ledger::open(path, places, options);
        return opened ? std::optional<ErrorCode>() : opened.error().code;
    };
    EXPECT_EQ(code(place.path("nothing there")), ErrorCode::kNotFound);
    create();
    EXPECT_EQ(code(directory, {.sync = static_cast<SyncPolicy>(5)}), ErrorCode::kInvalidArgument);
    EXPECT_EQ(code(directory, {.group_delay = std::chrono::hours(2)}), ErrorCode::kInvalidArgument);
    EXPECT_EQ(code(directory, {.expected_rate = 1'000'000'001}), ErrorCode::kInvalidArgument);
    EXPECT_EQ(code(directory, {.latency_max = std::chrono::nanoseconds(-1)}),
              ErrorCode::kInvalidArgument);
    EXPECT_EQ(code(directory, {.wait_max = std::chrono::hours(2)}), ErrorCode::kInvalidArgument);
    {
        const Ledger holder = open();
        EXPECT_EQ(code(directory), ErrorCode::kBusy);
    }
    EXPECT_EQ(code(directory), std::nullopt);
    places.keys = place.path("other keys");
    EXPECT_EQ(code(directory), ErrorCode::kNotFound);
}

TEST_F(LedgerLife, EndsOnceAndTakesNothingAfterwards) {
    create();
    Ledger ledger = open();
    ASSERT_TRUE(ledger.append(event("s", "in time")));
    EXPECT_TRUE(ledger.close());
    EXPECT_TRUE(ledger.close());
    const Result<Receipt> late = ledger.append(event("s", "late"));
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, ErrorCode::kInterrupted);
    const Status submitted = ledger.submit(event("s", "late"), [](const Result<Receipt>&) {});
    ASSERT_FALSE(submitted);
    EXPECT_EQ(submitted.error().code, ErrorCode::kInterrupted);
    const Status published = ledger.publish_checkpoint();
    ASSERT_FALSE(published);
    EXPECT_EQ(published.error().code, ErrorCode::kInterrupted);
    ledger.drain();
    // It is nobody's any more, though the object is still there.
    EXPECT_FALSE(open().recovered());
}

TEST_F(LedgerLife, WhoeverForgetsToCloseItHasItClosed) {
    create();
    {
        Ledger first = open();
        ASSERT_TRUE(first.submit(event("s", "queued"), [](const Result<Receipt>&) {}));
        Ledger moved = std::move(first);
        ASSERT_TRUE(moved.append(event("s", "moved")));
    }
    EXPECT_FALSE(open().recovered());
    const Verification verification = verified(directory);
    EXPECT_EQ(verification.verdict, Verdict::kVerified) << verification.text;
}

TEST_F(LedgerLife, AnAnswerPromisesWhatThePolicySays) {
    create({.sync = SyncPolicy::kNone});
    {
        Ledger ledger = open();
        EXPECT_EQ(made(ledger.append(event("s", "x"))).durability, Durability::kNotSynced);
    }
    Ledger ledger = open({.sync = SyncPolicy::kRecord});
    EXPECT_EQ(made(ledger.append(event("s", "x"))).durability, Durability::kSynced);
}

TEST_F(LedgerLife, APassphraseIsAskedForAndMustBeRight) {
    std::string passphrase = "correct horse battery";
    int asked = 0;
    places.passphrase = [&](const std::string& file) -> Result<Bytes> {
        ++asked;
        EXPECT_TRUE(file.ends_with(".master"));
        return Bytes(passphrase.begin(), passphrase.end());
    };
    create({.behind_passphrase = true});
    EXPECT_EQ(asked, 1);
    ASSERT_TRUE(open().append(event("s", "x")));
    EXPECT_EQ(asked, 2);
    passphrase = "wrong horse battery";
    const Result<Ledger> refused = Ledger::open(directory, places);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kPermission);
    places.passphrase = nullptr;
    const Result<Ledger> unasked = Ledger::open(directory, places);
    ASSERT_FALSE(unasked);
    EXPECT_EQ(unasked.error().code, ErrorCode::kNotFound);
    EXPECT_NE(reader().why_closed(), "");
}

TEST_F(LedgerLife, AReceiptIsPrintedWithAllOfIt) {
    const Created created = create({.origin = "example.org/audit"});
    Ledger ledger = open();
    const Receipt receipt = made(ledger.append(event("s", "x")));
    const std::string json = ledger.receipt_json(receipt);
    EXPECT_TRUE(json.starts_with("{\"sequence\":" + std::to_string(receipt.sequence) + ","));
    EXPECT_NE(json.find("\"durability\":\"synced\""), std::string::npos);
    EXPECT_TRUE(json.ends_with("\"origin\":\"example.org/audit\"}"));
}

TEST(Version, OfTheLibraryIsThatOfTheHeaders) {
    EXPECT_EQ(library_version(), std::to_string(COUNTERFOIL_VERSION_MAJOR) + "." +
                                     std::to_string(COUNTERFOIL_VERSION_MINOR) + "." +
                                     std::to_string(COUNTERFOIL_VERSION_PATCH));
}

}  // namespace
}  // namespace counterfoil
