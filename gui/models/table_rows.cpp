// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/table_rows.h"

#include <utility>

#include "gui/views/plain_label.h"

namespace counterfoil::gui {

TableRows::TableRows(QStringList columns, QObject* parent)
    : QAbstractTableModel(parent), columns_(std::move(columns)) {}

void TableRows::show(std::vector<Row> rows) {
    beginResetModel();
    rows_ = std::move(rows);
    endResetModel();
}

int TableRows::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int TableRows::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(columns_.size());
}

QVariant TableRows::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const Row& row = at(index.row());
    if (role == Qt::DecorationRole && index.column() == 0) return row.icon;
    const QString text = row.texts.value(index.column());
    if (role == Qt::DisplayRole) return text;
    // A tool tip is shown as markup when it looks like some.
    if (role == Qt::ToolTipRole) return plainToolTip(text);
    return {};
}

QVariant TableRows::headerData(int section, Qt::Orientation orientation, int role) const {
    if (role != Qt::DisplayRole) return {};
    if (orientation == Qt::Vertical) return section + 1;
    return columns_.value(section);
}

}  // namespace counterfoil::gui
