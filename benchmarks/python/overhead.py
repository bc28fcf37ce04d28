"""What calling saniscore from Python costs, beside other ways to add up the same marks, all in one run.

    python benchmarks/python/overhead.py [--block PROGRAM] [--rows N] [--compare N] [--json FILE]

`--block` is the C++ program that scores the same block (block.cpp); `./dev bench` passes it. The others only add marks
up by group; saniscore also keeps states, enclosures, coverage and maxima.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import saniscore as ss

GROUPS, LEAVES = 20, 10
ROWS: list[dict[str, Any]] = []  #: for --json


def note(job: str, who: str, seconds: float) -> None:
    ROWS.append({"job": job, "who": who, "seconds": seconds})


def document() -> dict[str, Any]:
    """200 marks out of 100 in 20 groups."""
    groups = [
        {
            "id": f"g{g}",
            "combine": "sum",
            "children": [{"id": f"g{g}.{k}", "points": 100, "measure": {"score": 100}} for k in range(LEAVES)],
        }
        for g in range(GROUPS)
    ]
    return {
        "format": "saniscore/standard", "format_version": 1, "id": "t.wide", "edition": "1", "title": {"en": "200 marks"},
        "tree": {"id": "total", "combine": "sum", "children": groups},
    }  # fmt: skip


def marks(rows: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Column after column; the same numbers as block.cpp."""
    out = np.empty((GROUPS * LEAVES, rows))
    row = np.arange(rows)
    for k, column in enumerate(out):
        column[:] = (row * 31 + k * 17) % 101
    return out.T


def best(run: Callable[[], Any], times: int = 5) -> tuple[float, float]:
    """Least seconds by the clock, and of the processor, which other work on the machine does not lengthen as much."""
    clock, busy = [], []
    for _ in range(times):
        began, ticks = time.perf_counter(), time.process_time()
        run()
        clock.append(time.perf_counter() - began)
        busy.append(time.process_time() - ticks)
    return min(clock), min(busy)


def small_unit() -> None:
    standard = ss.load_standard("uk.fsa.fhrs")
    unit = {"unit": "a", "@status": "rated", "hygiene": 5, "structural": 10, "confidence": 10}

    def call(_: int = 0) -> None:
        ss.score(standard, unit).outcome("rating")

    call()
    count = 1000
    clock, busy = (t / count * 1e6 for t in best(lambda: deque(map(call, range(count)), 0), 10))
    note("one small unit, score() and outcome()", "saniscore", clock / 1e6)
    print(f"one small unit, score() and outcome():  {clock:.1f} µs  (processor {busy:.1f} µs)")


def large_block(rows: int, program: str | None) -> None:
    standard = ss.load_standard(document())
    names = list(standard.columns)
    data = marks(rows)

    def python() -> Any:
        return ss.score(standard, data, columns=names)

    ours = best(python, 3)
    if program is not None:
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(document(), file)
            file.flush()
            theirs = (1e9, 1e9)
            for _ in range(3):  # taken in turns, because other work on the machine comes and goes
                said = subprocess.run(
                    [program, file.name, str(rows)], capture_output=True, check=True, text=True
                ).stdout
                clock, busy, total = map(float, said.split())
                theirs = min(theirs[0], clock), min(theirs[1], busy)
                again = best(python)
                ours = min(ours[0], again[0]), min(ours[1], again[1])
        assert float(python().score().sum()) == total
    note(f"{rows:,} × {len(names)} from Python", "saniscore", ours[0])
    print(f"{rows:,} × {len(names)} float64 in Python:         {ours[0]:.3f} s  (processor {ours[1]:.3f} s)")
    if program is not None:
        note(f"{rows:,} × {len(names)} from Python", "the same in C++", theirs[0])
        print(f"the same block in C++:                  {theirs[0]:.3f} s  (processor {theirs[1]:.3f} s)")
        more = [f"{100 * (a / b - 1):+.1f} %" for a, b in zip(ours, theirs, strict=True)]
        print(f"Python takes more than C++:             {more[0]}  (processor {more[1]})")


def peak_memory(rows: int) -> None:
    """In a process of its own, from the kernel's count of resident memory."""
    code = f"""
import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})
import overhead, saniscore as ss, resource
standard = ss.load_standard(overhead.document()); names = list(standard.columns)
ss.score(standard, overhead.marks(10), columns=names)
def now(): return int(open('/proc/self/statm').read().split()[1]) * resource.getpagesize()
before = now(); data = overhead.marks(rows := {rows})
open('/proc/self/clear_refs', 'w').write('5')
result = ss.score(standard, data, columns=names)
peak = [int(line.split()[1]) * 1024 for line in open('/proc/self/status') if line.startswith('VmHWM')][0]
output = sum(getattr(result._core, what)().nbytes for what in ('score', 'maximum', 'lower', 'upper', 'coverage', 'state', 'level'))
print(peak - before, data.nbytes, output)
"""
    peak, size, output = map(
        int, subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout.split()
    )
    print(
        f"peak memory of that call:               {(peak - output) / size:.2f} × input + output  (input {size >> 20} MiB, output {output >> 20} MiB)"
    )


def compare(rows: int) -> None:
    import duckdb
    import pandas as pd
    import polars as pl

    standard = ss.load_standard(document())
    names = list(standard.columns)
    data = marks(rows)
    wide = pl.DataFrame({name: data[:, k] for k, name in enumerate(names)})
    groups = [[f"g{g}.{k}" for k in range(LEAVES)] for g in range(GROUPS)]
    long = pd.DataFrame({
        "unit": np.repeat(np.arange(rows), len(names)),
        "group": np.tile(np.repeat(np.arange(GROUPS), LEAVES), rows),
        "value": np.ascontiguousarray(data).ravel(),
    })  # fmt: skip
    parts = [" + ".join(f'coalesce("{name}", 0)' for name in group) for group in groups]
    sums = ", ".join(f"({part}) as g{g}" for g, part in enumerate(parts))
    total = " + ".join(f"g{g}" for g in range(GROUPS))
    database = duckdb.connect()
    database.execute("set threads = 1")
    database.register("wide", wide.to_arrow())

    def by_numpy() -> Any:
        return np.nansum(
            np.stack([np.nansum(data[:, g * LEAVES : (g + 1) * LEAVES], axis=1) for g in range(GROUPS)]), axis=0
        )

    def by_polars() -> Any:
        return wide.select(pl.sum_horizontal(pl.sum_horizontal(group) for group in groups)).to_series()

    ways: dict[str, Callable[[], Any]] = {
        "saniscore, one thread": lambda: ss.score(standard, data, columns=names).score(),
        "saniscore, polars frame": lambda: ss.score(standard, wide).score(),
        "numpy, level by level": by_numpy,
        "polars, wide (all threads)": by_polars,
        "DuckDB, wide, one thread": lambda: database.sql(
            f"select {total} as t from (select {sums} from wide)"
        ).fetchnumpy()["t"],
        "pandas, long, groupby": lambda: long.groupby(["unit", "group"])["value"].sum().groupby("unit").sum(),
    }
    print(f"\n{rows:,} × {len(names)} marks to groups to totals:")
    expected = float(ways["saniscore, one thread"]().sum())
    for name, way in ways.items():
        assert abs(float(np.asarray(way(), dtype=float).sum()) - expected) < 1e-6 * expected, name
        seconds = best(way, 3)[0]
        print(f"  {name:<28} {seconds * 1e3:9.1f} ms   {rows * len(names) / seconds / 1e6:8.0f} M marks/s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--block")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--compare", type=int, default=100_000, help="rows for others; 0: not")
    parser.add_argument("--json")
    options = parser.parse_args()
    small_unit()
    large_block(options.rows, options.block)
    peak_memory(options.rows)
    if options.compare > 0:
        compare(options.compare)
    if options.json:
        Path(options.json).write_text(json.dumps({"rows": ROWS}), encoding="utf-8")
    print(f"(highest resident memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MiB)")


if __name__ == "__main__":
    main()
