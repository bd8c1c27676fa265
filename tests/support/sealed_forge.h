// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "ledger/crypto/hash.h"
#include "ledger/crypto/xaes_gcm.h"
#include "ledger/format/labels.h"
#include "ledger/platform/storage.h"
#include "ledger/publish/bundle_writer.h"
#include "ledger/publish/checkpoint_evidence.h"
#include "ledger/publish/range_writer.h"
#include "ledger/reader/ledger_reader.h"
#include "tests/support/forge.h"
#include "tests/support/temporary_directory.h"

namespace counterfoil::test {

// A forged ledger whose bodies are really sealed, each with a key of its own, and whose stream
// names are really hidden; so that it can be disclosed. Lives at a fixed address.
class SealedForge : public publish::DisclosureSource {
  public:
    explicit SealedForge(ForgeOptions options = {}) : forge(with_hooks(std::move(options))) {}
    SealedForge(const SealedForge&) = delete;
    SealedForge& operator=(const SealedForge&) = delete;

    Forge forge;
    std::set<std::uint64_t> erased;     // Records whose keys are not here.
    std::set<std::uint32_t> unnamed;    // Streams whose names are not here.
    std::set<std::uint64_t> destroyed;  // Records whose bodies are zero.

    [[nodiscard]] ForgeRecord event(std::uint32_t stream, const std::string& text) const {
        format::EventAttributes attributes;
        attributes.content_type = "text/plain";
        Bytes body = *format::encode_envelope(attributes);
        body.insert(body.end(), text.begin(), text.end());
        return {format::RecordType::kEvent, stream, body};
    }
    [[nodiscard]] ForgeRecord stream(std::uint32_t id) const {
        format::Stream body;
        body.fixed = {};
        body.fixed.stream_id = id;
        const std::string name = name_of(id);
        if (forge.options.encrypted) {
            body.fixed.name_kind = 1;
            body.fixed.name_mac = crypto::hmac_sha256(
                name_key(id).view(),
                {as_bytes(format::kStreamNameLabel), ledger_id(), as_bytes(name)});
        } else {
            body.name = name;
            body.fixed.name_length = static_cast<std::uint16_t>(name.size());
        }
        return {format::RecordType::kStream, 0, format::encode_body(body)};
    }

    [[nodiscard]] static crypto::Secret256 key_of(std::uint64_t sequence) {
        const Le64 stored = sequence;
        return crypto::Secret256(crypto::sha256(
            {as_bytes("record"), ByteView(reinterpret_cast<const std::uint8_t*>(&stored), 8)}));
    }
    [[nodiscard]] static std::string name_of(std::uint32_t id) {
        return "stream " + std::to_string(id);
    }
    [[nodiscard]] static crypto::Secret256 name_key(std::uint32_t id) {
        return crypto::Secret256(crypto::sha256(as_bytes("name key " + std::to_string(id))));
    }

    Result<std::optional<crypto::Secret256>> record_key(const format::Entry& entry) override {
        if (erased.contains(entry.sequence)) return std::optional<crypto::Secret256>();
        return std::optional<crypto::Secret256>(key_of(entry.sequence));
    }
    Result<std::optional<publish::DisclosedName>> stream_name(std::uint32_t id) override {
        if (unnamed.contains(id)) return std::optional<publish::DisclosedName>();
        return std::optional<publish::DisclosedName>({name_of(id), name_key(id)});
    }

    // The bundle of records first to last.
    [[nodiscard]] Bytes bundle(std::uint64_t first, std::uint64_t last, bool disclose = true) {
        publish::BundleOptions options;
        options.first = first;
        options.count = last - first + 1;
        if (disclose && forge.options.encrypted) options.disclosure = this;
        return made([&](auto& reader, auto& storage, const std::string& path) {
            return publish::write_bundle(reader, storage, path, options);
        });
    }
    // The bundle of a checkpoint: of the newest, or of this size.
    [[nodiscard]] Bytes checkpoint_bundle(std::optional<std::uint64_t> size = {}) {
        publish::CheckpointEvidenceOptions options;
        options.size = size;
        return made([&](auto& reader, auto& storage, const std::string& path) {
            return publish::write_checkpoint_evidence(reader, storage, path, options);
        });
    }

    // The bundle of a range.
    [[nodiscard]] Bytes range_bundle(publish::RangeOptions options) {
        options.disclosure = this;
        return made([&](auto& reader, auto& storage, const std::string& path) {
            return publish::write_range(reader, storage, path, options);
        });
    }

  private:
    // What `write` makes of the ledger at a path.
    template <class Write>
    [[nodiscard]] Bytes made(const Write& write) {
        const TemporaryDirectory place;
        forge.write(place.path("ledger"));
        const auto storage = platform::posix_storage();
        auto reader = reader::LedgerReader::open(*storage, place.path("ledger"));
        require(reader.ok(), "a forged ledger can be read");
        const auto written = write(*reader, *storage, place.path("bundle"));
        require(written.ok(), written ? "" : written.error().message.c_str());
        return platform::read_file(*storage, place.path("bundle"), 1U << 30U).value();
    }

    [[nodiscard]] LedgerId ledger_id() const {
        LedgerId id;
        id.fill(static_cast<std::uint8_t>(0xa0 + forge.options.seed));
        return id;
    }
    // The forge computes digests in the middle: what is sealed takes the plaintext's place then.
    [[nodiscard]] Forge with_hooks(ForgeOptions options) {
        ForgeHooks hooks;
        if (options.encrypted) {
            hooks.body = [this](std::uint64_t, Bytes& body) { plaintext_ = body; };
            hooks.entry = [this](std::uint64_t sequence, format::Entry& entry) {
                sealed_.reset();
                if (format::is_event(entry)) seal(sequence, entry);
            };
        }
        hooks.stored_body = [this](std::uint64_t sequence, Bytes& body) {
            if (sealed_) body = *sealed_;
            if (destroyed.contains(sequence)) body.assign(body.size(), 0);
        };
        return Forge(std::move(options), std::move(hooks));
    }
    void seal(std::uint64_t sequence, format::Entry& entry) {
        const crypto::Secret256 key = key_of(sequence);
        entry.body_length = static_cast<std::uint32_t>(plaintext_.size() + crypto::kTagSize);
        entry.key_commitment = crypto::sha256({as_bytes(format::kKeyCommitmentLabel), key.view()});
        format::Entry associated = entry;
        associated.body_digest = {};
        associated.previous = {};
        sealed_.emplace(plaintext_.size() + crypto::kTagSize);
        cipher_.seal(key, entry.nonce, format::bytes_of(associated), plaintext_, *sealed_);
        entry.body_digest = crypto::sha256(*sealed_);
    }

    crypto::XaesGcm cipher_;
    Bytes plaintext_;
    std::optional<Bytes> sealed_;
};

// Three epochs, two streams, and a checkpoint behind all of it. Sequences: 0 genesis, 1 segment,
// 2 open | 3 open, 4 and 5 streams, 6 to 8 events | 9 key of epoch 1 | 10 heartbeat, 11 and 12
// events | 13 key of epoch 2 | 14 and 15 events.
inline void three_epochs(SealedForge& sealed, const std::string& early = "early") {
    Forge& forge = sealed.forge;
    forge.init();
    forge.open_writer();
    forge.frame({sealed.stream(1), sealed.stream(2), sealed.event(1, early),
                 sealed.event(2, "login"), sealed.event(1, "paid 7")});
    forge.frame({forge.rotation()});
    forge.frame({forge.heartbeat(), sealed.event(1, "paid 8"), sealed.event(2, "logout")});
    forge.frame({forge.rotation()});
    forge.frame({sealed.event(1, "paid 9"), sealed.event(1, "paid 10")});
    forge.publish();
    forge.close();
}

}  // namespace counterfoil::test
