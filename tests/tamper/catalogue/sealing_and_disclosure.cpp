// SPDX-License-Identifier: Apache-2.0
// M23 to M25, M34, M41: what is sealed, what of it is disclosed, what was erased, and what people
// are shown of it.
#include <algorithm>
#include <random>
#include <utility>

#include "ledger/crypto/hash.h"
#include "tests/support/bundle_files.h"
#include "tests/support/sealed_forge.h"
#include "tests/tamper/catalogue/catalogue.h"
#include "tests/tamper/catalogue/lies.h"

namespace counterfoil::tamper {
namespace {

using test::BundleFiles;

const std::string kRecord = "records/00000000000000000006/";
constexpr std::size_t kNonce = 60;
constexpr std::size_t kCommitment = 84;
constexpr std::size_t kDigest = 116;

// Every bit of some bytes of a file in the bundle.
Family bits_of(const std::string& row, const std::string& name, const std::string& file,
               std::size_t begin, std::size_t end, bool digest_fits = false) {
    Family family{row, name, small_bundle(), (end - begin) * 8};
    family.change = [=](std::uint64_t bit, Subject& subject) -> Expected {
        BundleFiles files(subject.files.at("bundle"));
        std::uint8_t& byte = files.content(file)[begin + static_cast<std::size_t>(bit / 8)];
        byte = static_cast<std::uint8_t>(byte ^ 1U << bit % 8);
        if (digest_fits) {
            const Hash digest = crypto::sha256(files.content(kRecord + "body"));
            std::copy(digest.begin(), digest.end(),
                      files.content(kRecord + "entry").begin() + kDigest);
        }
        subject.files["bundle"] = files.archive();
        return kFailed;
    };
    return family;
}

void add_sealing(Families& to) {
    const std::size_t body =
        BundleFiles(small_bundle()->files.at("bundle")).content(kRecord + "body").size();
    to.push_back(bits_of("M23", "every bit of the nonce", kRecord + "entry", kNonce, kCommitment));
    to.push_back(
        bits_of("M23", "every bit of the key commitment", kRecord + "entry", kCommitment, kDigest));
    to.push_back(bits_of("M23", "every bit of what else is bound to the body", kRecord + "entry", 1,
                         kNonce));
    to.push_back(bits_of("M23", "every bit of the sealed body", kRecord + "body", 0, body - 16));
    to.push_back(bits_of("M23", "every bit of the tag", kRecord + "body", body - 16, body));
    to.push_back(bits_of("M23", "every bit of the sealed body, its digest made right",
                         kRecord + "body", 0, body, true));
    Family cut{"M23", "the body or its tag cut short", small_bundle(), body * 2};
    cut.change = [=](std::uint64_t number, Subject& subject) -> Expected {
        BundleFiles files(subject.files.at("bundle"));
        Bytes& bytes = files.content(kRecord + "body");
        bytes.resize(static_cast<std::size_t>(number / 2));
        if (number % 2 == 1) {
            const Hash digest = crypto::sha256(bytes);
            std::copy(digest.begin(), digest.end(),
                      files.content(kRecord + "entry").begin() + kDigest);
        }
        subject.files["bundle"] = files.archive();
        return kFailed;
    };
    to.push_back(cut);
    // Whatever key is shown beside the body: whether it would open it is not even asked.
    Family keys{"M24", "another key shown for a ciphertext", small_bundle(), 512};
    keys.change = [](std::uint64_t number, Subject& subject) -> Expected {
        BundleFiles files(subject.files.at("bundle"));
        std::mt19937_64 random(number);
        Bytes& key = files.content(kRecord + "record-key");
        if (number < 256) {
            std::uint8_t& byte = key[static_cast<std::size_t>(number / 8)];
            byte = static_cast<std::uint8_t>(byte ^ 1U << number % 8);
        } else {
            for (std::uint8_t& byte : key) byte = static_cast<std::uint8_t>(random());
        }
        subject.files["bundle"] = files.archive();
        return kFailed;
    };
    to.push_back(keys);
}

void add_disclosure(Families& to) {
    for (const auto& [base, which] :
         {std::pair(small_bundle(), "encrypted"), std::pair(clear_bundle(), "unencrypted")}) {
        const std::uint64_t size = base->files.at("bundle").size();
        Family bits{"M25", std::string("every bit of a bundle, ") + which, base, size * 8};
        bits.change = [](std::uint64_t number, Subject& subject) -> Expected {
            Bytes& archive = subject.files.at("bundle");
            std::uint8_t& byte = archive[static_cast<std::size_t>(number / 8)];
            byte = static_cast<std::uint8_t>(byte ^ 1U << number % 8);
            return Verdicts{kFailed, kUnsupported};
        };
        bits.one_in = 5;  // No divisor of eight: each bit's place comes.
        to.push_back(bits);
        Family cut{"M25", std::string("a bundle cut at every byte, ") + which, base, size};
        cut.change = [](std::uint64_t number, Subject& subject) -> Expected {
            subject.files.at("bundle").resize(static_cast<std::size_t>(number));
            return Verdicts{kFailed, kUnsupported};
        };
        cut.one_in = 7;
        to.push_back(cut);
        const bool encrypted = base == small_bundle();
        const std::uint64_t files = BundleFiles(base->files.at("bundle")).files.size();
        Family order{"M25",
                     std::string("files of a bundle taken out, doubled, exchanged, ") + which, base,
                     files * files * 3};
        order.change = [=](std::uint64_t number, Subject& subject) -> Expected {
            BundleFiles parts(subject.files.at("bundle"));
            const auto first = static_cast<std::size_t>(number / 3 % files);
            const auto second = static_cast<std::size_t>(number / 3 / files);
            auto& all = parts.files;
            Verdicts expected = kFailed;
            if (number % 3 == 0) {
                if (first > second) return std::nullopt;
                // A body may be left out, as a destroyed one is: less is shown, and nothing false.
                // Where bodies are sealed the key beside it would be one for nothing.
                const std::string& name = all[first].name;
                const bool body = first == second && name.starts_with("records/") &&
                                  name.ends_with("/body") && !encrypted;
                if (body) expected = kVerified;
                all.erase(all.begin() + static_cast<std::ptrdiff_t>(first),
                          all.begin() + static_cast<std::ptrdiff_t>(second + 1));
            } else if (number % 3 == 1) {
                const BundleFiles::File again = all[first];
                all.insert(all.begin() + static_cast<std::ptrdiff_t>(second), again);
            } else {
                if (first >= second) return std::nullopt;
                std::swap(all[first], all[second]);
            }
            subject.files["bundle"] = parts.archive();
            return expected;
        };
        to.push_back(order);
    }
    const BundleFiles parts(small_bundle()->files.at("bundle"));
    for (const auto& file : parts.files) {
        if (file.name.ends_with("record-key") || file.name.ends_with("/name") ||
            file.name.ends_with("name-key")) {
            to.push_back(
                bits_of("M25", "every bit of " + file.name, file.name, 0, file.content.size()));
        }
    }
}

// Subjects erased, and bodies destroyed with a record that says so.
void add_erasures(Families& to) {
    const auto life = [](std::uint64_t variant, bool recorded, test::ForgeHooks hooks) {
        test::Forge forge({}, std::move(hooks));
        forge.init();
        forge.open_writer();
        forge.frame({forge.stream(1), forge.data_key(1), forge.event(1, "first"),
                     forge.event(1, "second"), forge.event(1, "third")});
        for (std::uint64_t i = 0; i <= variant % 4; ++i) {
            forge.frame({forge.erasure(), forge.event(1, "who and why")});
        }
        if (variant / 4 % 2 == 1) forge.frame({forge.rotation()});
        if (variant / 8 % 2 == 1) forge.roll();
        if (recorded) forge.frame({forge.destroyed(6, 8)});
        if (variant / 16 % 2 == 1) forge.publish();
        forge.close();
        return forge;
    };
    test::ForgeHooks zeroed;
    zeroed.stored_body = [](std::uint64_t sequence, Bytes& body) {
        if (sequence == 6 || sequence == 7) std::fill(body.begin(), body.end(), std::uint8_t{0});
    };
    Family erased{"M34", "subjects erased", small_ledger(), 16};
    erased.change = [=](std::uint64_t number, Subject& subject) -> Expected {
        const test::Forge forge = life(number, false, {});
        subject.pin = pin_of(forge);
        return shown_as(subject, forge, kVerified);
    };
    to.push_back(erased);
    Family destroyed{"M34", "bodies destroyed, and a record that says so", small_ledger(), 16};
    destroyed.change = [=](std::uint64_t number, Subject& subject) -> Expected {
        const test::Forge forge = life(number, true, zeroed);
        subject.pin = pin_of(forge);
        return shown_as(subject, forge, kVerified);
    };
    to.push_back(destroyed);
    Family silent{"M34", "bodies zeroed, and no record that says so", small_ledger(), 16};
    silent.change = [=](std::uint64_t number, Subject& subject) -> Expected {
        const test::Forge forge = life(number, false, zeroed);
        subject.pin = pin_of(forge);
        return shown_as(subject, forge, kFailed);
    };
    to.push_back(silent);
    Family partly{"M34", "bodies destroyed in part", small_ledger(), 24};
    partly.change = [=](std::uint64_t number, Subject& subject) -> Expected {
        test::ForgeHooks hooks;
        hooks.stored_body = [=](std::uint64_t sequence, Bytes& body) {
            if (sequence != 6 && sequence != 7) return;
            std::fill(body.begin(), body.end(), std::uint8_t{0});
            body[static_cast<std::size_t>(number) % body.size()] = 1;
        };
        const test::Forge forge = life(number, true, hooks);
        subject.pin = pin_of(forge);
        return shown_as(subject, forge, kFailed);
    };
    to.push_back(partly);
}

// Texts that would do something to a terminal, to a page, or to the order of letters.
const std::vector<std::string>& harmful_texts() {
    static const std::vector<std::string> texts = {"\x1b[2J\x1b[31mVERIFIED\x1b[0m",
                                                   "\x1b]0;title\x07",
                                                   "\x9b\x33\x31m",
                                                   "a\rVERIFIED",
                                                   "a\nVERIFIED\n",
                                                   "\t",
                                                   std::string("a\0b", 3),
                                                   "\x7f",
                                                   "\xe2\x80\xae"
                                                   "DEIFIREV",
                                                   "\xe2\x81\xa6x\xe2\x81\xa9",
                                                   "\xd8\x9c",
                                                   "\xef\xbb\xbfx",
                                                   "\xc2\x85x",
                                                   "\xe2\x80\xa8x",
                                                   "<script>alert(1)</script>",
                                                   "&lt;b&gt;",
                                                   "\xff\xfe\xfd",
                                                   "\xed\xa0\x80",
                                                   "\xf4\x90\x80\x80",
                                                   "e\xcc\x81\xcc\x81\xcc\x81",
                                                   "\xe2\x80\x8bzero",
                                                   std::string(5000, '\x1b')};
    return texts;
}

void add_shown(Families& to) {
    Family files{"M41", "in the names of files", small_ledger(), harmful_texts().size() * 4};
    files.change = [](std::uint64_t number, Subject& subject) -> Expected {
        static const char* const places[] = {"", "segments/", "checkpoints/", "quarantine/"};
        std::string name = harmful_texts()[static_cast<std::size_t>(number / 4)];
        // No file can be called so.
        if (name.find('\0') != std::string::npos || name.find('/') != std::string::npos) {
            return std::nullopt;
        }
        name.resize(std::min<std::size_t>(name.size(), 255));
        subject.files[places[number % 4] + name] = {1};
        return kWithEvents;
    };
    files.is_shown = true;
    to.push_back(files);
    Family content{"M41", "in what a bundle discloses", small_bundle(), harmful_texts().size()};
    content.change = [](std::uint64_t number, Subject& subject) -> Expected {
        test::SealedForge sealed;
        test::three_epochs(sealed, harmful_texts()[static_cast<std::size_t>(number)]);
        subject.files["bundle"] = sealed.bundle(6, 8);
        subject.pin = pin_of(sealed.forge);
        return kVerified;
    };
    content.is_shown = true;
    to.push_back(content);
    Family reasons{"M41", "in the reason of a loss", unclean_ledger(), harmful_texts().size()};
    reasons.change = [](std::uint64_t number, Subject& subject) -> Expected {
        std::string reason = harmful_texts()[static_cast<std::size_t>(number)];
        reason.resize(std::min<std::size_t>(reason.size(), 4096));
        test::Forge forge = test::forge_unclean();
        forge.lose(0, forge.end_offset(), reason);
        // Not UTF-8: no reason at all.
        return shown_as(subject, forge, {kIncomplete, kFailed});
    };
    reasons.is_shown = true;
    to.push_back(reasons);
    Family texts{"M41", "in notes, ledger.json and names inside a bundle", small_ledger(),
                 harmful_texts().size() * 3};
    texts.change = [](std::uint64_t number, Subject& subject) -> Expected {
        const std::string& text = harmful_texts()[static_cast<std::size_t>(number / 3)];
        if (number % 3 == 2) {
            test::SealedForge sealed;
            test::three_epochs(sealed);
            BundleFiles parts(sealed.bundle(6, 8));
            const ByteView bytes = as_bytes(text);
            parts.content("streams/0000000001/name")
                .assign(bytes.begin(), bytes.begin() + std::min<std::ptrdiff_t>(bytes.size(), 255));
            subject.bundle = true;
            subject.files = {{"bundle", parts.archive()}};
            subject.pin = pin_of(sealed.forge);
            return kFailed;
        }
        Bytes& file = subject.files.at(number % 3 == 0 ? kNote0 : "ledger.json");
        const ByteView bytes = as_bytes(text);
        file.insert(file.begin() + 11, bytes.begin(), bytes.end());
        return kFailed;
    };
    texts.is_shown = true;
    to.push_back(texts);
}

}  // namespace

void add_sealing_and_disclosure(Families& to, std::uint64_t) {
    add_sealing(to);
    add_disclosure(to);
    add_erasures(to);
    add_shown(to);
}

}  // namespace counterfoil::tamper
