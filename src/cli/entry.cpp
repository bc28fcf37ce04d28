// The program; everything else is also part of the Python module.
#include "cli/verbs.hpp"

int main(int argc, char** argv) { return saniscore::cli::command(argc, argv); }
