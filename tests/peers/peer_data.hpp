// Other people's data, read from the folder in $SANISCORE_PEERDATA; none of it is shipped.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace peers {

/// A CSV file: the heading, and one map per row from heading to cell. Plain quoting, no line breaks in cells.
struct PeerTable {
  std::vector<std::string> heading;
  std::vector<std::map<std::string, std::string>> rows;
};

/// Reads FOLDER/name; a name that ends in .gz is unpacked by gzip. Throws when it cannot be read.
PeerTable read_peer_table(const std::string& name);

/// The text of FOLDER/name.
std::string read_peer_file(const std::string& name);

/// Throws when the text is no number.
double number(const std::string& text);

/// Skips its tests when the folder is not given.
class PeerTest : public testing::Test {
 protected:
  void SetUp() override;
};

}  // namespace peers
