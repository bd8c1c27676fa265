// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

// The hex dump at the end of docs/FORMAT.md against the golden ledger.
namespace {

std::string content_of(const std::string& name) {
    std::ifstream file(COUNTERFOIL_SOURCE_DIR "/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// "00002000  43 46 2d …  meaning": an offset of eight digits, then up to 16 bytes.
std::vector<int> dumped_bytes(const std::string& line) {
    std::vector<int> bytes;
    std::istringstream text(line.substr(10, 47));
    for (int byte = 0; text >> std::hex >> byte;) bytes.push_back(byte);
    return bytes;
}

TEST(FormatDocument, ShowsTheBytesOfTheGoldenLedgerInItsWorkedExample) {
    const std::string segment =
        content_of("tests/golden/v1/ledger/segments/00000000000000000000.segment");
    ASSERT_EQ(segment.size(), 65536U);
    std::istringstream document(content_of("docs/FORMAT.md"));
    std::size_t compared = 0;
    for (std::string line; std::getline(document, line);) {
        const bool is_dump = line.size() > 11 && line.compare(8, 2, "  ") == 0 &&
                             line.find_first_not_of("0123456789abcdef") == 8;
        if (!is_dump) continue;
        std::size_t offset = std::stoul(line.substr(0, 8), nullptr, 16);
        for (const int byte : dumped_bytes(line)) {
            ASSERT_EQ(static_cast<std::uint8_t>(segment.at(offset)), byte) << line;
            ++offset;
            ++compared;
        }
    }
    EXPECT_EQ(compared, 64U + 180U + 160U);
}

}  // namespace
