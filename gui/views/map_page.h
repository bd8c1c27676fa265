// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QWidget>
#include <memory>

#include "gui/evidence.h"
#include "gui/jobs/job.h"
#include "gui/views/segment_map.h"
#include "gui/views/timeline.h"

namespace counterfoil::gui {

// Where and when: the timeline above, the segments with their batches below. Both are looked up by
// a job when the page is first seen.
class MapPage : public QWidget {
    Q_OBJECT

  public:
    explicit MapPage(Evidence& evidence, QWidget* parent = nullptr);
    ~MapPage() override;

    [[nodiscard]] SegmentMap& map() { return *map_; }
    [[nodiscard]] bool isLoading() const { return job_ != nullptr; }
    void choose(std::uint64_t sequence) { map_->choose(sequence); }

  signals:
    void wantsRecord(quint64 sequence);
    void loaded();

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    void load();
    void mark();

    Evidence& evidence_;
    QLabel* state_;
    Timeline* timeline_;
    SegmentMap* map_;
    std::unique_ptr<Job> job_;
    bool current_ = false;  // What is shown is of the ledger as it is opened now.
};

}  // namespace counterfoil::gui
