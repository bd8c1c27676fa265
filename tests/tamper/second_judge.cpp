// SPDX-License-Identifier: Apache-2.0
#include "tests/tamper/second_judge.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "ledger/base/result.h"

namespace counterfoil::tamper {
namespace {

constexpr std::uint64_t kGone = ~std::uint64_t{0};
constexpr const char* kScript = COUNTERFOIL_SOURCE_DIR "/tests/tamper/second_judge.py";

// Where two contents differ, from the first byte to behind the last.
struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
};
Span span_of(const Bytes& before, const Bytes& after) {
    const std::size_t common = std::min(before.size(), after.size());
    const auto middle = before.begin() + static_cast<std::ptrdiff_t>(common);
    const auto first = std::mismatch(before.begin(), middle, after.begin()).first;
    Span span{static_cast<std::size_t>(first - before.begin()), after.size()};
    if (before.size() == after.size()) {
        while (span.end > span.begin && before[span.end - 1] == after[span.end - 1]) --span.end;
    }
    return span;
}

verifier::Verdict verdict_of(std::string_view name) {
    using verifier::Verdict;
    for (const Verdict each :
         {kFailed, kUnsupported, kIoError, kUntrusted, kIncomplete, kWithEvents, kVerified}) {
        if (name == verifier::verdict_name(each)) return each;
    }
    require(false, "the second verifier names a verdict");
    return kFailed;
}

}  // namespace

SecondJudge::SecondJudge() {
    int requests[2];
    int answers[2];
    require(pipe(requests) == 0 && pipe(answers) == 0, "there are pipes");
    process_ = fork();
    require(process_ >= 0, "there is another process");
    if (process_ == 0) {
        dup2(requests[0], 0);
        dup2(answers[1], 1);
        for (const int each : {requests[0], requests[1], answers[0], answers[1]}) close(each);
        // Debian's Python has Debian's python3-cryptography.
        setenv("PYTHONDONTWRITEBYTECODE", "1", 1);
        execl("/usr/bin/python3", "python3", kScript, nullptr);
        _exit(127);
    }
    close(requests[0]);
    close(answers[1]);
    to_ = fdopen(requests[1], "wb");
    from_ = fdopen(answers[0], "rb");
    require(to_ != nullptr && from_ != nullptr, "pipes are streams");
}

SecondJudge::~SecondJudge() {
    std::fclose(to_);
    std::fclose(from_);
    waitpid(process_, nullptr, 0);
}

void SecondJudge::number(std::uint64_t value) {
    std::array<std::uint8_t, 8> stored{};
    for (std::uint8_t& byte : stored) {
        byte = static_cast<std::uint8_t>(value);
        value >>= 8U;
    }
    std::fwrite(stored.data(), 1, stored.size(), to_);
}

void SecondJudge::bytes(ByteView value) {
    number(value.size());
    std::fwrite(value.data(), 1, value.size(), to_);
}

void SecondJudge::key(const std::optional<verifier::Pin>& pin) {
    bytes(as_bytes(pin ? pin->key.text() : std::string()));
    bytes(pin && pin->genesis_leaf ? ByteView(*pin->genesis_leaf) : ByteView());
}

void SecondJudge::tell(const std::shared_ptr<const Subject>& base) {
    if (base == base_) return;
    base_ = base;
    std::fputc('B', to_);
    bytes(as_bytes("base"));
    number(base->files.size());
    for (const auto& [path, content] : base->files) {
        bytes(as_bytes(path));
        bytes(content);
    }
}

void SecondJudge::difference(const Files& base, const Files& files) {
    struct Change {
        const std::string* path;
        std::uint64_t size;
        std::size_t offset;
        ByteView part;
    };
    std::vector<Change> changes;
    for (const auto& [path, content] : base) {
        if (!files.contains(path)) changes.push_back({&path, kGone, 0, {}});
    }
    static const Bytes kNothing;
    for (const auto& [path, content] : files) {
        const auto before = base.find(path);
        const Bytes& old = before == base.end() ? kNothing : before->second;
        if (before != base.end() && old == content) continue;
        const Span span = span_of(old, content);
        changes.push_back({&path, content.size(), span.begin,
                           ByteView(content).subspan(span.begin, span.end - span.begin)});
    }
    number(changes.size());
    for (const Change& change : changes) {
        bytes(as_bytes(*change.path));
        number(change.size);
        number(change.offset);
        bytes(change.part);
    }
}

Opinion SecondJudge::judge(const std::shared_ptr<const Subject>& base, const Subject& subject) {
    tell(base);
    std::fputc('J', to_);
    bytes(as_bytes("base"));
    number(subject.bundle ? 1 : 0);
    key(subject.pin);
    difference(base->files, subject.files);
    number(subject.meanwhile.at_read);
    bytes(as_bytes(subject.meanwhile.path));
    bytes(subject.meanwhile.content);
    return answer();
}

Opinion SecondJudge::judge_on_disk(const std::string& path,
                                   const std::optional<verifier::Pin>& pin) {
    std::fputc('D', to_);
    key(pin);
    bytes(as_bytes(path));
    return answer();
}

Opinion SecondJudge::answer() {
    require(std::fflush(to_) == 0, "the second verifier listens");
    std::array<char, 256> line{};
    require(std::fgets(line.data(), line.size(), from_) != nullptr, "the second verifier answers");
    std::string_view rest(line.data());
    const std::size_t first = rest.find('\t');
    const std::size_t second = rest.find('\t', first + 1);
    require(second != std::string_view::npos && rest.back() == '\n', "an answer has its parts");
    Opinion opinion;
    opinion.verdict = verdict_of(rest.substr(0, first));
    opinion.kind = rest.substr(first + 1, second - first - 1);
    const std::string_view last = rest.substr(second + 1);
    opinion.is_plain = last.starts_with("plain\t");
    opinion.changed = last.ends_with("\tchanged\n");
    return opinion;
}

}  // namespace counterfoil::tamper
