// The verbs of the command. Each prints its payload to standard output and returns the exit code.
#pragma once

#include "cli/context.hpp"

namespace saniscore::cli {

/// Runs the command line and returns its exit code.
[[nodiscard]] int command(int argc, char** argv, LentFiles lent = {});

[[nodiscard]] Exit validate(const Options& options);
[[nodiscard]] Exit score(const Options& options);
[[nodiscard]] Exit explain(const Options& options);
/// Two results beside each other: explain with --against….
[[nodiscard]] Exit compare(const Options& options);
/// A standard by itself: explain without data.
[[nodiscard]] Exit examine(const Options& options);
[[nodiscard]] Exit catalogue(const Options& options);
[[nodiscard]] Exit convert(const Options& options);
[[nodiscard]] Exit diff(const Options& options);
/// Who answers for lost points: of one unit, of one party, or of all.
[[nodiscard]] Exit who(const Options& options);

/// Reads STANDARD's DATA with its findings and visits.
[[nodiscard]] Observations read_observations(const Standard& standard, const Options& options);

/// The same where `other` is to read the data too: columns that only `other` reads are left out.
[[nodiscard]] Observations read_observations(const Standard& standard, Options options, const Standard& other);

/// Ends the command when the data has no such unit.
void require_unit(const Observations& observations, const std::string& unit, Language language);

/// Payload to standard output; a failure to write ends the command.
void write_out(const std::string& text);

}  // namespace saniscore::cli
