// The command's number, linked into the tests; the command itself is tested from outside (command_test.cpp).
#include "../../../src/cli/number.cpp"
