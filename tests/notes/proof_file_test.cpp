// SPDX-License-Identifier: Apache-2.0
#include "ledger/notes/proof_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/crypto/encoding.h"
#include "tests/notes/samples.h"

namespace counterfoil::notes {
namespace {

using namespace std::string_literals;

ProofFile sample(std::size_t path_size) {
    ProofFile proof;
    proof.index = 3;
    for (std::size_t i = 0; i < path_size; ++i) {
        Hash hash;
        hash.fill(static_cast<std::uint8_t>(i));
        proof.path.push_back(hash);
    }
    proof.checkpoint = test::kCheckpointNote;
    return proof;
}

TEST(ProofFile, IsWrittenAsC2spWantsIt) {
    ProofFile proof = sample(2);
    const std::string zeros = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
    const std::string ones = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n";
    const std::string note(test::kCheckpointNote);
    EXPECT_EQ(serialize_proof(proof),
              "c2sp.org/tlog-proof@v1\nindex 3\n" + zeros + ones + "\n" + note);
    proof.extra = Bytes{'f', 'o', 'o', 'b'};
    EXPECT_EQ(serialize_proof(proof),
              "c2sp.org/tlog-proof@v1\nextra Zm9vYg==\nindex 3\n" + zeros + ones + "\n" + note);
}

TEST(ProofFile, ComesBackFromItsBytes) {
    for (const std::size_t path_size : {0U, 1U, 3U, 64U}) {
        ProofFile proof = sample(path_size);
        for (const std::optional<Bytes>& extra :
             {std::optional<Bytes>(), std::optional<Bytes>(Bytes()),
              std::optional<Bytes>(Bytes(1000, 7))}) {
            proof.extra = extra;
            const Result<ProofFile> parsed = parse_proof(serialize_proof(proof));
            ASSERT_TRUE(parsed.ok()) << parsed.error().message;
            EXPECT_EQ(*parsed, proof);
        }
    }
}

TEST(ProofFile, IsRefusedWhenAnythingIsOutOfShape) {
    const std::string head = "c2sp.org/tlog-proof@v1\n";
    const std::string hash = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n";
    const std::string note(test::kCheckpointNote);
    ASSERT_TRUE(parse_proof(head + "index 3\n" + hash + "\n" + note).ok());
    const struct {
        std::string what;
        std::string bytes;
    } cases[] = {
        {"nothing", ""},
        {"the first line only", head},
        {"another version", "c2sp.org/tlog-proof@v2\nindex 3\n\n" + note},
        {"a space after the version", "c2sp.org/tlog-proof@v1 \nindex 3\n\n" + note},
        {"CRLF", "c2sp.org/tlog-proof@v1\r\nindex 3\r\n\r\n" + note},
        {"a byte-order mark", "\ufeff" + head + "index 3\n\n" + note},
        {"no index", head + hash + "\n" + note},
        {"an index without a number", head + "index \n\n" + note},
        {"an index without a space", head + "index3\n\n" + note},
        {"two spaces before the index", head + "index  3\n\n" + note},
        {"an index with a leading zero", head + "index 03\n\n" + note},
        {"a negative index", head + "index -3\n\n" + note},
        {"an index over 64 bits", head + "index 18446744073709551616\n\n" + note},
        {"two indexes", head + "index 3\nindex 3\n\n" + note},
        {"extra after the index", head + "index 3\nextra Zm9v\n\n" + note},
        {"two extras", head + "extra Zm9v\nextra Zm9v\nindex 3\n\n" + note},
        {"extra without a space", head + "extra\nindex 3\n\n" + note},
        {"extra that is not base64", head + "extra Zm9\nindex 3\n\n" + note},
        {"extra with a space at its end", head + "extra Zm9v \nindex 3\n\n" + note},
        {"a hash of 31 bytes", head + "index 3\n" + std::string(40, 'A') + "AA==\n\n" + note},
        {"a hash of 33 bytes", head + "index 3\n" + std::string(44, 'A') + "\n\n" + note},
        {"a hash without padding", head + "index 3\n" + hash.substr(0, 43) + "\n\n" + note},
        {"a hash with trailing bits", head + "index 3\n" + hash.substr(0, 42) + "F=\n\n" + note},
        {"a hash with a space", head + "index 3\n " + hash + "\n" + note},
        {"no empty line", head + "index 3\n" + hash + note},
        {"two empty lines and no note", head + "index 3\n\n\n"},
        {"no checkpoint", head + "index 3\n\n"},
        {"an unsigned checkpoint", head + "index 3\n\n" + std::string(test::kCheckpointText)},
        {"a checkpoint without its last LF",
         head + "index 3\n\n" + note.substr(0, note.size() - 1)},
        {"NUL", head + "index 3\n\0\n"s + note},
    };
    for (const auto& test : cases) {
        const Result<ProofFile> parsed = parse_proof(test.bytes);
        ASSERT_FALSE(parsed.ok()) << test.what;
        EXPECT_EQ(parsed.error().code, ErrorCode::kInvalidArgument) << test.what;
        EXPECT_THAT(parsed.error().message, ::testing::StartsWith("not a proof file: "));
    }
}

TEST(ProofFile, IsRefusedWithOver64HashesOrOverItsSize) {
    EXPECT_FALSE(parse_proof(serialize_proof(sample(65))).ok());
    ProofFile proof = sample(1);
    proof.extra = Bytes(kProofSizeMax);
    EXPECT_EQ(parse_proof(serialize_proof(proof)).error().code, ErrorCode::kTooLarge);
}

TEST(ProofFile, IsRefusedWhenCutAnywhere) {
    const std::string bytes = serialize_proof(sample(3));
    // The one cut that leaves a whole file takes away a whole signature line.
    const std::size_t last_line = bytes.rfind('\n', bytes.size() - 2) + 1;
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        EXPECT_EQ(parse_proof(std::string_view(bytes).substr(0, size)).ok(), size == last_line)
            << size;
    }
}

}  // namespace
}  // namespace counterfoil::notes
