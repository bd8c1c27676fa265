// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#include "tests/api/own_ledger.h"

namespace counterfoil {
namespace {

namespace fs = std::filesystem;
using test::event;
using test::made;
using test::OwnLedger;

const std::string kGolden = COUNTERFOIL_SOURCE_DIR "/tests/golden/v1";

// The text behind "NAME": " in some JSON.
std::string text_in(const std::string& json, const std::string& name) {
    const std::size_t at = json.find('"', json.find("\"" + name + "\":") + name.size() + 3) + 1;
    return json.substr(at, json.find('"', at) - at);
}

class Verifying : public OwnLedger {
  protected:
    std::uint64_t append(std::string_view content) const {
        Ledger ledger = open();
        const std::uint64_t sequence = made(ledger.append(event("s", content))).sequence;
        require(ledger.close().ok(), "the ledger can be closed");
        return sequence;
    }
    [[nodiscard]] VerifyOptions with_key(const std::string& key) const {
        VerifyOptions options;
        options.key = key;
        options.places = places;
        return options;
    }
};

TEST_F(Verifying, ATamperedRecordIsNamed) {
    create({.encrypted = false});
    const std::uint64_t sequence = append("paid 100 to ada");
    bool found = false;
    for (const auto& file : fs::directory_iterator(fs::path(directory) / "segments")) {
        std::ifstream in(file.path(), std::ios::binary);
        std::string bytes(std::istreambuf_iterator<char>(in), {});
        const std::size_t at = bytes.find("paid 100");
        if (at == std::string::npos) continue;
        found = true;
        bytes[at + 5] = '9';
        std::ofstream(file.path(), std::ios::binary) << bytes;
    }
    ASSERT_TRUE(found);
    const Verification verification = verified(directory);
    EXPECT_EQ(verification.verdict, Verdict::kFailed);
    EXPECT_FALSE(verification.verified());
    ASSERT_FALSE(verification.findings.empty());
    EXPECT_EQ(verification.findings.front().sequence, sequence);
    EXPECT_EQ(verification.findings.front().kind, "body-digest");
    EXPECT_EQ(verification.findings_total, verification.findings.size());
    EXPECT_NE(verification.json.find("\"FAILED\""), std::string::npos);
    EXPECT_TRUE(verification.text.starts_with("FAILED"));
}

TEST_F(Verifying, TheKeyDecidesWhoseItIs) {
    const Created created = create({.origin = "example.org/audit"});
    append("x");
    const Verification pinned = made(verify(directory, with_key(created.pin_file)));
    EXPECT_EQ(pinned.verdict, Verdict::kVerified) << pinned.text;
    EXPECT_EQ(pinned.id, created.id);
    EXPECT_EQ(pinned.origin, created.origin);
    const Reader read = reader();
    EXPECT_EQ(pinned.size, read.size());

    const Created other =
        made(Ledger::create(place.path("other"), places, {.origin = "example.org/other"}));
    EXPECT_EQ(made(verify(directory, with_key(other.pin_file))).verdict, Verdict::kFailed);
    places.trust = place.path("somebody else's");
    EXPECT_EQ(made(verify(directory, with_key(""))).verdict, Verdict::kUntrusted);
    for (const std::string& none : {std::string("no key"), directory + "/ledger.json"}) {
        const Result<Verification> refused = verify(directory, with_key(none));
        ASSERT_FALSE(refused) << none;
        EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
    }
}

TEST_F(Verifying, WhatIsRememberedFindsAnOlderCopy) {
    create();
    append("one");
    fs::copy(directory, place.path("older"), fs::copy_options::recursive);
    append("two");
    EXPECT_EQ(verified(directory).verdict, Verdict::kVerified);
    const Verification older = verified(place.path("older"));
    EXPECT_EQ(older.verdict, Verdict::kFailed);
    ASSERT_FALSE(older.findings.empty());
    EXPECT_EQ(older.findings.front().kind, "rollback");
}

TEST_F(Verifying, WithoutMemoryNothingIsWrittenAndNothingCompared) {
    create();
    append("one");
    fs::copy(directory, place.path("older"), fs::copy_options::recursive);
    append("two");
    const auto files = [&] {
        const fs::recursive_directory_iterator all(place.path());
        return std::distance(begin(all), end(all));
    };
    const auto before = files();
    VerifyOptions options = with_key("");
    options.remember = false;
    EXPECT_EQ(made(verify(directory, options)).verdict, Verdict::kVerified);
    EXPECT_EQ(made(verify(place.path("older"), options)).verdict, Verdict::kVerified);
    EXPECT_EQ(files(), before);
}

TEST_F(Verifying, BundlesAndTilesAreJudgedWithoutTheLedger) {
    const Verification ledger = made(verify(kGolden + "/ledger", with_key("")));
    EXPECT_EQ(ledger.verdict, Verdict::kUntrusted) << ledger.text;
    const std::string vkey = text_in(ledger.json, "vkey");
    for (const char* const name : {"/ledger", "/evidence.tar", "/range.tar", "/tiles"}) {
        const Verification judged = made(verify(kGolden + name, with_key(vkey)));
        EXPECT_TRUE(judged.verified()) << judged.text;
        EXPECT_EQ(judged.root, ledger.root) << name;
    }
    const Result<Verification> proof = verify(kGolden + "/record-3.tlog-proof", with_key(vkey));
    ASSERT_FALSE(proof);
    EXPECT_EQ(proof.error().code, ErrorCode::kInvalidArgument);
}

TEST_F(Verifying, WhatIsNotThereIsAVerdictAndNoError) {
    EXPECT_FALSE(verified(place.path("nothing")).verified());
}

TEST_F(Verifying, TellsHowFarItIsAndStopsWhenItIsTold) {
    create();
    append("x");
    VerifyOptions options = with_key("");
    const std::thread::id here = std::this_thread::get_id();
    std::uint64_t told = 0;
    options.progress = [&](std::uint64_t records) {
        EXPECT_EQ(std::this_thread::get_id(), here);
        told = records;
    };
    EXPECT_EQ(made(verify(directory, options)).verdict, Verdict::kVerified);
    EXPECT_GT(told, 0U);
    options.cancelled = [] { return true; };
    const Verification stopped = made(verify(directory, options));
    EXPECT_EQ(stopped.verdict, Verdict::kIncomplete) << stopped.text;
}

TEST(VerdictName, IsThatOfReports) {
    EXPECT_STREQ(verdict_name(Verdict::kVerified), "VERIFIED");
    EXPECT_STREQ(verdict_name(Verdict::kVerifiedWithEvents), "VERIFIED_WITH_EVENTS");
    EXPECT_STREQ(verdict_name(Verdict::kFailed), "FAILED");
}

}  // namespace
}  // namespace counterfoil
