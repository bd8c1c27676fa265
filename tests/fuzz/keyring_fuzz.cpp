// SPDX-License-Identifier: Apache-2.0
// Hostile files with secrets: somebody changed the keyring, a key file or the epoch's secret of the
// golden ledger, byte by byte or through SQL, cell by cell. Opening must come back, and who opens
// must not be led to read anything but what was written, or to sign with another key.
//
// Input: changes of 8 bytes each: file (1), what (1), place (4), value (1), column (1).
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/crypto/library.h"
#include "ledger/format/envelope.h"
#include "ledger/keys/unlocked_keys.h"
#include "ledger/platform/sqlite.h"
#include "ledger/reader/ledger_reader.h"
#include "tests/fuzz/changes.h"
#include "tests/support/fixed_machine.h"
#include "tests/support/temporary_directory.h"

namespace {

using namespace counterfoil;
namespace fs = std::filesystem;

struct Change {
    std::uint8_t file;
    std::uint8_t what;
    std::uint8_t place[4];
    std::uint8_t value;
    std::uint8_t column;
};

// What somebody who can open the file with SQLite would change.
constexpr const char* kCells[] = {
    "UPDATE ledger SET keyring_version = ?",
    "UPDATE ledger SET ledger_id = ?",
    "UPDATE ledger SET applied_size = ?",
    "UPDATE ledger SET traces_due = ?",
    "UPDATE ledger SET wrapped_lookup_key = ?",
    "UPDATE stream SET stream_id = stream_id + ?",
    "UPDATE stream SET wrapped_name = ?",
    "UPDATE stream SET wrapped_name_key = ?",
    "UPDATE data_key SET key_id = key_id + ?",
    "UPDATE data_key SET stream_id = ?",
    "UPDATE data_key SET generation = ?",
    "UPDATE data_key SET wrapped_key = ?",
    "UPDATE data_key SET sequence = ?",
    "DELETE FROM ledger WHERE 1 OR ?",
    "DELETE FROM stream WHERE stream_id > ?",
    "DELETE FROM data_key WHERE stream_id > ?",
    "INSERT INTO ledger VALUES (2, x'00', ?, 0, NULL)",
    "INSERT INTO joint VALUES (1, ?, NULL)",
    "INSERT INTO subject VALUES (?, x'00', x'00', x'00')",
    "INSERT INTO erased VALUES (?, 1)",
    "INSERT INTO hold VALUES (?, 1, 1, NULL)",
    "UPDATE stream SET wrapped_name = wrapped_name_key || ?",
    "UPDATE data_key SET wrapped_key = (SELECT wrapped_name_key FROM stream) || ?",
};

// A copy of the golden ledger whose files with secrets an input changes.
class Disk {
  public:
    Disk() : storage_(platform::posix_storage()) {
        require(crypto::start().ok(), "the cryptography gives its known answers");
        const fs::path golden = COUNTERFOIL_SOURCE_DIR "/tests/golden/v1";
        fs::copy(golden / "ledger", place_.path("ledger"), fs::copy_options::recursive);
        fs::copy(golden / "keys", place_.path("keys"));
        secrets_ = {place_.path("ledger/keyring.db"), place_.path("ledger/keys/epoch-0")};
        for (const auto& file : fs::directory_iterator(place_.path("keys"))) {
            secrets_.push_back(file.path().string());
        }
        for (const std::string& path : secrets_) {
            // Git keeps no access modes, and keys that others can read are refused.
            fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
            golden_.push_back(platform::read_file(*storage_, path, 1U << 20U).value());
        }
        reader_.emplace(reader::LedgerReader::open(*storage_, place_.path("ledger")).value());
        const auto untouched = look();
        require(untouched.opened && untouched.events.size() == 5, "the golden ledger opens");
        right_ = untouched;
    }

    void change(ByteView input) {
        std::vector<Bytes> contents = golden_;
        std::vector<Change> cells;
        test::each_of<Change>(input, [&](const Change& change) {
            if (change.what % 4 == 3) {
                cells.push_back(change);
            } else {
                patch(change, contents[change.file % contents.size()]);
            }
        });
        for (std::size_t i = 0; i < secrets_.size(); ++i) overwrite(secrets_[i], contents[i]);
        for (const char* rest : {"-journal", "-wal", "-shm"}) fs::remove(secrets_[0] + rest);
        if (!cells.empty()) set_cells(cells);
        const Seen seen = look();
        for (const std::string& event : seen.events) {
            require(event.empty() || std::find(right_.events.begin(), right_.events.end(), event) !=
                                         right_.events.end(),
                    "nothing is read that was not written");
        }
    }

  private:
    struct Seen {
        bool opened = false;
        std::vector<std::string> events;  // Empty: it could not be opened.
    };

    static void patch(const Change& change, Bytes& content) {
        std::uint32_t place = 0;
        std::memcpy(&place, change.place, sizeof place);
        if (content.empty()) return;
        std::uint8_t& byte = content[place % content.size()];
        if (change.what % 4 == 0) byte = change.value;
        if (change.what % 4 == 1) byte = static_cast<std::uint8_t>(byte ^ (1U << change.value % 8));
        if (change.what % 4 == 2) content.resize(place % content.size());
    }

    static void overwrite(const std::string& path, const Bytes& content) {
        std::FILE* file = std::fopen(path.c_str(), "wb");
        require(file != nullptr, "a file of the copy can be written");
        std::fwrite(content.data(), 1, content.size(), file);
        std::fclose(file);
    }

    void set_cells(const std::vector<Change>& cells) {
        auto database = platform::Database::open(secrets_[0], platform::Database::Mode::kReadWrite);
        if (!database) return;
        for (const Change& cell : cells) {
            auto statement = database->prepare(kCells[cell.column % std::size(kCells)]);
            if (!statement) continue;
            std::uint32_t number = 0;
            std::memcpy(&number, cell.place, sizeof number);
            switch (cell.value % 4) {
                case 0:
                    statement->bind(0, std::uint64_t{number});
                    break;
                case 1:
                    statement->bind(0, ~std::uint64_t{number});
                    break;
                case 2:
                    statement->bind(0, Bytes(number % 4096, cell.file));
                    break;
                default:
                    statement->bind_text(0, std::string(number % 64, static_cast<char>(cell.file)));
            }
            static_cast<void>(statement->step());
        }
    }

    [[nodiscard]] Seen look() {
        Seen seen;
        test::FixedRandom random;
        const auto keys = keys::UnlockedKeys::open(
            *storage_, random,
            {place_.path("ledger"), {place_.path("keys")}, reader_->ledger_id(), true},
            keys::Keyring::Mode::kReadWrite);
        if (!keys) return seen;
        seen.opened = true;
        for (std::uint64_t sequence = 0; sequence < reader_->size(); ++sequence) {
            const auto record = reader_->record(sequence);
            require(record.ok(), "the golden records can be read");
            if (record->entry.type != static_cast<std::uint8_t>(format::RecordType::kEvent)) {
                continue;
            }
            const auto plaintext = (*keys)->opener().open(record->entry, record->body);
            const auto envelope = plaintext ? format::decode_envelope(*plaintext) : std::nullopt;
            require(envelope || !plaintext, "what opens is an envelope");
            seen.events.push_back(envelope ? std::string(as_text(envelope->event)) : std::string());
        }
        const auto signer = (*keys)->signer(0, reader_->genesis().fixed.epoch_key);
        if (signer) {
            require((*signer)->public_key() == reader_->genesis().fixed.epoch_key,
                    "who signs is the epoch's key");
        }
        return seen;
    }

    test::TemporaryDirectory place_;
    std::unique_ptr<platform::Storage> storage_;
    std::vector<std::string> secrets_;
    std::vector<Bytes> golden_;
    std::optional<reader::LedgerReader> reader_;
    Seen right_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static Disk disk;
    disk.change({data, size});
    return 0;
}
