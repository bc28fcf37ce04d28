// The command's table, linked into the tests; the command itself is tested from outside (command_test.cpp).
#include "../../../src/cli/table.cpp"
