// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>
#include <QWidget>

#include "gui/evidence.h"
#include "gui/models/records_model.h"
#include "gui/views/record_panel.h"

namespace counterfoil::gui {

// The table of all records, what narrows it, and the page of the chosen one.
class RecordsPage : public QWidget {
    Q_OBJECT

  public:
    explicit RecordsPage(Evidence& evidence, QWidget* parent = nullptr);

    // Shows the record, whatever the filter hides.
    void goTo(std::uint64_t sequence);
    [[nodiscard]] RecordsModel& model() { return *model_; }
    [[nodiscard]] RecordPanel& panel() { return *panel_; }
    [[nodiscard]] QTableView& table() { return *table_; }
    void setFilterText(const QString& stream) { stream_->setText(stream); }

  private:
    void takeRecords();
    void takeReport();
    void applyFilter();
    void showFilterState(quint64 looked_at, quint64 total, bool done);
    void showChosen();

    Evidence& evidence_;
    RecordsModel* model_;
    QLineEdit* stream_;
    QComboBox* type_;
    QLineEdit* event_type_;
    QLineEdit* subject_;
    QLineEdit* from_;
    QLineEdit* to_;
    QCheckBox* findings_only_;
    QLabel* state_;
    QTableView* table_;
    RecordPanel* panel_;
};

}  // namespace counterfoil::gui
