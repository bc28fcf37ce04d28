#include "peers/peer_data.hpp"

#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace peers {

namespace {

std::string path_of(const std::string& name) {
  const char* folder = std::getenv("SANISCORE_PEERDATA");
  if (folder == nullptr) throw std::runtime_error("SANISCORE_PEERDATA is not set");
  return std::string(folder) + "/" + name;
}

std::string unpacked(const std::string& path) {
  std::FILE* in = popen(("gzip -dc '" + path + "'").c_str(), "r");
  if (in == nullptr) throw std::runtime_error("cannot run gzip");
  std::string text;
  std::array<char, 65536> buffer{};
  for (std::size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), in)) > 0;) text.append(buffer.data(), n);
  if (pclose(in) != 0) throw std::runtime_error("cannot unpack " + path);
  return text;
}

std::vector<std::string> cells(std::string line) {
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.pop_back();
  std::vector<std::string> out(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      out.emplace_back();
    else
      out.back() += c;
  }
  return out;
}

}  // namespace

std::string read_peer_file(const std::string& name) {
  std::ifstream in(path_of(name), std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path_of(name));
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

PeerTable read_peer_table(const std::string& name) {
  std::istringstream in(name.ends_with(".gz") ? unpacked(path_of(name)) : read_peer_file(name));
  PeerTable table;
  std::string line;
  std::getline(in, line);
  table.heading = cells(line);
  while (std::getline(in, line)) {
    std::vector<std::string> row = cells(line);
    row.resize(table.heading.size());
    auto& named = table.rows.emplace_back();
    for (std::size_t k = 0; k < row.size(); ++k) named[table.heading[k]] = row[k];
  }
  return table;
}

double number(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) throw std::runtime_error("not a number: " + text);
  return value;
}

void PeerTest::SetUp() {
  if (std::getenv("SANISCORE_PEERDATA") == nullptr) GTEST_SKIP() << "SANISCORE_PEERDATA is not set";
}

}  // namespace peers
