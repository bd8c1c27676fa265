// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QWidget>
#include <memory>
#include <vector>

#include "gui/evidence.h"
#include "gui/jobs/job.h"
#include "gui/views/table_with_details.h"

namespace counterfoil::gui {

// What happened to the ledger, as the verifier tells it: recoveries, erasures, destroyed records,
// rotations, an open end. Holds are looked for when the page is first seen.
class EventsPage : public QWidget {
    Q_OBJECT

  public:
    explicit EventsPage(Evidence& evidence, QWidget* parent = nullptr);

    ~EventsPage() override;

    [[nodiscard]] TableWithDetails& events() { return *events_; }
    [[nodiscard]] bool isLoading() const { return job_ != nullptr; }

  signals:
    void wantsRecord(quint64 sequence);

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    void refresh();
    void loadHolds();

    Evidence& evidence_;
    std::vector<TableRows::Row> holds_;
    bool holds_known_ = false;
    std::unique_ptr<Job> job_;
    QLabel* state_;
    TableWithDetails* events_;
};

}  // namespace counterfoil::gui
