// SPDX-License-Identifier: Apache-2.0
#include "cli/answer.h"

#include <cstdio>

#include "cli/exit_code.h"
#include "ledger/base/bytes.h"
#include "ledger/base/harmless.h"
#include "ledger/platform/process.h"

namespace counterfoil::cli {
namespace {

constexpr std::size_t kBufferSize = 64U << 10U;

}  // namespace

bool Answer::write(std::string_view bytes) {
    if (reader_left_ || !status_) return false;
    buffer_ += bytes;
    return buffer_.size() < kBufferSize || flush();
}

bool Answer::flush() {
    if (reader_left_ || !status_) return false;
    const platform::OutputResult written = platform::write_output(as_bytes(buffer_));
    buffer_.clear();
    reader_left_ = written.broken_pipe;
    if (!reader_left_) status_ = written.status;
    return !reader_left_ && status_.ok();
}

int Answer::finish(int code) {
    flush();
    return status_ ? code : fail(status_.error());
}

void say(std::string_view message) {
    const std::string line = "counterfoil: " + harmless(message) + "\n";
    // One write, so that lines of several programs do not mix. Nobody is left to be told of a
    // failure.
    static_cast<void>(std::fwrite(line.data(), 1, line.size(), stderr));
    std::fflush(stderr);
}

int fail(const Error& error) {
    say(error.message);
    return exit_code(error.code);
}

}  // namespace counterfoil::cli
