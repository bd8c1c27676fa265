// SPDX-License-Identifier: Apache-2.0
#include "ledger/platform/source.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "tests/platform/child_process.h"
#include "tests/support/temporary_directory.h"

namespace counterfoil::platform {
namespace {

using test::ChildEnd;
using test::ChildProcess;
using test::Pipe;
using testing::HasSubstr;

// One gzip member, as the gzip program writes it.
Bytes pack(ByteView content) {
    z_stream stream = {};
    require(::deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK,
            "zlib starts");
    Bytes packed(::deflateBound(&stream, content.size()));
    stream.next_in = const_cast<Bytef*>(content.data());
    stream.avail_in = static_cast<uInt>(content.size());
    stream.next_out = packed.data();
    stream.avail_out = static_cast<uInt>(packed.size());
    require(::deflate(&stream, Z_FINISH) == Z_STREAM_END, "zlib packs");
    packed.resize(stream.total_out);
    ::deflateEnd(&stream);
    return packed;
}

Bytes operator+(const Bytes& left, const Bytes& right) {
    Bytes both = left;
    both.insert(both.end(), right.begin(), right.end());
    return both;
}

Bytes bytes_of(std::string_view text) {
    const ByteView view = as_bytes(text);
    return Bytes(view.begin(), view.end());
}

Result<Bytes> drain(Source& source, std::size_t step = 1000) {
    Bytes content;
    Bytes buffer(step);
    for (;;) {
        const Result<std::size_t> got = source.read(buffer);
        if (!got) return got.error();
        if (*got == 0) return content;
        content.insert(content.end(), buffer.begin(),
                       buffer.begin() + static_cast<std::ptrdiff_t>(*got));
    }
}

Result<Bytes> drain(const std::string& path, std::size_t step = 1000) {
    const auto source = open_source(path);
    if (!source) return source.error();
    return drain(**source, step);
}

class SourceOfAFile : public testing::Test {
  protected:
    // Replaces the content of the file `name`; without a sync, because some tests do it often.
    std::string with(const Bytes& content, const std::string& name = "source.gz") {
        const std::string path = directory_.path(name);
        std::ofstream file(path, std::ios::binary | std::ios::trunc);
        file << as_text(content) << std::flush;
        EXPECT_TRUE(file.good());
        return path;
    }

    test::TemporaryDirectory directory_;
};

Bytes some_text(std::size_t size) {
    Bytes text;
    for (std::size_t i = 0; text.size() < size; ++i) {
        const std::string line = "event " + std::to_string(i * i) + "\n";
        text.insert(text.end(), line.begin(), line.end());
    }
    text.resize(size);
    return text;
}

TEST_F(SourceOfAFile, GivesAPlainFileWhateverItsLength) {
    for (const std::size_t size : {0u, 1u, 2u, 3u, 999u, 1000u, 100'000u}) {
        const Bytes content = some_text(size);
        const std::string path = with(content, "plain");
        EXPECT_EQ(drain(path).value(), content);
        EXPECT_EQ(drain(path, 1).value(), content);
        EXPECT_EQ(open_source(path).value()->name(), path);
    }
}

TEST_F(SourceOfAFile, UnpacksGzipWhateverItsNameAndLength) {
    for (const std::size_t size : {0u, 1u, 1000u, 1'000'000u}) {
        const Bytes content = some_text(size);
        EXPECT_EQ(drain(with(pack(content), "packed")).value(), content);
        EXPECT_EQ(drain(with(pack(content)), 7).value(), content);
    }
}

TEST_F(SourceOfAFile, UnpacksSeveralMembersOneAfterTheOther) {
    const Bytes packed = pack(bytes_of("one ")) + pack({}) + pack(bytes_of("two ")) + pack({}) +
                         pack({}) + pack(bytes_of("three"));
    EXPECT_EQ(drain(with(packed)).value(), bytes_of("one two three"));
    Bytes many;
    for (int i = 0; i < 5'000; ++i) many = many + pack({});  // More than one buffer of them.
    EXPECT_EQ(drain(with(many + pack(bytes_of("end")))).value(), bytes_of("end"));
}

TEST_F(SourceOfAFile, NamesTheByteAtWhichAPackedFileIsCut) {
    const Bytes member = pack(some_text(200));
    const Bytes packed = member + pack(some_text(100));
    for (std::size_t size = 0; size < packed.size(); ++size) {
        if (size == member.size()) continue;  // A whole member is a whole file.
        const Bytes cut(packed.begin(), packed.begin() + static_cast<std::ptrdiff_t>(size));
        const Result<Bytes> content = drain(with(cut));
        ASSERT_FALSE(content.ok()) << "cut at " << size;
        EXPECT_EQ(content.error().code, ErrorCode::kIo);
        EXPECT_THAT(content.error().message, HasSubstr(directory_.path("source.gz")));
        EXPECT_THAT(content.error().message, HasSubstr("at byte " + std::to_string(size) + " of"));
    }
}

TEST_F(SourceOfAFile, NeverGivesOtherContentWhenAByteOfAPackedFileIsFlipped) {
    const Bytes content = some_text(300);
    const Bytes packed = pack(content);
    // Bytes 4 to 9 of a member (time, level, system) have no part in the content or any checksum.
    const auto is_remark = [](std::size_t position) { return position >= 4 && position < 10; };
    for (std::size_t position = 0; position < packed.size(); ++position) {
        for (const std::uint8_t flip : Bytes{0x01, 0x10, 0x80, 0xff}) {
            Bytes damaged = packed;
            damaged[position] ^= flip;
            const Result<Bytes> got = drain(with(damaged));
            if (got.ok()) {
                EXPECT_EQ(*got, content) << "position " << position << " flip " << int{flip};
            } else {
                EXPECT_EQ(got.error().code, ErrorCode::kIo);
                EXPECT_THAT(got.error().message, HasSubstr(" at byte "));
            }
            if (flip == 0xff && !is_remark(position)) {
                EXPECT_FALSE(got.ok()) << "position " << position;
            }
        }
    }
}

TEST_F(SourceOfAFile, RefusesWhatFollowsTheLastMember) {
    const Bytes packed = pack(some_text(100));
    for (const Bytes& rest : {Bytes{0}, Bytes(512), bytes_of("x"), bytes_of("plain text"),
                              Bytes{0x1f}, Bytes{0x1f, 0x8b}, Bytes{0x1f, 0x8b, 0x08}}) {
        const Result<Bytes> content = drain(with(packed + rest));
        ASSERT_FALSE(content.ok()) << rest.size();
        EXPECT_EQ(content.error().code, ErrorCode::kIo) << content.error().message;
    }
}

TEST_F(SourceOfAFile, KeepsFailingOnceItFailed) {
    Bytes damaged = pack(some_text(1000));
    damaged[damaged.size() - 6] ^= 1;  // In the checksum.
    const auto source = open_source(with(damaged));
    ASSERT_TRUE(source.ok());
    EXPECT_FALSE(drain(**source).ok());
    EXPECT_FALSE(drain(**source).ok());
}

TEST_F(SourceOfAFile, RefusesAPlainFileThatClaimsToBePacked) {
    const Result<Bytes> content = drain(with(bytes_of("plain text")));
    ASSERT_FALSE(content.ok());
    EXPECT_THAT(content.error().message, HasSubstr("no gzip data"));
}

TEST_F(SourceOfAFile, UnpacksABombWithFixedMemory) {
    const Bytes member = pack(Bytes(16 * 1024 * 1024));
    Bytes bomb;
    for (int i = 0; i < 16; ++i) bomb = bomb + member;
    const std::string path = with(bomb);
    ChildProcess child([&] {
        const auto source = open_source(path);
        Bytes buffer(64 * 1024);
        std::uint64_t size = source.value()->read(buffer).value();
        rusage before = {};
        rusage after = {};
        ::getrusage(RUSAGE_SELF, &before);
        for (;;) {
            const std::size_t got = source.value()->read(buffer).value();
            if (got == 0) break;
            size += got;
        }
        ::getrusage(RUSAGE_SELF, &after);
        if (size != 256u * 1024 * 1024) return 1;
        return after.ru_maxrss - before.ru_maxrss < 4 * 1024 ? 0 : 2;  // In KiB.
    });
    EXPECT_EQ(child.wait(), (ChildEnd{0, 0}));
}

TEST_F(SourceOfAFile, ReadsAFifoPlainOrPacked) {
    const std::string path = directory_.path("fifo");
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    const Bytes content = some_text(300'000);
    for (const Bytes& sent : {content, pack(content)}) {
        ChildProcess writer([&] {
            std::FILE* file = std::fopen(path.c_str(), "wb");
            // A pause, so that the reader meets a pipe that is open and empty.
            if (file == nullptr || std::fwrite(sent.data(), 1, 1, file) != 1) return 1;
            std::fflush(file);
            ::usleep(20'000);
            const std::size_t rest = sent.size() - 1;
            if (std::fwrite(sent.data() + 1, 1, rest, file) != rest) return 2;
            return std::fclose(file) == 0 ? 0 : 3;
        });
        const Result<Bytes> got = drain(path);
        ASSERT_TRUE(got.ok()) << got.error().message;
        EXPECT_EQ(*got, content);
        EXPECT_EQ(writer.wait(), (ChildEnd{0, 0}));
    }
}

TEST_F(SourceOfAFile, SaysThatADirectoryIsADirectory) {
    const auto source = open_source(directory_.path());
    ASSERT_FALSE(source.ok());
    EXPECT_EQ(source.error().code, ErrorCode::kInvalidArgument);
    EXPECT_THAT(source.error().message, HasSubstr(directory_.path() + ": it is a directory"));
    const auto missing = open_source(directory_.path("missing"));
    ASSERT_FALSE(missing.ok());
    EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
}

TEST_F(SourceOfAFile, FollowsALinkThatAPersonNamed) {
    const std::string path = with(bytes_of("content"), "plain");
    ASSERT_EQ(::symlink(path.c_str(), directory_.path("link").c_str()), 0);
    EXPECT_EQ(drain(directory_.path("link")).value(), bytes_of("content"));
}

TEST(StandardInput, GivesWhatAPipeBringsUntilItsEnd) {
    for (const char* path : {"", "/dev/stdin"}) {
        Pipe input;
        const Bytes content = some_text(300'000);
        ChildProcess child([&] {
            ::dup2(input.reading_end(), STDIN_FILENO);
            input.close_writing_end();
            if (*path != '\0') return drain(path).value() == content ? 0 : 1;
            const auto source = standard_input();
            if (source->name() != "standard input") return 2;
            return drain(*source).value() == content ? 0 : 3;
        });
        input.close_reading_end();
        std::size_t sent = 0;
        while (sent < content.size()) {
            const ssize_t put =
                ::write(input.writing_end(), content.data() + sent, content.size() - sent);
            ASSERT_GT(put, 0);
            sent += static_cast<std::size_t>(put);
        }
        input.close_writing_end();
        EXPECT_EQ(child.wait(), (ChildEnd{0, 0})) << path;
    }
}

TEST(StandardInput, IsAnErrorWhenItIsClosedOrADirectory) {
    ChildProcess child([&] {
        Bytes buffer(10);
        ::close(STDIN_FILENO);
        const Result<std::size_t> closed = standard_input()->read(buffer);
        if (closed || closed.error().code != ErrorCode::kIo) return 1;
        // The lowest free number is that of standard input.
        if (::open("/", O_RDONLY) != STDIN_FILENO) return 2;
        const Result<std::size_t> directory = standard_input()->read(buffer);
        return !directory && directory.error().code == ErrorCode::kInvalidArgument ? 0 : 3;
    });
    EXPECT_EQ(child.wait(), (ChildEnd{0, 0}));
}

}  // namespace
}  // namespace counterfoil::platform
