// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "verifier/findings.h"
#include "verifier/report.h"
#include "verifier/report_summary.h"
#include "verifier/report_words.h"

namespace counterfoil::verifier {
namespace {

constexpr const char* kStyle = R"css(
:root { color-scheme: light dark; --line: #8886; --good: #1a7f37; --bad: #c11; --open: #9a6700; }
@media (prefers-color-scheme: dark) { :root { --good: #3fb950; --bad: #ff7b72; --open: #d29922; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
.verdict { border: 3px solid; border-radius: .5rem; padding: .75rem 1rem; font-size: 1.2rem; }
.verdict b { font-size: 1.5rem; }
.good { color: var(--good); } .bad { color: var(--bad); } .open { color: var(--open); }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid var(--line); }
th { white-space: nowrap; font-weight: 600; }
td { overflow-wrap: anywhere; }
th::first-letter { text-transform: uppercase; }
code { font: .9em/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } tr { break-inside: avoid; } }
)css";

// For HTML's text and for attributes in double quotes; behind plain(), so that only printable ASCII
// is left.
std::string escaped(std::string_view text) {
    std::string result;
    for (const char each : plain(text)) {
        switch (each) {
            case '&':
                result += "&amp;";
                break;
            case '<':
                result += "&lt;";
                break;
            case '>':
                result += "&gt;";
                break;
            case '"':
                result += "&quot;";
                break;
            default:
                result += each;
        }
    }
    return result;
}

struct Mark {
    const char* style;
    const char* sign;  // Beside the words, so that nothing depends on colour.
};

Mark mark_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::kVerified:
        case Verdict::kVerifiedWithEvents:
            return {"good", "&#10004;"};  // A check mark.
        case Verdict::kFailed:
            return {"bad", "&#10008;"};  // A cross.
        default:
            return {"open", "?"};
    }
}

class Page {
  public:
    explicit Page(const Report& report) : report_(report) {}

    std::string text() {
        head();
        summary();
        findings();
        events();
        not_proven();
        // Only in texts can it stand; as it is, it could begin or end an element of the page.
        std::string json;
        for (const char each : report_json(report_)) {
            if (each == '<') {
                json += "\\u003c";
            } else {
                json += each;
            }
        }
        text_ +=
            fmt::format("<script type=\"application/json\" id=\"report\">\n{}</script>\n", json);
        text_ += "</body>\n</html>\n";
        return std::move(text_);
    }

  private:
    void head() {
        const char* const verdict = verdict_name(report_.verdict);
        const Mark mark = mark_of(report_.verdict);
        text_ += fmt::format(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta name=\"viewport\" content=\"width=device-width\">\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
            "'unsafe-inline'\">\n<title>{}: {}</title>\n<style>{}</style>\n</head>\n<body>\n"
            "<h1>Verification report</h1>\n"
            "<p class=\"verdict {}\"><b>{} {}</b><br>{}</p>\n",
            verdict, escaped(report_.path), kStyle, mark.style, mark.sign, verdict,
            escaped(meaning(report_)));
    }

    void summary() {
        text_ += "<h2>What was judged</h2>\n<table>\n";
        for (const SummaryLine& each : summary_lines(report_)) {
            text_ +=
                fmt::format("<tr><th>{}</th><td>{}</td></tr>\n", each.name, escaped(each.value));
        }
        text_ += "</table>\n";
    }

    void findings() {
        text_ += fmt::format("<h2>Findings: {}</h2>\n", report_.findings_total);
        if (report_.findings.empty()) {
            text_ += "<p>Nothing was found.</p>\n";
            return;
        }
        text_ +=
            "<table>\n<tr><th>Severity</th><th>What</th><th>Where</th><th>Expected and "
            "found</th></tr>\n";
        for (const Finding& each : report_.findings) {
            std::string difference;
            if (!each.expected.empty() || !each.found.empty()) {
                difference =
                    fmt::format("expected {}<br>found {}", code(each.expected), code(each.found));
            }
            text_ += fmt::format("<tr><td>{}</td><td>{}<br>{}</td><td>{}</td><td>{}</td></tr>\n",
                                 severity_name(each.severity), code(each.kind),
                                 escaped(each.message), escaped(place_of(each)), difference);
        }
        text_ += "</table>\n";
        if (report_.findings_total > report_.findings.size()) {
            text_ += fmt::format("<p>And {} more.</p>\n",
                                 report_.findings_total - report_.findings.size());
        }
    }

    void events() {
        if (report_.events.empty()) return;
        text_ +=
            "<h2>Events</h2>\n<table>\n<tr><th>Event</th><th>Record</th><th>What "
            "happened</th></tr>\n";
        for (const Event& each : report_.events) {
            text_ += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td></tr>\n", code(each.kind),
                                 each.sequence ? std::to_string(*each.sequence) : "",
                                 escaped(each.message));
        }
        text_ += "</table>\n";
    }

    void not_proven() {
        text_ += "<h2>What was not proven</h2>\n<ul>\n";
        for (const std::string& each : report_.not_proven) {
            text_ += fmt::format("<li>{}</li>\n", escaped(each));
        }
        text_ += "</ul>\n";
    }

    static std::string code(std::string_view text) {
        return text.empty() ? std::string() : "<code>" + escaped(text) + "</code>";
    }

    const Report& report_;
    std::string text_;
};

}  // namespace

std::string report_html(const Report& report) {
    return Page(report).text();
}

}  // namespace counterfoil::verifier
