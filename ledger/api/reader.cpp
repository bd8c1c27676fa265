// SPDX-License-Identifier: Apache-2.0
#include <counterfoil/reader.h>

#include <utility>

#include "ledger/api/event_parts.h"
#include "ledger/api/given_places.h"
#include "ledger/api/library_start.h"
#include "ledger/merkle/hashing.h"
#include "ledger/platform/machine.h"
#include "ledger/platform/process.h"
#include "ledger/reader/ledger_view.h"
#include "ledger/reader/record_text.h"

namespace counterfoil {
namespace {

Record given_out(const reader::RecordView& view) {
    Record record;
    record.sequence = view.entry.sequence;
    record.time_ns = view.entry.time_ns;
    record.leaf_hash = merkle::leaf_hash(format::bytes_of(view.entry));
    record.is_event = view.is_event();
    if (!record.is_event) return record;
    record.stream = view.stream;
    record.stream_sequence = view.entry.stream_sequence;
    record.attributes = api::given_out(view.attributes);
    record.content = view.content;
    record.closed = view.closed;
    record.erased = view.erased;
    record.erased_by = view.erased_by;
    return record;
}

}  // namespace

struct [[gnu::visibility("hidden")]] Reader::Impl {
    explicit Impl(const Places& places) : passphrase(places) {}

    [[nodiscard]] Status open(const std::string& directory, const keys::KeyAccess& access) {
        auto opened = reader::LedgerView::open(machine.storage(), machine.random(),
                                               platform::absolute_path(directory), access);
        if (!opened) return opened.error();
        view = std::move(*opened);
        return {};
    }

    platform::Machine machine;
    api::AskedCaller passphrase;
    std::unique_ptr<reader::LedgerView> view;
};

Reader::Reader(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Reader::Reader(Reader&& other) noexcept = default;
Reader& Reader::operator=(Reader&& other) noexcept = default;
Reader::~Reader() = default;

Result<Reader> Reader::open(const std::string& directory, const Places& places) noexcept {
    if (Status ready = api::started(); !ready) return ready.error();
    auto impl = std::make_unique<Impl>(places);
    // Who has no place for keys has none.
    const Result<keys::KeyAccess> keys = api::key_access(places, impl->passphrase);
    Status opened = impl->open(directory, keys ? *keys : keys::KeyAccess{});
    if (!opened) return opened.error();
    return Reader(std::move(impl));
}

Result<Reader> Reader::open_without_keys(const std::string& directory) noexcept {
    if (Status ready = api::started(); !ready) return ready.error();
    auto impl = std::make_unique<Impl>(Places{});
    if (Status opened = impl->open(directory, {}); !opened) return opened.error();
    return Reader(std::move(impl));
}

std::uint64_t Reader::size() const noexcept {
    return impl_->view->reader().size();
}

const LedgerId& Reader::id() const noexcept {
    return impl_->view->reader().ledger_id();
}

const std::string& Reader::origin() const noexcept {
    return impl_->view->reader().genesis().origin;
}

const std::string& Reader::why_closed() const noexcept {
    return impl_->view->why_closed();
}

Result<Record> Reader::record(std::uint64_t sequence) noexcept {
    const Result<reader::RecordView> view = impl_->view->record(sequence);
    if (!view) return view.error();
    return given_out(*view);
}

Result<std::string> Reader::record_json(std::uint64_t sequence) noexcept {
    const Result<reader::RecordView> view = impl_->view->record(sequence);
    if (!view) return view.error();
    return reader::record_json(*view);
}

}  // namespace counterfoil
