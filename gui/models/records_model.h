// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QTimer>
#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "gui/models/record_filter.h"
#include "ledger/reader/ledger_view.h"
#include "verifier/report.h"

namespace counterfoil::gui {

// The records of a ledger, or those that a bundle discloses: read when they are looked at, a few
// hundred kept. A filter reads all records, a slice at a time between what else the window does.
class RecordsModel : public QAbstractTableModel {
    Q_OBJECT

  public:
    enum Column { kSequence, kTime, kStream, kType, kSize, kStatus, kColumns };
    // A table's places are counted in pixels, and these in 31 bits: rows may be 85 of them high.
    static constexpr std::uint64_t kRowsMax = 25'000'000;

    explicit RecordsModel(QObject* parent = nullptr);

    // Of a ledger. Null: none. The view must outlive this, or the next call.
    void show(reader::LedgerView* view);
    // Of a bundle: what it discloses.
    void show(std::vector<verifier::DisclosedRecord> disclosed);
    // Which records have a finding, and of what severity.
    void mark(const std::vector<verifier::Finding>& findings);

    void setFilter(RecordFilter filter);
    [[nodiscard]] bool isFiltering() const { return slice_.isActive(); }
    void stopFiltering();
    // All records that there are, whatever is shown of them.
    [[nodiscard]] std::uint64_t total() const;

    [[nodiscard]] std::uint64_t sequenceAt(int row) const;
    // Of a sequence that is shown.
    [[nodiscard]] std::optional<int> rowOf(std::uint64_t sequence) const;
    [[nodiscard]] const verifier::DisclosedRecord* disclosed(std::uint64_t sequence) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

  signals:
    void filtered(quint64 looked_at, quint64 total, bool done);

  private:
    struct Row {
        QString time;
        QString stream;
        QString type;
        QString size;
        QString status;
        bool bad = false;
    };
    [[nodiscard]] Row rowOfRecord(std::uint64_t sequence) const;
    [[nodiscard]] Row rowOfDisclosed(const verifier::DisclosedRecord& record) const;
    [[nodiscard]] const Row& cached(std::uint64_t sequence) const;
    [[nodiscard]] std::uint64_t shownTotal() const;
    [[nodiscard]] bool matches(std::uint64_t sequence) const;
    void lookOn();

    reader::LedgerView* view_ = nullptr;
    std::uint64_t ledger_size_ = 0;  // Records of the view that can be there.
    std::vector<verifier::DisclosedRecord> disclosed_;
    std::map<std::uint64_t, verifier::Severity> marks_;  // The worst of each record.
    RecordFilter filter_;
    std::vector<std::uint64_t> chosen_;  // With a filter: those that match, ascending.
    std::uint64_t next_ = 0;             // Where the filter looks next.
    QTimer slice_;
    mutable std::unordered_map<std::uint64_t, Row> cache_;
};

}  // namespace counterfoil::gui
