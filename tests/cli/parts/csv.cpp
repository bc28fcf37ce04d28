// The command's csv, linked into the tests; the command itself is tested from outside (command_test.cpp).
#include "../../../src/cli/csv.cpp"
