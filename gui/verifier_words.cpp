// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/verifier_words.h"

#include <QCoreApplication>

namespace counterfoil::gui {
namespace {

// The verifier knows no Qt: its texts are listed here for whoever translates them. A test holds the
// list against the verifier's own.
[[maybe_unused]] constexpr const char* kTexts[] = {
    QT_TRANSLATE_NOOP("VerifierWords", "the ledger was changed or damaged, or it is another one"),
    QT_TRANSLATE_NOOP("VerifierWords",
                      "the bundle was changed or damaged, or it is of another ledger"),
    QT_TRANSLATE_NOOP("VerifierWords", "the proof does not hold, or it is of another ledger"),
    QT_TRANSLATE_NOOP("VerifierWords",
                      "the tile tree was changed or damaged, or it is of another ledger"),
    QT_TRANSLATE_NOOP("VerifierWords", "a format version that this program does not know"),
    QT_TRANSLATE_NOOP("VerifierWords", "it could not be read"),
    QT_TRANSLATE_NOOP("VerifierWords", "it agrees with itself, but nobody vouches for its key"),
    QT_TRANSLATE_NOOP("VerifierWords", "nothing wrong was found, but not all can be proven"),
    QT_TRANSLATE_NOOP("VerifierWords", "what is new is proven; note what happened to it"),
    QT_TRANSLATE_NOOP("VerifierWords", "everything is proven; note what happened to it"),
    QT_TRANSLATE_NOOP("VerifierWords", "what is new is proven"),
    QT_TRANSLATE_NOOP("VerifierWords", "everything is proven"),
    QT_TRANSLATE_NOOP("VerifierWords",
                      "an evidence bundle: some records of a ledger, and what proves them"),
    QT_TRANSLATE_NOOP("VerifierWords", "a range bundle: that a range of a ledger is complete"),
    QT_TRANSLATE_NOOP("VerifierWords",
                      "a checkpoint bundle: whose checkpoint it is, and by which keys"),
    QT_TRANSLATE_NOOP("VerifierWords", "a proof that a record is under a checkpoint"),
    QT_TRANSLATE_NOOP("VerifierWords", "a proof that one checkpoint continues another"),
    QT_TRANSLATE_NOOP("VerifierWords", "evidence that two histories of one ledger were signed"),
    QT_TRANSLATE_NOOP("VerifierWords",
                      "a tile tree: all entries of a ledger, without their bodies"),
    QT_TRANSLATE_NOOP("VerifierWords", "pinned: the key and the beginning are those given"),
    QT_TRANSLATE_NOOP("VerifierWords", "key-only: the key is the one given"),
    QT_TRANSLATE_NOOP("VerifierWords", "unpinned: no key that was given vouches for it"),
};

}  // namespace

QString inWords(const char* text) {
    return QCoreApplication::translate("VerifierWords", text);
}

}  // namespace counterfoil::gui
