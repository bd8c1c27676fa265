// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "ledger/format/layouts.h"

// docs/FORMAT.md is what other implementations are written from; layouts() is what this one does.
namespace counterfoil::format {
namespace {

struct DocumentedField {
    std::string name;
    std::size_t offset;
    std::size_t size;
};
struct DocumentedLayout {
    std::string name;
    std::size_t size;
    std::vector<DocumentedField> fields;
};

std::vector<std::string> document_lines() {
    std::ifstream file(COUNTERFOIL_SOURCE_DIR "/docs/FORMAT.md");
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
}

bool is_table_line(const std::string& line) {
    return line.rfind('|', 0) == 0;
}

// Not std::regex: g++ 12 warns inside it when sanitizers are on.
std::optional<DocumentedLayout> parse_title(const std::string& line) {
    char name[64] = {};
    std::size_t size = 0;
    int end = 0;
    std::sscanf(line.c_str(), "**`%63[A-Za-z]`**, %zu bytes%n", name, &size, &end);
    if (end == 0 || static_cast<std::size_t>(end) != line.size()) return std::nullopt;
    return DocumentedLayout{name, size, {}};
}

std::optional<DocumentedField> parse_row(const std::string& line) {
    char name[64] = {};
    std::size_t offset = 0;
    std::size_t size = 0;
    int meaning = 0;
    std::sscanf(line.c_str(), "| %zu | %zu | `%63[a-z0-9_]` | %n", &offset, &size, name, &meaning);
    const bool has_meaning = meaning != 0 && line.size() > static_cast<std::size_t>(meaning) + 2;
    if (!has_meaning || line.substr(line.size() - 2) != " |") return std::nullopt;
    return DocumentedField{name, offset, size};
}

// A layout is a line **`Name`**, N bytes; an empty line; a table of offset, size, field, meaning.
std::vector<DocumentedLayout> documented_layouts() {
    const std::vector<std::string> lines = document_lines();
    std::vector<DocumentedLayout> found;
    for (std::size_t i = 0; i + 4 < lines.size(); ++i) {
        std::optional<DocumentedLayout> layout = parse_title(lines[i]);
        if (!layout) continue;
        EXPECT_EQ(lines[i + 1], "") << layout->name;
        EXPECT_EQ(lines[i + 2], "| offset | size | field | meaning |") << layout->name;
        EXPECT_EQ(lines[i + 3], "|---|---|---|---|") << layout->name;
        for (std::size_t row = i + 4; row < lines.size() && is_table_line(lines[row]); ++row) {
            const std::optional<DocumentedField> field = parse_row(lines[row]);
            EXPECT_TRUE(field.has_value()) << lines[row];
            if (field) layout->fields.push_back(*field);
        }
        found.push_back(std::move(*layout));
    }
    return found;
}

TEST(FormatDocument, HasATitleAboveEveryByteTable) {
    std::size_t tables = 0;
    for (const std::string& line : document_lines()) {
        if (line.rfind("| offset |", 0) == 0) ++tables;
    }
    EXPECT_GT(tables, 0U);
    EXPECT_EQ(tables, documented_layouts().size());
}

TEST(FormatDocument, DescribesEveryLayoutExactlyOnceAndNoOther) {
    std::map<std::string, int> documented;
    for (const DocumentedLayout& layout : documented_layouts()) ++documented[layout.name];
    std::map<std::string, int> coded;
    for (const Layout& layout : layouts()) ++coded[std::string(layout.name)];
    EXPECT_EQ(documented, coded);
    for (const auto& [name, count] : coded) EXPECT_EQ(count, 1) << name;
}

TEST(FormatDocument, GivesEveryFieldItsOffsetAndSize) {
    const std::vector<DocumentedLayout> documented = documented_layouts();
    for (const Layout& coded : layouts()) {
        SCOPED_TRACE(coded.name);
        for (const DocumentedLayout& layout : documented) {
            if (layout.name != coded.name) continue;
            EXPECT_EQ(layout.size, coded.size);
            ASSERT_EQ(layout.fields.size(), coded.fields.size());
            for (std::size_t i = 0; i < layout.fields.size(); ++i) {
                EXPECT_EQ(layout.fields[i].name, coded.fields[i].name);
                EXPECT_EQ(layout.fields[i].offset, coded.fields[i].offset) << coded.fields[i].name;
                EXPECT_EQ(layout.fields[i].size, coded.fields[i].size) << coded.fields[i].name;
            }
        }
    }
}

TEST(FormatDocument, LeavesNoByteOfATableWithoutAName) {
    for (const DocumentedLayout& layout : documented_layouts()) {
        std::size_t end = 0;
        for (const DocumentedField& field : layout.fields) {
            EXPECT_EQ(field.offset, end) << layout.name << '.' << field.name;
            end = field.offset + field.size;
        }
        EXPECT_EQ(end, layout.size) << layout.name;
    }
}

}  // namespace
}  // namespace counterfoil::format
