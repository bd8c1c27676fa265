// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

#include "tests/tamper/catalogue/family.h"

namespace counterfoil::tamper {

// What one verifier said.
struct Opinion {
    verifier::Verdict verdict = verifier::Verdict::kFailed;
    std::string kind;      // Of the first finding; "-" for none.
    bool changed = false;  // What was to change meanwhile did.
    bool is_plain = true;  // Its report shows nothing but harmless characters.
};

// The second verifier, alive in a process of its own (second_judge.py), so that a case costs a few
// changed bytes and not a directory. Ends the program when that process ends.
class SecondJudge {
  public:
    SecondJudge();
    ~SecondJudge();
    SecondJudge(const SecondJudge&) = delete;
    SecondJudge& operator=(const SecondJudge&) = delete;

    [[nodiscard]] Opinion judge(const std::shared_ptr<const Subject>& base, const Subject& subject);
    [[nodiscard]] Opinion judge_on_disk(const std::string& path,
                                        const std::optional<verifier::Pin>& pin);

  private:
    void tell(const std::shared_ptr<const Subject>& base);
    void number(std::uint64_t value);
    void bytes(ByteView value);
    void key(const std::optional<verifier::Pin>& pin);
    void difference(const Files& base, const Files& files);
    [[nodiscard]] Opinion answer();

    pid_t process_ = -1;
    std::FILE* to_ = nullptr;
    std::FILE* from_ = nullptr;
    std::shared_ptr<const Subject> base_;  // The one it was told of last.
};

}  // namespace counterfoil::tamper
