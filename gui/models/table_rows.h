// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QIcon>
#include <QStringList>
#include <cstdint>
#include <optional>
#include <vector>

namespace counterfoil::gui {

// A table of texts that does not change while it is shown, for lists that fit in memory.
class TableRows : public QAbstractTableModel {
    Q_OBJECT

  public:
    struct Row {
        QStringList texts;                      // One for each column.
        QIcon icon;                             // Of the first.
        std::optional<std::uint64_t> sequence;  // The record that it leads to, if any.
        QString details;                        // All that is known, for below the table.
    };

    explicit TableRows(QStringList columns, QObject* parent = nullptr);

    void show(std::vector<Row> rows);
    [[nodiscard]] const Row& at(int row) const { return rows_[static_cast<std::size_t>(row)]; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

  private:
    const QStringList columns_;
    std::vector<Row> rows_;
};

}  // namespace counterfoil::gui
