#include <saniscore/saniscore.hpp>

/// A function of a library that has saniscore types in its interface.
std::size_t criteria(const saniscore::Standard& standard) { return standard.size(); }
