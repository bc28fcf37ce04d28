// Running the built command as a user would: arguments and standard input in, output, complaints and exit code out.
#pragma once

#include <string>
#include <vector>

namespace command_tests {

struct Ran {
  int code = -1;
  std::string out, err;
};

/// Runs `saniscore arguments…`; `shell` is appended to the command line as it is, e.g. "> /dev/full".
[[nodiscard]] Ran run(const std::vector<std::string>& arguments, const std::string& input = {},
                      const std::string& shell = {});

/// Runs a line of shell in the source tree, where `saniscore` is the built command; output and complaints together.
[[nodiscard]] std::string run_shell(const std::string& line);

/// A file of the test's own with this content; returns its path.
[[nodiscard]] std::string temporary(const std::string& name, const std::string& content);

/// A file of the source tree.
[[nodiscard]] std::string in_source(const std::string& path);
[[nodiscard]] std::string content_of(const std::string& path);

}  // namespace command_tests
