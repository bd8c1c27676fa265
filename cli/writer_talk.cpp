// SPDX-License-Identifier: Apache-2.0
#include "cli/writer_talk.h"

#include <fmt/format.h>

#include "cli/answer.h"

namespace counterfoil::cli {

void say_what_was_put_off(const store::LedgerWriter& writer) {
    if (writer.last_rotation()) return;
    say(
        fmt::format("a new signing epoch was due and could not begin: {}; the next commit tries "
                    "again, and so does `counterfoil keys DIR rotate-epoch`",
                    writer.last_rotation().error().message));
}

}  // namespace counterfoil::cli
