// SPDX-License-Identifier: Apache-2.0
//
// validate_json SCHEMA < LINES: exits with 0 when each line of standard input is JSON that fits.
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

int main(int count, char** values) {
    if (count != 2) return 2;
    std::ifstream file(values[1]);
    const auto schema_json = nlohmann::json::parse(file, nullptr, false);
    if (schema_json.is_discarded()) {
        std::cerr << values[1] << ": is no JSON\n";
        return 2;
    }
    valijson::Schema schema;
    valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(schema_json),
                                            schema);
    std::string line;
    int lines = 0;
    while (std::getline(std::cin, line)) {
        ++lines;
        const auto json = nlohmann::json::parse(line, nullptr, false);
        valijson::ValidationResults problems;
        const bool fits = !json.is_discarded() &&
                          valijson::Validator().validate(
                              schema, valijson::adapters::NlohmannJsonAdapter(json), &problems);
        if (fits) continue;
        std::cerr << "line " << lines << " does not fit " << values[1] << ": " << line << '\n';
        for (const auto& problem : problems) std::cerr << "  " << problem.description << '\n';
        return 1;
    }
    return lines > 0 ? 0 : 1;
}
