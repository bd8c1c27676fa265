// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "tests/verifier/judged.h"

namespace counterfoil::test {
namespace {

using Json = nlohmann::json;

std::string text_of(const std::string& path) {
    std::ifstream file(std::string(COUNTERFOIL_SOURCE_DIR) + "/" + path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

bool fits(const Json& report) {
    const Json schema_json = Json::parse(text_of("schemas/verification-report.schema.json"));
    valijson::Schema schema;
    valijson::SchemaParser parser;
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(schema_json), schema);
    valijson::Validator validator;
    return validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(report), nullptr);
}

Json json_of(const verifier::Report& report) {
    return Json::parse(verifier::report_json(report));
}

TEST(Report, FitsItsSchema) {
    EXPECT_TRUE(fits(json_of(judge(forge_ledger(2)))));
    EXPECT_TRUE(fits(json_of(judge(forge_recovered()))));
    EXPECT_TRUE(fits(json_of(judge(forge_unclean()))));
    Forge broken = forge_ledger(2);
    broken.files[kFirstSegment][9000] ^= 1U;
    broken.files["HEAD"].resize(10);
    EXPECT_TRUE(fits(json_of(judge(broken))));
    const TemporaryDirectory directory;
    EXPECT_TRUE(fits(json_of(judge(directory.path("n\xc3\xa4mlich\x1b[2J"), std::nullopt))));
}

TEST(Report, ThatIsSpoiledDoesNotFitTheSchema) {
    Forge broken = forge_ledger(2);
    broken.files[kFirstSegment][9000] ^= 1U;
    const Json good = json_of(judge(broken));
    ASSERT_TRUE(fits(good));
    ASSERT_FALSE(good["findings"].empty());
    for (const auto& [name, value] : good.items()) {
        Json missing = good;
        missing.erase(name);
        EXPECT_FALSE(fits(missing)) << name;
        Json wrong = good;
        wrong[name] = true;
        EXPECT_FALSE(fits(wrong)) << name;
    }
    for (const auto& [name, value] : good["findings"][0].items()) {
        Json missing = good;
        missing["findings"][0].erase(name);
        EXPECT_FALSE(fits(missing)) << name;
    }
    Json extra = good;
    extra["more"] = 1;
    EXPECT_FALSE(fits(extra));
    extra = good;
    extra["findings"][0]["more"] = 1;
    EXPECT_FALSE(fits(extra));
    Json unknown = good;
    unknown["verdict"] = "FINE";
    EXPECT_FALSE(fits(unknown));
    Json control = good;
    control["findings"][0]["message"] = "\x1b[2J";
    EXPECT_FALSE(fits(control));
}

TEST(Report, ForPeopleSaysTheVerdictFirstAndWhatIsNotProven) {
    const std::string good = verifier::report_text(judge(forge_ledger(1)));
    EXPECT_EQ(good.rfind("VERIFIED: ", 0), 0U);
    EXPECT_THAT(good, testing::HasSubstr("not proven:\n"));
    Forge broken = forge_ledger(1);
    broken.files[kFirstSegment][9000] ^= 1U;
    const std::string bad = verifier::report_text(judge(broken));
    EXPECT_EQ(bad.rfind("FAILED: ", 0), 0U);
    EXPECT_THAT(bad, testing::HasSubstr("expected"));
    for (const std::string& text : {good, bad}) {
        for (const char character : text) {
            EXPECT_TRUE(character == '\n' || (character >= ' ' && character <= '~'));
        }
    }
}

TEST(Report, ListsNoMoreFindingsThanWanted) {
    Forge forge = forge_ledger(2);
    forge.files["HEAD"].resize(10);
    forge.files.erase("ledger.json");
    const TemporaryDirectory directory;
    forge.write(directory.path("ledger"));
    const auto storage = platform::posix_storage();
    const auto clock = platform::system_clock();
    verifier::VerifyOptions options;
    options.findings_max = 1;
    const auto report =
        verifier::verify_ledger(*storage, *clock, directory.path("ledger"), options);
    EXPECT_EQ(report.verdict, verifier::Verdict::kFailed);
    EXPECT_EQ(report.findings.size(), 1U);
    EXPECT_GT(report.findings_total, 1U);
}

// The first literal behind each `call` in the text, when it looks like a word for programs.
void collect_kinds(const std::string& source, const std::string& call,
                   std::set<std::string>& into) {
    const std::string word = "abcdefghijklmnopqrstuvwxyz0123456789-";
    for (std::size_t at = source.find(call); at != std::string::npos;
         at = source.find(call, at + 1)) {
        const std::size_t begin = source.find('"', at) + 1;
        const std::size_t end = source.find('"', begin);
        const std::size_t statement = source.find(';', at);
        if (begin == 0 || end == std::string::npos || begin > statement) continue;
        const std::string literal = source.substr(begin, end - begin);
        if (literal.find_first_not_of(word) == std::string::npos) into.insert(literal);
    }
}

// Every word that the code gives a finding or an event has its line in docs/FINDINGS.md.
TEST(Report, HasNoKindThatIsNotDocumented) {
    const std::string documented = text_of("docs/FINDINGS.md");
    ASSERT_FALSE(documented.empty());
    std::set<std::string> kinds_in_code;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::string(COUNTERFOIL_SOURCE_DIR) + "/verifier")) {
        if (entry.path().extension() != ".cpp") continue;
        const std::string source = text_of("verifier/" + entry.path().filename().string());
        for (const char* call : {"failure(", "wrong_number(", "wrong_bytes(", "finding(Severity",
                                 "finding(\n", ".add({", "push_back({\"", ".kind ="}) {
            collect_kinds(source, call, kinds_in_code);
        }
    }
    EXPECT_GT(kinds_in_code.size(), 90U);
    for (const std::string& each : kinds_in_code) {
        EXPECT_THAT(documented, testing::HasSubstr("| `" + each + "` |"));
    }
}

}  // namespace
}  // namespace counterfoil::test
