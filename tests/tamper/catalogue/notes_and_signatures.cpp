// SPDX-License-Identifier: Apache-2.0
// M18 to M20: published notes of all wrong forms, and signatures that a lax library takes.
#include <algorithm>
#include <cstring>
#include <utility>

#include "ledger/crypto/encoding.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/notes/note.h"
#include "tests/support/bundle_files.h"
#include "tests/tamper/catalogue/catalogue.h"
#include "tests/tamper/catalogue/lies.h"

namespace counterfoil::tamper {
namespace {

using Spoiler = std::function<void(std::string& note)>;

void replace(std::string& text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    require(at != std::string::npos, "a note has what a test replaces");
    text.replace(at, from.size(), to);
}
std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

// What a note may be without being wrong: always, or where others may have signed as well.
const char* const kWithoutIdentity = "the identity key's line left out";
const char* const kSignedByOthers = "a signature of an unknown key more";
const char* const kOtherOrder = "signatures exchanged";

// Notes that say what they must, but not in their one form.
std::vector<std::pair<std::string, Spoiler>> malformed() {
    std::vector<std::pair<std::string, Spoiler>> all;
    const auto add = [&](std::string name, Spoiler spoiler) {
        all.emplace_back(std::move(name), std::move(spoiler));
    };
    add("CRLF everywhere", [](std::string& note) {
        std::string out;
        for (const char each : note) out += each == '\n' ? "\r\n" : std::string(1, each);
        note = out;
    });
    for (int line = 0; line < 6; ++line) {
        for (const char* what : {"\r", " ", "\t", "x", "\xc2\xa0"}) {
            for (const bool front : {false, true}) {
                add("something more in a line", [=](std::string& note) {
                    std::vector<std::string> lines = lines_of(note);
                    std::string& one = lines.at(static_cast<std::size_t>(line));
                    one = front ? what + one : one + what;
                    note.clear();
                    for (const std::string& each : lines) note += each + "\n";
                });
            }
        }
        // The last line is the identity key's, and may be missing.
        add(line == 5 ? kWithoutIdentity : "a line left out", [=](std::string& note) {
            std::vector<std::string> lines = lines_of(note);
            lines.erase(lines.begin() + line);
            note.clear();
            for (const std::string& each : lines) note += each + "\n";
        });
        add("a line twice", [=](std::string& note) {
            std::vector<std::string> lines = lines_of(note);
            lines.insert(lines.begin() + line, lines.at(static_cast<std::size_t>(line)));
            note.clear();
            for (const std::string& each : lines) note += each + "\n";
        });
    }
    for (const char* number : {"0", "00", "+", "-", "0x", "18446744073709551616", "9"}) {
        add("something in front of the size", [=](std::string& note) {
            const std::vector<std::string> lines = lines_of(note);
            replace(note, "\n" + lines[1] + "\n", "\n" + (number + lines[1]) + "\n");
        });
    }
    add("no size",
        [](std::string& note) { replace(note, "\n" + lines_of(note)[1] + "\n", "\n\n"); });
    add("base64 without padding", [](std::string& note) { replace(note, "=\n", "\n"); });
    add("base64 with more padding", [](std::string& note) { replace(note, "=\n", "==\n"); });
    add("base64 with other unused bits", [](std::string& note) {
        const std::size_t at = note.find("=\n") - 1;
        static const std::string letters =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        note[at] = letters[letters.find(note[at]) ^ 1U];
    });
    add("the URL's base64", [](std::string& note) {
        for (char& each : note) each = each == '/' ? '_' : each;
        replace(note, "example.org_forged", "example.org/forged");
    });
    add("a line of a megabyte", [](std::string& note) { note += std::string(1U << 20U, 'a'); });
    add("an extension line of 3,000 bytes",
        [](std::string& note) { replace(note, "\n\n", "\n" + std::string(3000, 'e') + "\n\n"); });
    add("an extension line", [](std::string& note) { replace(note, "\n\n", "\nmore\n\n"); });
    add("NUL", [](std::string& note) { note.insert(3, 1, '\0'); });
    add("not UTF-8", [](std::string& note) { note.insert(3, "\xff\xfe"); });
    add("an escape sequence", [](std::string& note) { note.insert(3, "\x1b[31m"); });
    add("a surrogate in UTF-8", [](std::string& note) { note.insert(3, "\xed\xa0\x80"); });
    add("an overlong form", [](std::string& note) { note.insert(3, "\xc0\xaf"); });
    add("a byte order mark", [](std::string& note) { note.insert(0, "\xef\xbb\xbf"); });
    add("no last LF", [](std::string& note) { note.pop_back(); });
    add("two last LF", [](std::string& note) { note += "\n"; });
    add("empty", [](std::string& note) { note.clear(); });
    add("LF only", [](std::string& note) { note = "\n"; });
    add("another dash", [](std::string& note) { replace(note, "\xe2\x80\x94", "\xe2\x80\x93"); });
    add("a minus", [](std::string& note) { replace(note, "\xe2\x80\x94", "-"); });
    add("a hundred and one signatures", [](std::string& note) {
        const std::string line = lines_of(note).back() + "\n";
        for (int i = 0; i < 99; ++i) note += line;
    });
    add("another origin", [](std::string& note) { replace(note, "example.org", "example.com"); });
    add("signed under another name", [](std::string& note) {
        replace(note, "\xe2\x80\x94 example.org", "\xe2\x80\x94 example.com");
    });
    add(kOtherOrder, [](std::string& note) {
        std::vector<std::string> lines = lines_of(note);
        std::swap(lines[4], lines[5]);
        note.clear();
        for (const std::string& each : lines) note += each + "\n";
    });
    add("the same signature twice", [](std::string& note) {
        const std::vector<std::string> lines = lines_of(note);
        replace(note, lines[5], lines[4]);
    });
    add(kSignedByOthers, [](std::string& note) {
        note += "\xe2\x80\x94 example.org/forged " + crypto::base64(Bytes(68, 7)) + "\n";
    });
    return all;
}

// In a ledger HEAD binds the notes as they are: the wrong one is bound, and has to be found itself.
void add_malformed(Families& to) {
    for (const std::uint64_t which : {0U, 1U}) {
        std::vector<NamedCase> cases;
        for (const auto& [name, spoiler] : malformed()) {
            const Verdicts expected = name == kWithoutIdentity ? kVerified : kFailed;
            cases.push_back({name, [=, spoil = spoiler](Subject& subject) -> Expected {
                                 test::ForgeHooks hooks;
                                 hooks.note = [=](std::uint64_t number, std::string& note) {
                                     if (number == which) spoil(note);
                                 };
                                 const test::Forge forge = small_forge({}, hooks);
                                 if (forge.files == small_ledger()->files) return std::nullopt;
                                 return shown_as(subject, forge, expected);
                             }});
        }
        to.push_back(family_of("M19", "note " + std::to_string(which) + " malformed, HEAD binds it",
                               small_ledger(), std::move(cases)));
    }
    for (const bool in_proof : {false, true}) {
        std::vector<NamedCase> cases;
        for (const auto& [name, spoiler] : malformed()) {
            const bool allowed =
                name == kWithoutIdentity || name == kSignedByOthers || name == kOtherOrder;
            cases.push_back({name, [=, spoil = spoiler](Subject& subject) -> Expected {
                                 test::BundleFiles files(subject.files.at("bundle"));
                                 const std::string before = files.text("checkpoint.note");
                                 std::string after = before;
                                 spoil(after);
                                 if (after == before) return std::nullopt;
                                 for (test::BundleFiles::File& file : files.files) {
                                     std::string text(as_text(file.content));
                                     const std::size_t at = text.find(before);
                                     if (at == std::string::npos) continue;
                                     // In the proofs only, or in the note and all that repeat it.
                                     if (in_proof && file.name == "checkpoint.note") continue;
                                     text.replace(at, before.size(), after);
                                     const ByteView bytes = as_bytes(text);
                                     file.content.assign(bytes.begin(), bytes.end());
                                 }
                                 subject.files["bundle"] = files.archive();
                                 // Others may sign as well; nobody is asked to believe them.
                                 return allowed && !in_proof ? kVerified : kFailed;
                             }});
        }
        to.push_back(family_of("M19",
                               std::string("a bundle's checkpoint malformed, ") +
                                   (in_proof ? "in its proofs" : "everywhere"),
                               small_bundle(), std::move(cases)));
    }
}

// Notes of other sizes and roots, signed by the keys that must sign them.
void add_wrong_checkpoints(Families& to) {
    Family sizes{"M18", "notes of another size or root, signed rightly", small_ledger(), 2 * 320};
    sizes.change = [](std::uint64_t number, Subject& subject) -> Expected {
        const std::uint64_t which = number % 2;
        const std::uint64_t variant = number / 2;
        test::ForgeHooks hooks;
        hooks.note = [=](std::uint64_t at, std::string& text) {
            if (at != which) return;
            const auto note = notes::parse_note(text);
            auto checkpoint = notes::parse_checkpoint(note->text);
            if (variant < 64) {
                checkpoint->size ^= std::uint64_t{1} << variant;
            } else {
                std::uint8_t& byte = checkpoint->root[static_cast<std::size_t>((variant - 64) / 8)];
                byte = static_cast<std::uint8_t>(byte ^ 1U << (variant - 64) % 8);
            }
            notes::Note lie;
            lie.text =
                notes::checkpoint_text(checkpoint->origin, checkpoint->size, checkpoint->root);
            for (const crypto::SigningKey& key :
                 {test::forged_epoch_key(1, at), test::forged_identity_key(1)}) {
                lie.signatures.push_back(notes::sign_note(checkpoint->origin, lie.text, key));
            }
            text = lie.serialize();
        };
        return shown_as(subject, small_forge({}, hooks), kFailed);
    };
    to.push_back(sizes);
}

// Forms of a signature and of a key that a library without libsodium's rule takes.
using SignatureForm = std::function<void(crypto::Signature&)>;

Bytes point(const char* hex) {
    return *crypto::from_hex(hex);
}
std::vector<Bytes> small_points() {
    return {point("0100000000000000000000000000000000000000000000000000000000000000"),
            point("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
            point("0000000000000000000000000000000000000000000000000000000000000080"),
            point("0000000000000000000000000000000000000000000000000000000000000000"),
            point("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
            point("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"),
            point("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
            point("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85"),
            // The same, not canonical.
            point("0100000000000000000000000000000000000000000000000000000000000080"),
            point("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
            point("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"),
            point("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
            point("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"),
            point("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")};
}

// S + L in the place of S: the same number to a library that does not look.
void add_order(crypto::Signature& signature, int times) {
    static const Bytes order =
        point("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    for (int i = 0; i < times; ++i) {
        unsigned carry = 0;
        for (std::size_t at = 0; at < 32; ++at) {
            carry += unsigned{signature[32 + at]} + order[at];
            signature[32 + at] = static_cast<std::uint8_t>(carry);
            carry >>= 8U;
        }
    }
}

std::vector<SignatureForm> signature_forms() {
    std::vector<SignatureForm> forms;
    for (int times = 1; times < 15; ++times) {
        forms.push_back([=](crypto::Signature& signature) { add_order(signature, times); });
    }
    for (const Bytes& each : small_points()) {
        for (const bool zero : {false, true}) {
            forms.push_back([=](crypto::Signature& signature) {
                std::copy(each.begin(), each.end(), signature.begin());
                if (zero) std::fill(signature.begin() + 32, signature.end(), std::uint8_t{0});
            });
        }
    }
    forms.push_back([](crypto::Signature& signature) { signature = {}; });
    forms.push_back([](crypto::Signature& signature) { signature.fill(0xff); });
    forms.push_back([](crypto::Signature& signature) { signature[31] ^= 0x80U; });
    forms.push_back([](crypto::Signature& signature) { signature[63] |= 0xe0U; });
    forms.push_back([](crypto::Signature& signature) {
        std::swap_ranges(signature.begin(), signature.begin() + 32, signature.begin() + 32);
    });
    return forms;
}

void add_signature_forms(Families& to) {
    const std::vector<SignatureForm> forms = signature_forms();
    constexpr std::uint64_t kFrames = 5;
    Family trailers{"M20", "forms of signatures in trailers", small_ledger(),
                    forms.size() * kFrames};
    trailers.change = [=](std::uint64_t number, Subject& subject) -> Expected {
        test::ForgeHooks hooks;
        hooks.signed_trailer = [=](std::uint64_t frame, format::FrameTrailer& trailer) {
            if (frame == number % kFrames) {
                forms[static_cast<std::size_t>(number / kFrames)](trailer.signature);
            }
        };
        return shown_as(subject, small_forge({}, hooks), kFailed);
    };
    to.push_back(trailers);
    Family heads{"M20", "forms of signatures in HEAD", small_ledger(), forms.size() * 2};
    heads.change = [=](std::uint64_t number, Subject& subject) -> Expected {
        test::ForgeHooks hooks;
        const bool both = number % 2 == 1;
        hooks.signed_head = [=](std::uint64_t generation, format::HeadSlot& slot) {
            if (both || generation % 2 == 1) {
                forms[static_cast<std::size_t>(number / 2)](slot.signature);
            }
        };
        return shown_as(subject, small_forge({}, hooks), both ? kFailed : kWithEvents);
    };
    to.push_back(heads);
    Family in_notes{"M20", "forms of signatures in notes", small_ledger(), forms.size() * 4};
    in_notes.change = [=](std::uint64_t number, Subject& subject) -> Expected {
        test::ForgeHooks hooks;
        hooks.note = [=](std::uint64_t which, std::string& text) {
            if (which != number % 2) return;
            auto note = notes::parse_note(text);
            auto& bytes = note->signatures[static_cast<std::size_t>(number / 2 % 2)].signature;
            crypto::Signature signature{};
            std::copy_n(bytes.begin(), signature.size(), signature.begin());
            forms[static_cast<std::size_t>(number / 4)](signature);
            bytes.assign(signature.begin(), signature.end());
            text = note->serialize();
        };
        return shown_as(subject, small_forge({}, hooks), kFailed);
    };
    to.push_back(in_notes);
    Family genesis{"M20", "forms of the signature in genesis", small_ledger(), forms.size()};
    genesis.change = [=](std::uint64_t number, Subject& subject) -> Expected {
        test::ForgeHooks hooks;
        hooks.body = [=](std::uint64_t sequence, Bytes& body) {
            if (sequence != 0) return;
            crypto::Signature signature{};
            std::copy_n(body.end() - 64, 64, signature.begin());
            forms[static_cast<std::size_t>(number)](signature);
            std::copy_n(signature.begin(), 64, body.end() - 64);
        };
        const test::Forge forge = small_forge({}, hooks);
        subject.pin = pin_of(forge);
        return shown_as(subject, forge, kFailed);
    };
    to.push_back(genesis);
    // Keys under which one signature fits every text: of small order, with R the same and S zero.
    const std::vector<Bytes> points = small_points();
    Family keys{"M20", "epoch keys of small order that sign everything", small_ledger(),
                points.size()};
    keys.change = [=](std::uint64_t number, Subject& subject) -> Expected {
        const Bytes& key = points[static_cast<std::size_t>(number)];
        test::ForgeHooks hooks;
        hooks.body = [=](std::uint64_t, Bytes& body) {
            if (body.size() == sizeof(format::EpochKeyBody) && body[0] == 1 && body[1] == 0) {
                std::copy(key.begin(), key.end(), body.begin() + 16);
            }
        };
        hooks.signed_trailer = [=](std::uint64_t, format::FrameTrailer& trailer) {
            if (trailer.epoch == 0) return;
            crypto::PublicKey stored{};
            std::copy(key.begin(), key.end(), stored.begin());
            trailer.epoch_key_id =
                notes::key_id(test::ForgeOptions().origin, notes::kTypeEd25519, stored);
            trailer.signature = {};
            trailer.signature[0] = 1;  // The identity point.
        };
        return shown_as(subject, small_forge({}, hooks), kFailed);
    };
    to.push_back(keys);
}

}  // namespace

void add_notes_and_signatures(Families& to, std::uint64_t) {
    add_malformed(to);
    add_wrong_checkpoints(to);
    add_signature_forms(to);
}

}  // namespace counterfoil::tamper
