// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <QTranslator>
#include <string>
#include <vector>

#include "gui/verifier_words.h"
#include "verifier/report_words.h"

namespace counterfoil::gui {
namespace {

std::vector<std::string> textsOfTheVerifier() {
    std::vector<std::string> texts;
    const auto add = [&](const char* text) {
        if (*text != '\0') texts.emplace_back(text);
    };
    for (int evidence = 0; evidence <= static_cast<int>(verifier::Evidence::kTiles); ++evidence) {
        verifier::Report report;
        report.evidence = static_cast<verifier::Evidence>(evidence);
        add(verifier::kind_text(report.evidence));
        for (int verdict = 0; verdict <= static_cast<int>(verifier::Verdict::kVerified);
             ++verdict) {
            report.verdict = static_cast<verifier::Verdict>(verdict);
            report.first_record.reset();
            add(verifier::meaning(report));
            report.first_record = 1;
            add(verifier::meaning(report));
        }
    }
    for (int identity = 0; identity <= static_cast<int>(verifier::Identity::kUnpinned);
         ++identity) {
        add(verifier::by_whom(static_cast<verifier::Identity>(identity)));
    }
    return texts;
}

TEST(VerifierWords, HaveAGermanTranslationEach) {
    QTranslator german;
    ASSERT_TRUE(german.load(":/i18n/counterfoil-verifier_de.qm"));
    for (const std::string& text : textsOfTheVerifier()) {
        EXPECT_FALSE(german.translate("VerifierWords", text.c_str()).isEmpty()) << text;
    }
}

}  // namespace
}  // namespace counterfoil::gui
