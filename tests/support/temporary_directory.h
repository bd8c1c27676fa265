// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace counterfoil::test {

// A new, empty directory of its own for a test (access mode 0700), removed with all that is in it
// at the end. A forked child must leave by _exit, or it removes its parent's directory.
class TemporaryDirectory {
  public:
    TemporaryDirectory() : TemporaryDirectory(std::filesystem::temp_directory_path()) {}
    // Within `parent`, for tests that need its file system.
    explicit TemporaryDirectory(const std::filesystem::path& parent) {
        std::string pattern = (parent / "counterfoil-test-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) {
            std::perror("cannot make a temporary directory");
            std::abort();
        }
        path_ = pattern;
    }
    ~TemporaryDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }
    // A path inside it; nothing is created.
    [[nodiscard]] std::string path(const std::string& name) const { return path_ + "/" + name; }

  private:
    std::string path_;
};

}  // namespace counterfoil::test
