// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/views/table_with_details.h"

#include <QHeaderView>
#include <QSplitter>
#include <QVBoxLayout>
#include <utility>

#include "gui/icons.h"
#include "gui/views/plain_label.h"

namespace counterfoil::gui {

TableWithDetails::TableWithDetails(const QString& name, QStringList columns, QWidget* parent)
    : QWidget(parent),
      model_(new TableRows(std::move(columns), this)),
      table_(new QTableView(this)),
      details_(new QPlainTextEdit(this)),
      go_(new QPushButton(icon("records"), tr("Show the &record"), this)) {
    table_->setModel(model_);
    table_->setAccessibleName(name);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setTabKeyNavigation(false);
    table_->setWordWrap(false);
    table_->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table_->horizontalHeader()->setStretchLastSection(true);
    details_->setReadOnly(true);
    details_->setFont(fixedFont());
    details_->setTabChangesFocus(true);
    details_->setAccessibleName(tr("%1: the chosen one").arg(name));
    auto* lower = new QWidget(this);
    auto* below = new QVBoxLayout(lower);
    below->setContentsMargins(0, 0, 0, 0);
    below->addWidget(go_, 0, Qt::AlignLeft);
    below->addWidget(details_, 1);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(table_);
    splitter->addWidget(lower);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(splitter);
    const auto go = [this] {
        const TableRows::Row* row = chosen();
        if (row != nullptr && row->sequence) emit wantsRecord(*row->sequence);
    };
    connect(go_, &QPushButton::clicked, this, go);
    connect(table_, &QTableView::activated, this, go);
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &TableWithDetails::showChosen);
    showChosen();
}

void TableWithDetails::show(std::vector<TableRows::Row> rows) {
    model_->show(std::move(rows));
    table_->resizeColumnsToContents();
    if (model_->rowCount() > 0) table_->setCurrentIndex(model_->index(0, 0));
    showChosen();
}

const TableRows::Row* TableWithDetails::chosen() const {
    const QModelIndex index = table_->currentIndex();
    return index.isValid() ? &model_->at(index.row()) : nullptr;
}

void TableWithDetails::showChosen() {
    const TableRows::Row* row = chosen();
    details_->setPlainText(row != nullptr ? row->details : QString());
    go_->setEnabled(row != nullptr && row->sequence.has_value());
    emit choiceChanged();
}

}  // namespace counterfoil::gui
