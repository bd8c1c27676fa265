// SPDX-License-Identifier: Apache-2.0
// Says whether any 16-byte run of the given texts occurs anywhere in the files below a directory.
//
//   find_plaintext DIRECTORY TEXT-FILE...
//
// Exact, in three passes: a bit filter of all runs of the texts; the windows of the directory's
// files that pass it; then the texts again, to tell true hits from chance. Exits 1 on a true hit.

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <unordered_set>
#include <vector>

namespace {

constexpr std::size_t kRun = 16;

struct Window {
    std::uint64_t low;
    std::uint64_t high;
};

Window window_at(const std::string& text, std::size_t offset) {
    Window window;
    std::memcpy(&window, text.data() + offset, sizeof window);
    return window;
}

std::uint64_t mixed(const Window& window) {
    // Two odd multipliers and a fold: only evenness matters here, hits are checked exactly.
    std::uint64_t value = window.low * 0x9e3779b97f4a7c15ULL ^ (window.high + 0x7f4a7c15U);
    value *= 0xbf58476d1ce4e5b9ULL;
    return value ^ (value >> 29U);
}

class BitFilter {
  public:
    void add(std::uint64_t value) { words_[slot(value) / 64] |= bit(value); }
    bool may_have(std::uint64_t value) const {
        return (words_[slot(value) / 64] & bit(value)) != 0;
    }

  private:
    static constexpr unsigned kBits = 32;
    static std::uint64_t slot(std::uint64_t value) { return value >> (64 - kBits); }
    static std::uint64_t bit(std::uint64_t value) { return std::uint64_t{1} << (slot(value) % 64); }
    std::vector<std::uint64_t> words_ = std::vector<std::uint64_t>((1ULL << kBits) / 64);
};

std::string read_all(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

template <class Visit>
void each_window(const std::string& text, Visit visit) {
    for (std::size_t offset = 0; offset + kRun <= text.size(); ++offset) {
        visit(window_at(text, offset));
    }
}

struct SameWindow {
    bool operator()(const Window& left, const Window& right) const {
        return left.low == right.low && left.high == right.high;
    }
};
struct HashWindow {
    std::size_t operator()(const Window& window) const { return mixed(window); }
};

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fputs("usage: find_plaintext DIRECTORY TEXT-FILE...\n", stderr);
        return 2;
    }
    BitFilter filter;
    std::uint64_t runs = 0;
    for (int i = 2; i < argc; ++i) {
        each_window(read_all(argv[i]), [&](const Window& window) {
            filter.add(mixed(window));
            ++runs;
        });
    }
    std::unordered_set<Window, HashWindow, SameWindow> candidates;
    std::uint64_t searched = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[1])) {
        if (!entry.is_regular_file()) continue;
        each_window(read_all(entry.path()), [&](const Window& window) {
            if (filter.may_have(mixed(window))) candidates.insert(window);
            ++searched;
        });
    }
    std::uint64_t hits = 0;
    for (int i = 2; i < argc; ++i) {
        each_window(read_all(argv[i]),
                    [&](const Window& window) { hits += candidates.count(window); });
    }
    std::printf("%llu runs of 16 bytes looked for at %llu places: %llu found\n",
                static_cast<unsigned long long>(runs), static_cast<unsigned long long>(searched),
                static_cast<unsigned long long>(hits));
    return runs > 0 && searched > 0 && hits == 0 ? 0 : 1;
}
