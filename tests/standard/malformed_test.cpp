// The corpus of malformed standards in malformed/*.txt. A file has an introduction and then cases:
//
//   === name
//   ~ escapes                                        (optional: \xNN in the document means that byte)
//   ! CODE LINE:COLUMN POINTER | English | 中文      (a complaint: the texts are fragments; POINTER - is the root)
//   the document, up to the next ===                 (<head> stands for the members every standard needs)
//
// All complaints are listed, in order, and there are no others.
#include <saniscore/standard/standard.hpp>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace saniscore;

struct Complaint {
  std::string code, pointer, en, zh;
  unsigned line = 0, column = 0;
};

struct Case {
  std::string file, name, document;
  bool escapes = false;
  std::vector<Complaint> complaints;
};

std::string trimmed(std::string text) {
  text.erase(0, text.find_first_not_of(' '));
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

Complaint parse_complaint(const std::string& line) {
  Complaint c;
  std::istringstream in(line.substr(2));
  char colon = 0;
  in >> c.code >> c.line >> colon >> c.column;
  std::string rest;
  std::getline(in, rest);
  // The pointer may contain blanks, so the bars divide.
  const std::size_t first = rest.find(" | "), second = rest.find(" | ", first + 3);
  EXPECT_TRUE(colon == ':' && first != std::string::npos && second != std::string::npos) << line;
  c.pointer = trimmed(rest.substr(0, first));
  if (c.pointer == "-") c.pointer.clear();
  c.en = trimmed(rest.substr(first + 3, second - first - 3));
  c.zh = trimmed(rest.substr(second + 3));
  return c;
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t i = text.find(what); i != std::string::npos; i = text.find(what, i + with.size())) {
    text.replace(i, what.size(), with);
  }
  return text;
}

std::string unescaped(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 2, "\\x") == 0) {
      out += static_cast<char>(std::stoi(text.substr(i + 2, 2), nullptr, 16));
      i += 3;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::vector<Case> read_cases(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::vector<Case> cases;
  bool in_head = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("=== ")) {
      cases.emplace_back().name = line.substr(4);
      cases.back().file = path.filename().string();
      in_head = true;
    } else if (cases.empty()) {
      continue;  // introduction
    } else if (in_head && line == "~ escapes") {
      cases.back().escapes = true;
    } else if (in_head && line.starts_with("! ")) {
      cases.back().complaints.push_back(parse_complaint(line));
    } else {
      in_head = false;
      cases.back().document += line + '\n';
    }
  }
  for (Case& c : cases) {
    while (!c.document.empty() && c.document.back() == '\n') c.document.pop_back();
    c.document = replaced(c.document, "<head>",
                          R"("format": "saniscore/standard", "format_version": 1, "id": "x", "edition": "1")");
    if (c.escapes) c.document = unescaped(c.document);
  }
  return cases;
}

std::vector<Case> all_cases() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(SANISCORE_TEST_DATA "/standard/malformed")) {
    if (entry.path().extension() == ".txt") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<Case> cases;
  for (const auto& file : files) {
    std::vector<Case> more = read_cases(file);
    std::move(more.begin(), more.end(), std::back_inserter(cases));
  }
  return cases;
}

class Malformed : public testing::TestWithParam<Case> {};

TEST_P(Malformed, IsExplained) {
  const Case& c = GetParam();
  SCOPED_TRACE(c.file + ": " + c.name + "\n" + c.document);
  const auto result = load_standard(c.document, "corpus");
  EXPECT_FALSE(result.has_value());
  const std::vector<Diagnostic>& found = result.diagnostics();
  std::string all;
  for (const Diagnostic& d : found) all += to_text(d) + "\n" + to_text(d, Language::zh) + "\n";
  ASSERT_EQ(found.size(), c.complaints.size()) << all;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const Diagnostic& d = found[i];
    const Complaint& want = c.complaints[i];
    EXPECT_EQ(d.code, want.code) << all;
    EXPECT_EQ(d.line, want.line) << all;
    EXPECT_EQ(d.column, want.column) << all;
    EXPECT_EQ(d.pointer, want.pointer) << all;
    EXPECT_NE(d.en.find(want.en), std::string::npos) << want.en << "\nis not in\n" << all;
    EXPECT_NE(d.zh.find(want.zh), std::string::npos) << want.zh << "\nis not in\n" << all;
    EXPECT_EQ(d.source, "corpus");
  }
}

INSTANTIATE_TEST_SUITE_P(Corpus, Malformed, testing::ValuesIn(all_cases()), [](const auto& test) {
  std::string name = std::to_string(test.index) + '_';
  for (const char ch : test.param.name) name += std::isalnum(static_cast<unsigned char>(ch)) != 0 ? ch : '_';
  return name;
});

TEST(MalformedCorpus, IsLarge) { EXPECT_GE(all_cases().size(), 100U); }

}  // namespace
