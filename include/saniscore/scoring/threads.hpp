// A small executor: scoring on several threads without bringing a pool of one's own.
//
//   ScoreOptions options;
//   options.executor = threads(4);
//   options.tasks = 4;
#pragma once

#include <saniscore/scoring/score.hpp>

#include <cstddef>

namespace saniscore::inline v0 {

/// An executor on `count` threads, the caller's included (0: as many as the machine runs at once). The others wait,
/// asleep, as long as a copy of the executor lives; several calls may share it at the same time. What a task throws
/// reaches the caller once no task runs any more; tasks not begun by then are left out. Built with
/// SANISCORE_THREADS=OFF, or where no thread can be had, everything runs on the calling thread.
[[nodiscard]] SANISCORE_EXPORT Executor threads(std::size_t count = 0);

}  // namespace saniscore::inline v0
