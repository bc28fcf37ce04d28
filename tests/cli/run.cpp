#include "run.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace command_tests {
namespace {

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'')
      out += "'\\''";
    else
      out += c;
  }
  return out + "'";
}

/// A folder for this process, removed when it ends.
const std::filesystem::path& folder() {
  struct Folder {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("saniscore-cli-test-" + std::to_string(getpid()));
    Folder() { std::filesystem::create_directories(path); }
    ~Folder() {
      std::error_code ignored;
      std::filesystem::remove_all(path, ignored);
    }
  };
  static const Folder folder;
  return folder.path;
}

std::string command() {
  if (const char* named = std::getenv("SANISCORE_COMMAND")) return named;
#ifdef SANISCORE_COMMAND
  return SANISCORE_COMMAND;
#else
  return "saniscore";
#endif
}

}  // namespace

std::string content_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string temporary(const std::string& name, const std::string& content) {
  const std::string path = (folder() / name).string();
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

std::string in_source(const std::string& path) { return std::string(SANISCORE_SOURCE_DIR) + "/" + path; }

std::string run_shell(const std::string& line) {
  const std::string out = temporary("shell", "");
  const std::string script =
      "cd " + quoted(SANISCORE_SOURCE_DIR) + "\nsaniscore() { " + quoted(command()) + " \"$@\"; }\n" + line;
  const std::string all = "sh " + quoted(temporary("script", script)) + " > " + quoted(out) + " 2>&1";
  if (std::system(all.c_str()) == -1) return "no shell";  // NOLINT: a test
  return content_of(out);
}

Ran run(const std::vector<std::string>& arguments, const std::string& input, const std::string& shell) {
  const std::string in = temporary("stdin", input), out = temporary("stdout", ""), err = temporary("stderr", "");
  std::string line = quoted(command());
  for (const std::string& argument : arguments) line.append(" ").append(quoted(argument));
  line += " < " + quoted(in) + " > " + quoted(out) + " 2> " + quoted(err) + " " + shell;
  const int status = std::system(line.c_str());  // NOLINT: a test, and every argument is quoted
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, content_of(out), content_of(err)};
}

}  // namespace command_tests
