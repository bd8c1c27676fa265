// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListWidget>
#include <QPageSize>
#include <QStackedWidget>
#include <QWidget>

#include "gui/evidence.h"
#include "gui/views/banner.h"
#include "gui/views/events_page.h"
#include "gui/views/findings_page.h"
#include "gui/views/latency_page.h"
#include "gui/views/map_page.h"
#include "gui/views/records_page.h"
#include "gui/views/signatures_page.h"
#include "gui/views/trust_page.h"
#include "gui/views/verdict_page.h"

namespace counterfoil::gui {

// All of one opened thing: the banner above, a list of its pages at the left.
class EvidenceView : public QWidget {
    Q_OBJECT

  public:
    enum Page { kVerdict, kFindings, kRecords, kMap, kSignatures, kEvents, kLatency, kTrust };

    // Takes the evidence.
    explicit EvidenceView(Evidence* evidence, QWidget* parent = nullptr);

    [[nodiscard]] Evidence& evidence() { return *evidence_; }
    // Does nothing when this kind of evidence has no such page.
    void showPage(Page page);
    [[nodiscard]] Page page() const;
    [[nodiscard]] bool hasPage(Page page) const;
    void goToRecord(std::uint64_t sequence);
    void nextProblem(int step);

    [[nodiscard]] Banner& banner() { return *banner_; }
    [[nodiscard]] FindingsPage& findings() { return *findings_; }
    [[nodiscard]] RecordsPage& records() { return *records_; }
    [[nodiscard]] MapPage& map() { return *map_; }
    [[nodiscard]] SignaturesPage& signatures() { return *signatures_; }
    [[nodiscard]] EventsPage& events() { return *events_; }
    [[nodiscard]] LatencyPage& latency() { return *latency_; }
    [[nodiscard]] TrustPage& trust() { return *trust_; }

    // Of what is drawn on the latency page, for a report; null when there is nothing.
    [[nodiscard]] QImage latencyPicture();
    // The verdict, as a file; a picture of latencies if there are any. False: it was not written.
    [[nodiscard]] bool savePdf(const QString& file, QPageSize::PageSizeId page);

  signals:
    void pageChanged();

  private:
    void addPage(Page page, QWidget* widget, const QIcon& icon, const QString& name);
    void countFindings();

    Evidence* evidence_;
    Banner* banner_;
    QListWidget* list_;
    QStackedWidget* stack_;
    FindingsPage* findings_;
    RecordsPage* records_;
    MapPage* map_;
    SignaturesPage* signatures_;
    EventsPage* events_;
    LatencyPage* latency_;
    TrustPage* trust_;
};

}  // namespace counterfoil::gui
