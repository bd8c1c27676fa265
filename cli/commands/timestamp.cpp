// SPDX-License-Identifier: Apache-2.0
#include "ledger/crypto/timestamp.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include <cstring>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/given_file.h"
#include "cli/newest_checkpoint.h"
#include "cli/open_ledger.h"
#include "cli/places.h"
#include "ledger/base/harmless.h"
#include "ledger/crypto/encoding.h"
#include "ledger/crypto/hash.h"
#include "ledger/notes/time_text.h"
#include "ledger/platform/process.h"
#include "ledger/store/checkpoint_attachments.h"

namespace counterfoil::cli {
namespace {

constexpr const char* kExamples =
    "  counterfoil timestamp request DIR --output request.tsq\n"
    "  curl -H 'Content-Type: application/timestamp-query' --data-binary @request.tsq \\\n"
    "      https://authority.example/ > reply.tsr\n"
    "  counterfoil timestamp attach DIR reply.tsr --ca authority.pem\n"
    "  counterfoil verify DIR --timestamp-ca authority.pem";

struct Choices {
    std::string action;
    std::string directory;
    std::string reply;
    std::string output;
    std::string authorities;
    WriterPlaces places;
    bool quiet = false;
    bool json = false;
};

int request(Choices& choices) {
    const bool binary = choices.output.empty() && !choices.json;
    if (binary && platform::is_terminal(platform::Stream::kOutput)) {
        return fail({ErrorCode::kInvalidArgument,
                     "a request is not text: name a file with --output, or redirect it"});
    }
    const Machine machine;
    const Result<NewestCheckpoint> found =
        newest_checkpoint(machine, choices.directory, choices.places, choices.quiet);
    if (!found) return fail(found.error());
    const Hash imprint = crypto::sha256(as_bytes(found->text));
    std::uint64_t nonce = 0;
    Bytes random(sizeof nonce);
    machine.random().fill(random);
    std::memcpy(&nonce, random.data(), sizeof nonce);
    const Bytes bytes = crypto::time_stamp_request(imprint, nonce);
    if (!choices.output.empty()) {
        if (Status written = platform::write_whole_file(machine.storage(), choices.output, bytes);
            !written) {
            return fail(written.error());
        }
    }
    Answer answer;
    if (choices.json) {
        using Json = nlohmann::ordered_json;
        answer.line(Json{{"checkpoint_size", found->checkpoint.size},
                         {"imprint", crypto::hex(imprint)},
                         {"request", crypto::base64(bytes)},
                         {"output", choices.output.empty() ? Json() : Json(choices.output)}}
                        .dump(-1, ' ', false, Json::error_handler_t::replace));
    } else if (binary) {
        answer.write(as_text(bytes));
    } else {
        answer.line(fmt::format("a request to stamp the checkpoint of {} records is in {}",
                                found->checkpoint.size, harmless(choices.output)));
    }
    return answer.finish(kExitDone);
}

int attach(const Choices& choices) {
    std::optional<crypto::Authorities> authorities;
    if (!choices.authorities.empty()) {
        Result<crypto::Authorities> read = read_authorities(choices.authorities);
        if (!read) return fail(read.error());
        authorities = std::move(*read);
    }
    const Machine machine;
    const Result<reader::LedgerReader> reader = open_reader(machine, choices.directory);
    if (!reader) return fail(reader.error());
    const Result<Bytes> reply = read_given_file(choices.reply, crypto::kTimeStampSizeMax);
    if (!reply) return fail(reply.error());
    const Result<store::AttachedTimeStamp> attached = store::attach_time_stamp(
        machine.storage(), choices.directory, *reader, *reply, authorities);
    if (!attached) {
        // The call was right; what the file holds is not taken.
        const bool malformed = attached.error().code == ErrorCode::kInvalidArgument;
        const int code =
            fail({attached.error().code, choices.reply + ": " + attached.error().message});
        return malformed ? kExitFailed : code;
    }
    const std::string time = notes::rfc3339_seconds(attached->stamp.time);
    Answer answer;
    if (choices.json) {
        answer.line(nlohmann::ordered_json{{"checkpoint_size", attached->checkpoint_size},
                                           {"time", time},
                                           {"authority", attached->stamp.authority},
                                           {"serial", attached->stamp.serial},
                                           {"added", attached->added},
                                           {"checked", authorities.has_value()}}
                        .dump());
    } else {
        const std::string& who = attached->stamp.authority;
        answer.line(fmt::format("the first {} records existed before {} ({} {}){}{}",
                                attached->checkpoint_size, time,
                                authorities ? "said by" : "said to be by",
                                who.empty() ? "an unnamed authority" : harmless(who),
                                attached->added ? "" : "; the stamp was there already",
                                authorities ? "" : "; not checked, since no --ca was given"));
    }
    return answer.finish(kExitDone);
}

}  // namespace

int run_timestamp(const Arguments& arguments) {
    Choices choices;
    Options options("timestamp",
                    "Time stamps by RFC 3161: an authority that others trust says that the newest "
                    "published checkpoint, and so every record under it, existed before a time. "
                    "`request` writes what to send to it (publishing a checkpoint first, as "
                    "`counterfoil checkpoint` does); `attach` keeps its reply beside the "
                    "checkpoint, where `verify` finds it. Nothing is sent by this program.",
                    kExamples);
    options.required("ACTION", choices.action, "request or attach");
    options.required("DIR", choices.directory, "The ledger");
    options.optional("REPLY", choices.reply,
                     "attach: the authority's reply (required; - for standard input)");
    options.value("--output", "FILE", choices.output,
                  "request: write it there instead of to standard output");
    options.value("--ca", "FILE", choices.authorities,
                  "attach: PEM certificates of trusted authorities, to check the reply with");
    writer_places_options(options, choices.places);
    quiet_option(options, choices.quiet);
    json_option(options, choices.json);
    if (const auto code = options.parse(arguments)) return *code;

    const bool requests = choices.action == "request";
    if (!requests && choices.action != "attach") {
        return options.refuse(fmt::format("\"{}\" is neither request nor attach", choices.action));
    }
    if (requests != choices.reply.empty()) {
        return options.refuse(requests ? "request takes no REPLY"
                                       : "attach takes the file of the authority's REPLY");
    }
    if (requests ? !choices.authorities.empty() : !choices.output.empty()) {
        return options.refuse("--output goes with request, --ca with attach");
    }
    return requests ? request(choices) : attach(choices);
}

}  // namespace counterfoil::cli
