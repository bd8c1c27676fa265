// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/records_model.h"

#include <QElapsedTimer>
#include <algorithm>
#include <utility>

#include "gui/icons.h"
#include "gui/words.h"

namespace counterfoil::gui {
namespace {

constexpr std::size_t kCachedMax = 1024;
constexpr qint64 kSliceMs = 8;
constexpr std::uint64_t kLookedAtOnce = 64;  // Between two looks at the clock.

}  // namespace

RecordsModel::RecordsModel(QObject* parent) : QAbstractTableModel(parent) {
    connect(&slice_, &QTimer::timeout, this, &RecordsModel::lookOn);
}

void RecordsModel::show(reader::LedgerView* view) {
    beginResetModel();
    view_ = view;
    ledger_size_ = view != nullptr ? view->reader().readable_size() : 0;
    disclosed_.clear();
    cache_.clear();
    chosen_.clear();
    slice_.stop();
    endResetModel();
    if (!filter_.isEmpty()) setFilter(filter_);
}

void RecordsModel::show(std::vector<verifier::DisclosedRecord> disclosed) {
    beginResetModel();
    view_ = nullptr;
    disclosed_ = std::move(disclosed);
    cache_.clear();
    chosen_.clear();
    slice_.stop();
    endResetModel();
    if (!filter_.isEmpty()) setFilter(filter_);
}

void RecordsModel::mark(const std::vector<verifier::Finding>& findings) {
    marks_.clear();
    for (const verifier::Finding& finding : findings) {
        if (!finding.sequence) continue;
        const auto [place, added] = marks_.emplace(*finding.sequence, finding.severity);
        if (!added) place->second = std::min(place->second, finding.severity);
    }
    cache_.clear();
    if (rowCount() > 0) emit dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
}

std::uint64_t RecordsModel::total() const {
    return view_ != nullptr ? ledger_size_ : disclosed_.size();
}

std::uint64_t RecordsModel::shownTotal() const {
    return filter_.isEmpty() ? std::min(total(), kRowsMax) : chosen_.size();
}

void RecordsModel::setFilter(RecordFilter filter) {
    beginResetModel();
    filter_ = std::move(filter);
    chosen_.clear();
    next_ = 0;
    endResetModel();
    if (filter_.isEmpty()) {
        slice_.stop();
        emit filtered(total(), total(), true);
    } else {
        slice_.start(0);
    }
}

void RecordsModel::stopFiltering() {
    if (!slice_.isActive()) return;
    slice_.stop();
    emit filtered(next_, total(), true);
}

bool RecordsModel::matches(std::uint64_t position) const {
    if (view_ == nullptr) {
        const verifier::DisclosedRecord& record = disclosed_[position];
        format::Entry entry;
        entry.type = static_cast<std::uint8_t>(format::RecordType::kEvent);
        entry.sequence = record.sequence;
        entry.time_ns = record.time_ns;
        entry.stream_id = record.stream_id;
        reader::RecordView opened;
        opened.attributes = record.attributes;
        opened.content.emplace();
        return filter_.matches(entry, record.stream.value_or("")) && filter_.matches(opened);
    }
    if (filter_.sequences && !filter_.sequences->contains(position)) return false;
    const Result<format::Entry> entry = view_->reader().entry(position);
    // What cannot be read may be what is looked for.
    if (!entry) return true;
    const std::string stream = filter_.stream.empty() || !format::is_event(*entry)
                                   ? std::string()
                                   : view_->stream_name(entry->stream_id);
    if (!filter_.matches(*entry, stream)) return false;
    if (!filter_.needsContent()) return true;
    const Result<reader::RecordView> record = view_->record(position);
    return record && filter_.matches(*record);
}

void RecordsModel::lookOn() {
    QElapsedTimer clock;
    clock.start();
    std::vector<std::uint64_t> found;
    const std::uint64_t total = this->total();
    while (next_ < total && clock.elapsed() < kSliceMs) {
        const std::uint64_t end = std::min(total, next_ + kLookedAtOnce);
        for (; next_ < end; ++next_) {
            if (matches(next_)) found.push_back(next_);
        }
    }
    const std::size_t room = kRowsMax - chosen_.size();
    if (found.size() > room) found.resize(room);
    if (!found.empty()) {
        const int first = static_cast<int>(chosen_.size());
        beginInsertRows({}, first, first + static_cast<int>(found.size()) - 1);
        chosen_.insert(chosen_.end(), found.begin(), found.end());
        endInsertRows();
    }
    const bool done = next_ >= total || chosen_.size() >= kRowsMax;
    if (done) slice_.stop();
    emit filtered(next_, total, done);
}

std::uint64_t RecordsModel::sequenceAt(int row) const {
    const std::uint64_t position = filter_.isEmpty() ? static_cast<std::uint64_t>(row)
                                                     : chosen_[static_cast<std::size_t>(row)];
    return view_ != nullptr ? position : disclosed_[position].sequence;
}

std::optional<int> RecordsModel::rowOf(std::uint64_t sequence) const {
    std::uint64_t position = sequence;
    if (view_ == nullptr) {
        const verifier::DisclosedRecord* record = disclosed(sequence);
        if (record == nullptr) return std::nullopt;
        position = static_cast<std::uint64_t>(record - disclosed_.data());
    }
    if (!filter_.isEmpty()) {
        const auto found = std::lower_bound(chosen_.begin(), chosen_.end(), position);
        if (found == chosen_.end() || *found != position) return std::nullopt;
        return static_cast<int>(found - chosen_.begin());
    }
    if (position >= shownTotal()) return std::nullopt;
    return static_cast<int>(position);
}

const verifier::DisclosedRecord* RecordsModel::disclosed(std::uint64_t sequence) const {
    const auto found = std::find_if(
        disclosed_.begin(), disclosed_.end(),
        [&](const verifier::DisclosedRecord& each) { return each.sequence == sequence; });
    return found == disclosed_.end() ? nullptr : &*found;
}

RecordsModel::Row RecordsModel::rowOfDisclosed(const verifier::DisclosedRecord& record) const {
    Row row;
    row.time = shownMilliseconds(record.time_ns);
    row.stream = record.stream ? shown(*record.stream) : tr("stream %1").arg(record.stream_id);
    row.type =
        record.attributes.event_type.empty() ? tr("event") : shown(record.attributes.event_type);
    row.size = shownSize(record.content.size());
    row.status = tr("disclosed");
    return row;
}

RecordsModel::Row RecordsModel::rowOfRecord(std::uint64_t sequence) const {
    Row row;
    const auto mark = marks_.find(sequence);
    row.bad = mark != marks_.end();
    if (row.bad) row.status = severityName(mark->second);
    const Result<format::Entry> entry = view_->reader().entry(sequence);
    if (!entry) {
        if (!row.bad) row.status = tr("cannot be read");
        row.bad = true;
        return row;
    }
    row.time = shownMilliseconds(entry->time_ns);
    row.size = shownSize(entry->body_length);
    row.type = recordTypeName(entry->type);
    if (!format::is_event(*entry)) {
        row.stream = tr("administration");
        return row;
    }
    row.stream = shown(view_->stream_name(entry->stream_id));
    const Result<reader::RecordView> record = view_->record(sequence);
    if (!record) {
        if (!row.bad) row.status = tr("damaged");
        row.bad = true;
    } else if (record->content) {
        if (!record->attributes.event_type.empty()) row.type = shown(record->attributes.event_type);
        row.size = shownSize(record->content->size());
    } else if (!row.bad) {
        row.status = record->erased ? tr("erased") : tr("sealed");
    }
    return row;
}

const RecordsModel::Row& RecordsModel::cached(std::uint64_t sequence) const {
    const auto found = cache_.find(sequence);
    if (found != cache_.end()) return found->second;
    if (cache_.size() >= kCachedMax) cache_.clear();
    const verifier::DisclosedRecord* record = view_ == nullptr ? disclosed(sequence) : nullptr;
    Row row = record != nullptr  ? rowOfDisclosed(*record)
              : view_ != nullptr ? rowOfRecord(sequence)
                                 : Row{};
    return cache_.emplace(sequence, std::move(row)).first->second;
}

int RecordsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(shownTotal());
}

int RecordsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : kColumns;
}

QVariant RecordsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const bool right = index.column() == kSequence || index.column() == kSize;
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole && role != Qt::DecorationRole) return {};
    const std::uint64_t sequence = sequenceAt(index.row());
    if (role == Qt::DecorationRole) {
        if (index.column() != kStatus) return {};
        const auto mark = marks_.find(sequence);
        if (mark != marks_.end()) return severityIcon(mark->second);
        return cached(sequence).bad ? QVariant(icon("problem")) : QVariant();
    }
    switch (index.column()) {
        case kSequence:
            return QString::number(sequence);
        case kTime:
            return cached(sequence).time;
        case kStream:
            return cached(sequence).stream;
        case kType:
            return cached(sequence).type;
        case kSize:
            return cached(sequence).size;
        case kStatus:
            return cached(sequence).status;
        default:
            return {};
    }
}

QVariant RecordsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal) return {};
    switch (section) {
        case kSequence:
            return tr("Record");
        case kTime:
            return tr("Time (UTC)");
        case kStream:
            return tr("Stream");
        case kType:
            return tr("Type");
        case kSize:
            return tr("Size");
        case kStatus:
            return tr("Status");
        default:
            return {};
    }
}

}  // namespace counterfoil::gui
