// SPDX-License-Identifier: Apache-2.0
// M18, M21, M22: the proofs in bundles, of trees of many sizes.
#include <algorithm>
#include <random>
#include <utility>

#include "ledger/crypto/encoding.h"
#include "ledger/merkle/hashing.h"
#include "tests/support/bundle_files.h"
#include "tests/support/sealed_forge.h"
#include "tests/tamper/catalogue/catalogue.h"
#include "tests/tamper/catalogue/lies.h"

namespace counterfoil::tamper {
namespace {

using test::BundleFiles;

// A ledger of exactly so many records in two epochs, and the bundle of one of them.
Base bundle_of(std::uint64_t size, std::uint64_t record) {
    test::SealedForge sealed;
    test::Forge& forge = sealed.forge;
    forge.init();
    forge.open_writer();
    forge.frame({sealed.stream(1), sealed.event(1, "first")});
    forge.frame({forge.rotation()});
    while (forge.size() < size) {
        std::vector<test::ForgeRecord> events;
        while (events.size() < 8 && forge.size() + events.size() < size) {
            events.push_back(sealed.event(1, std::to_string(events.size())));
        }
        forge.frame(std::move(events));
    }
    forge.publish();
    forge.close();
    Subject subject;
    subject.bundle = true;
    subject.files["bundle"] = sealed.bundle(record, record);
    subject.pin = pin_of(forge);
    return std::make_shared<const Subject>(std::move(subject));
}

// The hashes of a proof, in their place in its file.
struct Hashes {
    std::string before;
    std::vector<std::string> lines;
    std::string behind;
    [[nodiscard]] std::string text() const {
        std::string all = before;
        for (const std::string& each : lines) all += each + "\n";
        return all + behind;
    }
};
Hashes hashes_of(const std::string& name, const std::string& text) {
    Hashes parts;
    std::string rest = text;
    if (name.ends_with("tlog-proof")) {
        const std::size_t begin = text.find('\n', text.find("index ")) + 1;
        const std::size_t end = text.find("\n\n", begin - 1) + 1;
        parts.before = text.substr(0, begin);
        parts.behind = text.substr(end);
        rest = text.substr(begin, end - begin);
    }
    for (std::size_t at = 0; at < rest.size();) {
        const std::size_t end = rest.find('\n', at);
        parts.lines.push_back(rest.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}
std::vector<std::string> proofs_in(const Base& base) {
    std::vector<std::string> names;
    for (const auto& file : BundleFiles(base->files.at("bundle")).files) {
        if (file.name.ends_with("tlog-proof") || file.name.ends_with("consistency")) {
            names.push_back(file.name);
        }
    }
    return names;
}

// Hashes left out, doubled, exchanged, added, changed. Sixty-four manners for each proof.
void spoil(Hashes& proof, std::uint64_t manner, std::mt19937_64& random) {
    auto& lines = proof.lines;
    const auto any = [&] {
        return lines.begin() + static_cast<std::ptrdiff_t>(random() % lines.size());
    };
    Bytes other(32);
    for (std::uint8_t& byte : other) byte = static_cast<std::uint8_t>(random());
    switch (manner % 8) {
        case 0:
            if (!lines.empty()) lines.erase(any());
            break;
        case 1:
            if (!lines.empty()) lines.insert(any(), *any());
            break;
        case 2:
            if (lines.size() > 1) std::swap(*any(), *any());
            break;
        case 3:
            lines.insert(lines.empty() ? lines.begin() : any(), crypto::base64(other));
            break;
        case 4:
            lines.push_back(crypto::base64(other));
            break;
        case 5:
            if (!lines.empty()) *any() = crypto::base64(other);
            break;
        case 6:
            lines.clear();
            break;
        default:
            if (!lines.empty()) {
                std::string& line = *any();
                Bytes hash = *crypto::from_base64(line);
                hash[static_cast<std::size_t>(random() % 32)] ^=
                    static_cast<std::uint8_t>(1U << random() % 8);
                line = crypto::base64(hash);
            }
    }
}

void add_spoiled(Families& to, const Base& base, const std::string& which, std::uint64_t seed) {
    const std::vector<std::string> names = proofs_in(base);
    constexpr std::uint64_t kManners = 64;
    Family family{"M21", "hashes of a proof left out, doubled, exchanged, added, changed, " + which,
                  base, names.size() * kManners};
    family.change = [=](std::uint64_t number, Subject& subject) -> Expected {
        BundleFiles files(subject.files.at("bundle"));
        const std::string& name = names[static_cast<std::size_t>(number / kManners)];
        const std::string before = files.text(name);
        Hashes proof = hashes_of(name, before);
        std::mt19937_64 random(seed * 65'537 + number);
        spoil(proof, number, random);
        if (proof.text() == before) return std::nullopt;
        files.set_text(name, proof.text());
        subject.files["bundle"] = files.archive();
        return kFailed;
    };
    to.push_back(family);
    Family exchanged{"M18", "two proofs exchanged, " + which, base, names.size() * names.size()};
    exchanged.change = [=](std::uint64_t number, Subject& subject) -> Expected {
        BundleFiles files(subject.files.at("bundle"));
        Bytes& first = files.content(names[static_cast<std::size_t>(number / names.size())]);
        Bytes& second = files.content(names[static_cast<std::size_t>(number % names.size())]);
        if (first == second) return std::nullopt;
        std::swap(first, second);
        subject.files["bundle"] = files.archive();
        return kFailed;
    };
    to.push_back(exchanged);
    std::vector<NamedCase> indices;
    for (const std::string& name : names) {
        if (!name.ends_with("tlog-proof")) continue;
        for (const char* index :
             {"0", "1", "2", "3", "4", "5", "6", "7", "8", "15", "16", "17", "00", "-1",
              "18446744073709551615", "18446744073709551616", "", " 1"}) {
            indices.push_back({index, [=](Subject& subject) -> Expected {
                                   BundleFiles files(subject.files.at("bundle"));
                                   std::string text = files.text(name);
                                   const std::size_t begin = text.find("index ") + 6;
                                   const std::size_t end = text.find('\n', begin);
                                   if (text.substr(begin, end - begin) == index)
                                       return std::nullopt;
                                   files.set_text(name, text.replace(begin, end - begin, index));
                                   subject.files["bundle"] = files.archive();
                                   return kFailed;
                               }});
        }
    }
    to.push_back(family_of("M21", "another index in a proof, " + which, base, std::move(indices)));
}

// A record's neighbour or the node above it in the place of a leaf, and a leaf in a node's.
void add_leaves_and_nodes(Families& to, const Base& base, const std::string& which) {
    const std::vector<std::string> names = proofs_in(base);
    std::vector<NamedCase> cases;
    for (const std::string& name : names) {
        if (!name.ends_with("tlog-proof")) continue;
        const std::string entry = name.substr(0, name.rfind('/')) + "/entry";
        for (const bool half_index : {false, true}) {
            cases.push_back(
                {"the node above a leaf taken for it", [=](Subject& subject) -> Expected {
                     // Its proof is the leaf's without its first hash; its bytes are 64, and the
                     // file of an entry is made as long as one.
                     BundleFiles files(subject.files.at("bundle"));
                     Hashes proof = hashes_of(name, files.text(name));
                     if (proof.lines.empty()) return std::nullopt;
                     const Hash leaf = merkle::leaf_hash(files.content(entry));
                     Bytes node(leaf.begin(), leaf.end());
                     const Bytes sibling = *crypto::from_base64(proof.lines.front());
                     node.insert(node.end(), sibling.begin(), sibling.end());
                     node.resize(180);
                     node[0] = 1;  // Else it would be a matter of versions.
                     files.content(entry) = node;
                     proof.lines.erase(proof.lines.begin());
                     std::string text = proof.text();
                     if (half_index) {
                         const std::size_t begin = text.find("index ") + 6;
                         const std::size_t end = text.find('\n', begin);
                         const auto index = std::stoull(text.substr(begin, end - begin));
                         text.replace(begin, end - begin, std::to_string(index / 2));
                     }
                     files.set_text(name, text);
                     subject.files["bundle"] = files.archive();
                     return kFailed;
                 }});
        }
        cases.push_back(
            {"the leaf as the first node of its own path", [=](Subject& subject) -> Expected {
                 BundleFiles files(subject.files.at("bundle"));
                 Hashes proof = hashes_of(name, files.text(name));
                 const Hash leaf = merkle::leaf_hash(files.content(entry));
                 proof.lines.insert(proof.lines.begin(), crypto::base64(leaf));
                 files.set_text(name, proof.text());
                 subject.files["bundle"] = files.archive();
                 return kFailed;
             }});
        cases.push_back(
            {"the leaf in the place of its neighbour", [=](Subject& subject) -> Expected {
                 BundleFiles files(subject.files.at("bundle"));
                 Hashes proof = hashes_of(name, files.text(name));
                 if (proof.lines.empty()) return std::nullopt;
                 const Hash leaf = merkle::leaf_hash(files.content(entry));
                 proof.lines.front() = crypto::base64(leaf);
                 files.set_text(name, proof.text());
                 subject.files["bundle"] = files.archive();
                 return kFailed;
             }});
        cases.push_back({"hashed without the leaf's prefix", [=](Subject& subject) -> Expected {
                             BundleFiles files(subject.files.at("bundle"));
                             Bytes& bytes = files.content(entry);
                             bytes.insert(bytes.begin(), 0);
                             bytes.pop_back();
                             subject.files["bundle"] = files.archive();
                             return Verdicts{kFailed, kUnsupported};
                         }});
    }
    to.push_back(family_of("M22", "leaves and nodes taken for one another, " + which, base,
                           std::move(cases)));
}

}  // namespace

void add_proofs(Families& to, std::uint64_t seed) {
    add_spoiled(to, small_bundle(), "three epochs", seed);
    add_leaves_and_nodes(to, small_bundle(), "three epochs");
    // Eight records are the least that has two epochs and an event behind the second's beginning.
    for (const std::uint64_t size : {8U, 9U, 15U, 16U, 17U, 31U, 32U, 33U}) {
        for (const std::uint64_t record : {std::uint64_t{4}, std::uint64_t{size - 1}}) {
            const Base base = bundle_of(size, record);
            const std::string which =
                "record " + std::to_string(record) + " of " + std::to_string(size);
            add_spoiled(to, base, which, seed + size);
            add_leaves_and_nodes(to, base, which);
        }
    }
}

}  // namespace counterfoil::tamper
