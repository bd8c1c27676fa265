// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"

namespace counterfoil::platform {

// What a program needs to know of the process it is and the terminal it talks to.

enum class Stream { kInput, kOutput, kTalk };  // Standard input, output, error.

[[nodiscard]] bool is_terminal(Stream stream);
[[nodiscard]] unsigned terminal_columns();  // 80 when nobody knows.
// True when a read of standard input would not wait: there are bytes, or the end.
[[nodiscard]] bool input_is_ready();

// Nothing when unset or empty.
[[nodiscard]] std::optional<std::string> environment(const std::string& name);
[[nodiscard]] std::string host_name();
// Who runs this process, as the system knows them: "ada (uid 1000)".
[[nodiscard]] std::string acting_user();
// Whether this process has all rights of the system.
[[nodiscard]] bool is_superuser();
// Lexical: does not follow links, and takes "a/.." away even if "a" is one.
[[nodiscard]] std::string absolute_path(const std::string& path);

// From now on Ctrl-C and SIGTERM only set a flag that long work polls; a second one ends the
// program at once.
void catch_interrupts();
[[nodiscard]] bool interrupted();

// Writing to a closed pipe (SIGPIPE) or beyond a file-size limit (SIGXFSZ) becomes an error of the
// write instead of the end of the program.
void take_write_errors_as_errors();
// Writes all of it to standard output. kNoSpace or kIo on failure; `broken_pipe` tells the reader
// that went away apart.
struct OutputResult {
    Status status;
    bool broken_pipe = false;
};
[[nodiscard]] OutputResult write_output(ByteView bytes);

// No core files for this process: they would hold keys.
void forbid_core_dumps();

// From now on memory of a mebibyte or more goes back to the system when it is freed. By itself
// glibc learns from the first such block to keep those of its size, in each thread's own store: a
// program whose threads hand large frames around then holds several times what it uses.
void return_large_memory();

}  // namespace counterfoil::platform
