// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/views/proof_view.h"

#include <QPainter>
#include <algorithm>

#include "gui/icons.h"
#include "gui/views/plain_label.h"
#include "gui/words.h"
#include "ledger/merkle/hashing.h"

namespace counterfoil::gui {
namespace {

constexpr int kBoxWidth = 190;
constexpr int kBoxHeight = 26;
constexpr int kLevelHeight = 52;
constexpr int kMargin = 6;
constexpr int kGap = 24;

QString shortHash(const Hash& hash) {
    const QString hex = shownHex(hash);
    return hex.left(8) + "…" + hex.right(6);
}

}  // namespace

ProofView::ProofView(QWidget* parent) : QWidget(parent) {
    setAccessibleName(tr("The path from the record to the root"));
    setFocusPolicy(Qt::StrongFocus);
}

void ProofView::clear() {
    proof_.reset();
    levels_.clear();
    setAccessibleDescription({});
    updateGeometry();
    update();
}

void ProofView::show(const ProofPath& proof) {
    proof_ = proof;
    levels_.clear();
    // RFC 6962, section 2.1.1: the side of each sibling follows from index and size alone.
    std::uint64_t index = proof.index;
    std::uint64_t last = proof.size - 1;
    Hash own = proof.leaf;
    for (const Hash& sibling : proof.path) {
        while (index % 2 == 0 && index == last) {
            // A subtree without a right neighbour is carried up as it is.
            index /= 2;
            last /= 2;
        }
        const bool right = index % 2 == 1;
        levels_.push_back({own, sibling, right});
        own = right ? merkle::node_hash(sibling, own) : merkle::node_hash(own, sibling);
        index /= 2;
        last /= 2;
    }
    levels_.push_back({own, std::nullopt, false});
    setAccessibleDescription(text());
    setMinimumSize(sizeHint());
    updateGeometry();
    update();
}

QString ProofView::text() const {
    if (!proof_) return {};
    QString text = tr("record %1 in the tree of %2 records: %3")
                       .arg(proof_->index)
                       .arg(proof_->size)
                       .arg(proof_->holds ? tr("the path leads to the root")
                                          : tr("the path does NOT lead to the root")) +
                   '\n';
    text += tr("root that HEAD names  %1").arg(shownHex(proof_->root)) + '\n';
    for (auto level = levels_.rbegin(); level != levels_.rend(); ++level) {
        text += tr("computed  %1").arg(shownHex(level->own)) + '\n';
        if (level->sibling) {
            text += (level->own_is_right ? tr("  with its left  %1") : tr("  with its right  %1"))
                        .arg(shownHex(*level->sibling)) +
                    '\n';
        }
    }
    return text;
}

QSize ProofView::sizeHint() const {
    const int levels = static_cast<int>(levels_.size()) + 1;
    return {2 * kBoxWidth + kGap + 2 * kMargin, levels * kLevelHeight + 2 * kMargin};
}

void ProofView::paintEvent(QPaintEvent*) {
    if (!proof_) return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(fixedFont());
    const QColor good = colourOf(proof_->holds ? Tone::kGood : Tone::kBad, palette());
    const QColor ink = palette().color(QPalette::WindowText);
    const int middle = std::max(width(), sizeHint().width()) / 2;
    const auto boxAt = [&](std::size_t level, int side) {
        const int row = static_cast<int>(levels_.size() - 1 - level) + 1;
        const int x = side == 0  ? middle - kBoxWidth / 2
                      : side < 0 ? middle - kGap / 2 - kBoxWidth
                                 : middle + kGap / 2;
        return QRect(x, kMargin + row * kLevelHeight, kBoxWidth, kBoxHeight);
    };
    const auto sideOf = [&](std::size_t level) {
        return !levels_[level].sibling ? 0 : levels_[level].own_is_right ? 1 : -1;
    };
    painter.setPen(ink);
    painter.drawText(
        QRect(kMargin, kMargin, width() - 2 * kMargin, kLevelHeight), Qt::AlignHCenter,
        proof_->holds
            ? tr("✓ leads to the root of %1 records").arg(shownCount(proof_->size))
            : tr("✗ does NOT lead to the root of %1 records").arg(shownCount(proof_->size)));
    for (std::size_t i = 0; i + 1 < levels_.size(); ++i) {
        const QPoint parent = boxAt(i + 1, sideOf(i + 1)).center() + QPoint(0, kBoxHeight / 2);
        painter.setPen(QPen(good, 2));
        painter.drawLine(boxAt(i, sideOf(i)).center() - QPoint(0, kBoxHeight / 2), parent);
        painter.setPen(QPen(palette().color(QPalette::Mid), 1, Qt::DashLine));
        painter.drawLine(boxAt(i, -sideOf(i)).center() - QPoint(0, kBoxHeight / 2), parent);
    }
    for (std::size_t i = 0; i < levels_.size(); ++i) {
        const Level& level = levels_[i];
        const QRect own = boxAt(i, sideOf(i));
        painter.setPen(QPen(good, 2));
        painter.setBrush(palette().color(QPalette::Base));
        painter.drawRoundedRect(own, 4, 4);
        painter.setPen(palette().color(QPalette::Text));
        const QString name = i == 0                    ? tr("leaf ")
                             : i + 1 == levels_.size() ? tr("root ")
                                                       : QString();
        painter.drawText(own, Qt::AlignCenter, name + shortHash(level.own));
        if (!level.sibling) continue;
        const QRect other = boxAt(i, -sideOf(i));
        painter.setPen(QPen(palette().color(QPalette::Mid), 1, Qt::DashLine));
        painter.drawRoundedRect(other, 4, 4);
        painter.setPen(palette().color(QPalette::Text));
        painter.drawText(other, Qt::AlignCenter, shortHash(*level.sibling));
    }
}

}  // namespace counterfoil::gui
