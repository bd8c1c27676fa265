// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QWidget>

#include "gui/models/table_rows.h"

namespace counterfoil::gui {

// A table, and below it what is known of the chosen row; a row may lead to a record.
class TableWithDetails : public QWidget {
    Q_OBJECT

  public:
    TableWithDetails(const QString& name, QStringList columns, QWidget* parent = nullptr);

    void show(std::vector<TableRows::Row> rows);
    [[nodiscard]] TableRows& model() { return *model_; }
    [[nodiscard]] const TableRows::Row* chosen() const;

  signals:
    void wantsRecord(quint64 sequence);
    void choiceChanged();

  private:
    void showChosen();

    TableRows* model_;
    QTableView* table_;
    QPlainTextEdit* details_;
    QPushButton* go_;
};

}  // namespace counterfoil::gui
