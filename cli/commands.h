// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/options.h"

namespace counterfoil::cli {

// The commands, each in commands/NAME.cpp. They take the arguments behind their name and return
// the program's exit code.
int run_append(const Arguments& arguments);
int run_bench(const Arguments& arguments);
int run_checkpoint(const Arguments& arguments);
int run_demo(const Arguments& arguments);
int run_erase(const Arguments& arguments);
int run_hold(const Arguments& arguments);
int run_entry(const Arguments& arguments);
int run_export(const Arguments& arguments);
int run_import(const Arguments& arguments);
int run_init(const Arguments& arguments);
int run_inspect(const Arguments& arguments);
int run_keys(const Arguments& arguments);
int run_prove(const Arguments& arguments);
int run_recover(const Arguments& arguments);
int run_report(const Arguments& arguments);
int run_show(const Arguments& arguments);
int run_stats(const Arguments& arguments);
int run_timestamp(const Arguments& arguments);
int run_trust(const Arguments& arguments);
int run_verify(const Arguments& arguments);
int run_version(const Arguments& arguments);

}  // namespace counterfoil::cli
