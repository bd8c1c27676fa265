// SPDX-License-Identifier: Apache-2.0
#include "ledger/intake/subject_fields.h"

#include <gtest/gtest.h>

namespace counterfoil::intake {
namespace {

using Subjects = std::vector<std::string>;

Subjects found(const std::vector<std::string>& paths, std::string_view line) {
    const Result<SubjectFields> fields = SubjectFields::parse(paths);
    EXPECT_TRUE(fields) << fields.error().message;
    Subjects subjects;
    const Result<bool> json = fields->find(line, subjects);
    EXPECT_TRUE(json && *json) << line;
    return subjects;
}

TEST(SubjectFields, AreFoundByPointersAndByDots) {
    constexpr std::string_view kLine = R"({"user":{"id":"ada","a.b/c~d":7},"who":"bob"})";
    EXPECT_EQ(found({"user.id"}, kLine), Subjects{"ada"});
    EXPECT_EQ(found({"/user/id"}, kLine), Subjects{"ada"});
    EXPECT_EQ(found({"/user/a.b~1c~0d"}, kLine), Subjects{"7"});
    EXPECT_EQ(found({"who", "user.id"}, kLine), (Subjects{"bob", "ada"}));
    EXPECT_EQ(found({"who", "/who"}, kLine), Subjects{"bob"}) << "each once";
}

TEST(SubjectFields, GoOnInEachElementOfAnArray) {
    EXPECT_EQ(found({"users.id"}, R"({"users":[{"id":1},{"id":2},{}]})"), (Subjects{"1", "2"}));
    EXPECT_EQ(found({"ids"}, R"({"ids":["a",["b"],null,-3]})"), (Subjects{"a", "b", "-3"}));
}

TEST(SubjectFields, AreNoneWhereTheFieldIsAbsentOrNull) {
    for (const char* line : {R"({})", R"({"user":null})", R"({"user":{"id":null}})", R"([])",
                             R"(3)", R"({"user":"flat"})"}) {
        EXPECT_EQ(found({"user.id"}, line), Subjects{}) << line;
    }
}

TEST(SubjectFields, RefuseWhatCannotBeASubject) {
    const Result<SubjectFields> fields = SubjectFields::parse({"user.id"});
    ASSERT_TRUE(fields);
    const std::string too_long = R"({"user":{"id":")" + std::string(256, 'x') + R"("}})";
    for (const std::string& line :
         {std::string(R"({"user":{"id":""}})"), std::string(R"({"user":{"id":true}})"),
          std::string(R"({"user":{"id":1.5}})"), std::string(R"({"user":{"id":{}}})"),
          std::string(R"({"user":{"id":"a\u0007"}})"), too_long}) {
        Subjects subjects;
        const Result<bool> json = fields->find(line, subjects);
        ASSERT_FALSE(json) << line;
        EXPECT_EQ(json.error().code, ErrorCode::kInvalidArgument);
        EXPECT_NE(json.error().message.find("/user/id"), std::string::npos);
    }
}

TEST(SubjectFields, RefuseEventsInWhichSomebodyCouldHide) {
    const Result<SubjectFields> fields = SubjectFields::parse({"user"});
    ASSERT_TRUE(fields);
    const std::string deep =
        R"({"user":)" + std::string(1'000'000, '[') + std::string(1'000'000, ']') + "}";
    for (const std::string& line : {std::string(R"({"user":"ada","user":"bob"})"),
                                    std::string(R"({"a":{"b":1,"b":2},"user":"ada"})"), deep}) {
        Subjects subjects;
        const Result<bool> json = fields->find(line, subjects);
        ASSERT_FALSE(json) << line.substr(0, 40);
        EXPECT_EQ(json.error().code, ErrorCode::kInvalidArgument);
    }
}

TEST(SubjectFields, TellWhatIsNoJson) {
    const Result<SubjectFields> fields = SubjectFields::parse({"id"});
    ASSERT_TRUE(fields);
    Subjects subjects{"left over"};
    const Result<bool> json = fields->find("id=ada", subjects);
    ASSERT_TRUE(json);
    EXPECT_FALSE(*json);
    EXPECT_TRUE(subjects.empty());
}

TEST(SubjectFields, RefusePathsThatLeadNowhere) {
    for (const char* path : {"", ".", "a..b", "a.", "/a~2", "/~"}) {
        EXPECT_FALSE(SubjectFields::parse({path})) << path;
    }
    EXPECT_TRUE(SubjectFields::parse({"/"})) << "the member with an empty name";
}

}  // namespace
}  // namespace counterfoil::intake
