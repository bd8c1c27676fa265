// SPDX-License-Identifier: Apache-2.0
// M37, M38: what stands in a file's place and is none, and files that change while they are judged.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <utility>

#include "tests/support/bundle_files.h"
#include "tests/tamper/catalogue/catalogue.h"
#include "tests/tamper/catalogue/lies.h"

namespace counterfoil::tamper {
namespace {

namespace fs = std::filesystem;

void put_in_place(const fs::path& path, unsigned kind, const fs::path& elsewhere) {
    fs::remove_all(elsewhere);
    fs::rename(path, elsewhere);
    switch (kind) {
        case 0:
            fs::create_symlink(elsewhere, path);
            break;
        case 1:
            require(::mkfifo(path.c_str(), 0600) == 0, "a FIFO can be made");
            break;
        case 2:
            fs::create_directory(path);
            break;
        case 3:
            fs::create_symlink("/dev/zero", path);
            break;
        case 4:
            fs::create_symlink(path, path);
            break;
        case 5: {  // A terabyte of nothing.
            std::ofstream(path).close();
            fs::resize_file(path, std::uint64_t{1} << 40U);
            break;
        }
        default: {  // The same bytes, and behind them a hole.
            fs::copy_file(elsewhere, path);
            fs::resize_file(path, std::uint64_t{1} << 36U);
        }
    }
}
constexpr std::uint64_t kKinds = 7;

void add_kinds(Families& to) {
    for (const auto& [base, which] :
         {std::pair(small_ledger(), "ledger"), std::pair(recovered_ledger(), "recovered ledger")}) {
        std::vector<std::string> paths;
        for (const auto& [path, content] : base->files) paths.push_back(path);
        for (const char* directory : {"segments", "checkpoints", "quarantine"}) {
            for (const auto& [path, content] : base->files) {
                if (path.starts_with(std::string(directory) + "/")) {
                    paths.emplace_back(directory);
                    break;
                }
            }
        }
        Family family{"M37", std::string("what is no regular file in a file's place, ") + which,
                      base, paths.size() * kKinds};
        family.change_on_disk = [=](std::uint64_t number, const std::string& place) -> Expected {
            const std::string& path = paths[static_cast<std::size_t>(number / kKinds)];
            const auto kind = static_cast<unsigned>(number % kKinds);
            const bool directory = fs::is_directory(place + "/" + path);
            // An empty directory for another, and a file made longer, are other rows' cases.
            if (directory && (kind == 2 || kind > 4)) return std::nullopt;
            put_in_place(place + "/" + path, kind, place + ".elsewhere");
            return kFailed;
        };
        to.push_back(family);
    }
    // A link to a bundle leads to it, when a person names it.
    Family bundle{"M37", "what is no regular file in a bundle's place", small_bundle(), 3};
    bundle.change_on_disk = [](std::uint64_t number, const std::string& place) -> Expected {
        put_in_place(place, number == 2 ? 5 : static_cast<unsigned>(number + 1),
                     place + ".elsewhere");
        return Verdicts{kFailed, kIoError};
    };
    bundle.verdicts_may_differ = true;
    to.push_back(bundle);
}

// Names in a bundle that would lead out of a directory, or stand there twice.
void add_names(Families& to) {
    const test::BundleFiles parts(small_bundle()->files.at("bundle"));
    static const char* const names[] = {"../manifest.json",
                                        "/etc/passwd",
                                        "epochs/../manifest.json",
                                        "./manifest.json",
                                        "manifest.json",
                                        "manifest.json/",
                                        "epochs",
                                        "..",
                                        "a\\b"};
    constexpr std::uint64_t kNames = std::size(names);
    Family family{"M37", "names in a bundle that lead elsewhere or come twice", small_bundle(),
                  parts.files.size() * kNames * 2};
    family.change = [](std::uint64_t number, Subject& subject) -> Expected {
        test::BundleFiles files(subject.files.at("bundle"));
        const char* const name = names[number % kNames];
        const auto at = static_cast<std::size_t>(number / kNames / 2);
        if (number / kNames % 2 == 0) {
            if (files.files[at].name == name) return std::nullopt;
            files.files[at].name = name;
        } else {
            files.files.insert(files.files.begin() + static_cast<std::ptrdiff_t>(at + 1),
                               {name, Bytes{1, 2, 3}});
        }
        subject.files["bundle"] = files.archive();
        return kFailed;
    };
    to.push_back(family);
}

// Before its n-th read is answered a file is cut to nothing, or other bytes stand in it.
void add_meanwhile(Families& to, const Base& base, const std::string& which) {
    std::vector<std::string> paths;
    for (const auto& [path, content] : base->files) paths.push_back(path);
    constexpr std::uint64_t kReads = 60;
    for (const bool cut : {true, false}) {
        Family family{"M38",
                      std::string(cut ? "a file is cut" : "a file gets other bytes") +
                          " before each of its reads, " + which,
                      base, paths.size() * kReads};
        family.change = [=](std::uint64_t number, Subject& subject) -> Expected {
            const std::string& path = paths[static_cast<std::size_t>(number / kReads)];
            subject.meanwhile.path = path;
            subject.meanwhile.at_read = 1 + number % kReads;
            if (!cut) subject.meanwhile.content.assign(subject.files.at(path).size(), 0xee);
            // HEAD is read once more behind all else, for a ledger that lives: by then it has told
            // what it had to tell.
            if (path == "HEAD")
                return Verdicts{kFailed, kIoError, kIncomplete, kVerified, kWithEvents};
            // What was read of a version before may be one that nobody knows.
            return cut ? Verdicts{kFailed, kIoError} : Verdicts{kFailed, kIoError, kUnsupported};
        };
        family.verdicts_may_differ = true;
        to.push_back(family);
    }
}

}  // namespace

void add_kinds_of_files(Families& to, std::uint64_t) {
    add_kinds(to);
    add_names(to);
    add_meanwhile(to, small_ledger(), "closed");
    add_meanwhile(to, recovered_ledger(), "recovered");
    add_meanwhile(to, small_bundle(), "bundle");
}

}  // namespace counterfoil::tamper
