"""A batch of weighted trees, scored by saniscore and added up by other libraries, in one process on the same marks.

    python benchmarks/python/peers.py --batch LIBRARY [--rows N] [--threads N] [--seconds S] [--json FILE]

The tree has 8 sections of 5 groups of 5 marks, weighted means; what is missing (5 %, or nothing) is left out and the
weights of the rest are scaled up. Everybody keeps the data as they like it best, is warm, and fills the same scores: of
the root, or of all 49 groups. They take turns until the seconds are over, at least three times, and the median counts:
of the processor's time with one thread, by the clock with more. Before that the scores are compared.

`--batch` is the C++ side (batch.cpp), which also reads all of it once: the limit. `./dev bench` passes it.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

SECTIONS, GROUPS, LEAVES = 8, 5, 5
COUNT = SECTIONS * GROUPS * LEAVES
NODES = 1 + SECTIONS + SECTIONS * GROUPS

#: Points of the five marks of a group, the five groups of a section, and the eight sections: their weights.
POINTS = [1 + k for k in range(LEAVES)], [5 + k for k in range(GROUPS)], [10 + k for k in range(SECTIONS)]
NAMES = [f"{a}.{b}.{c}" for a in range(SECTIONS) for b in range(GROUPS) for c in range(LEAVES)]

Way = Callable[[], Any]


def document() -> dict[str, Any]:
    def mean(name: str, points: int, children: list[Any]) -> dict[str, Any]:
        return {"id": name, "combine": "mean", "points": points, "children": children}

    def leaf(name: str, points: int) -> dict[str, Any]:
        return {"id": name, "points": points, "measure": {"score": 10}}

    return {
        "format": "saniscore/standard", "format_version": 1, "id": "bench.200", "edition": "1",
        "states": {"not_inspected": "drop"},
        "tree": mean("total", 100, [
            mean(f"s{a}", POINTS[2][a], [
                mean(f"s{a}.{b}", POINTS[1][b], [leaf(f"{a}.{b}.{c}", POINTS[0][c]) for c in range(LEAVES)])
                for b in range(GROUPS)
            ])
            for a in range(SECTIONS)
        ]),
    }  # fmt: skip


def marks(rows: int, missing: float) -> Any:
    """0, 0.5, … 10 column after column, some NaN."""
    import numpy as np

    random = np.random.default_rng(7)
    out = np.empty((COUNT, rows))
    for column in out:
        column[:] = random.integers(0, 21, rows, dtype=np.int8)
        column /= 2
        if missing > 0:
            column[random.random(rows, dtype=np.float32) < missing] = np.nan
    return out


class Batch:
    """The C++ side: scores as rows of nodes in document order."""

    def __init__(self, path: str, data: Any, all_groups: bool, threads: int) -> None:
        self.library = ctypes.CDLL(path)
        self.library.saniscore_batch.restype = self.library.saniscore_run.restype = ctypes.c_void_p
        self.library.saniscore_read_once.restype = ctypes.c_double
        self.data, self.all_groups = data, all_groups
        self.begin = ctypes.c_void_p(data.ctypes.data)
        text = json.dumps(document()).encode()
        rows = ctypes.c_size_t(data.shape[1])
        self.batch = ctypes.c_void_p(
            self.library.saniscore_batch(text, self.begin, rows, int(all_groups), ctypes.c_size_t(threads))
        )
        assert self.batch.value

    def read_once(self) -> float:
        return float(self.library.saniscore_read_once(self.begin, ctypes.c_size_t(self.data.size)))

    def run(self) -> Any:
        import numpy as np

        scores = self.library.saniscore_run(self.batch)
        assert scores
        shape = NODES if self.all_groups else 1, self.data.shape[1]
        return np.ctypeslib.as_array(ctypes.cast(scores, ctypes.POINTER(ctypes.c_double)), shape)

    def __del__(self) -> None:
        self.library.saniscore_free(self.batch)


def in_document_order(groups: Any, sections: Any, root: Any) -> Iterator[Any]:
    yield root
    for a in range(SECTIONS):
        yield sections[a]
        yield from groups[a * GROUPS : (a + 1) * GROUPS]


def weights() -> list[Any]:
    """Per level: how the levels below are weighted, as (above, below)."""
    import numpy as np

    return [
        np.tile(np.array(POINTS[0], float), (SECTIONS * GROUPS, 1)),
        np.tile(np.array(POINTS[1], float), (SECTIONS, 1)),
        np.array(POINTS[2], float)[None, :],
    ]


def full(level: int) -> Any:
    """The points of the nodes above a level, as a column: what a mean of 1 earns."""
    import numpy as np

    return np.array((POINTS[1] * SECTIONS, POINTS[2], [100])[level], float)[:, None]


def in_blocks(data: Any, all_groups: bool, levels: Callable[[Any], list[Any]]) -> Way:
    """`levels` makes the means of a block's groups, sections and root. Blocks of rows that stay in the cache are
    several times as fast as whole columns."""
    import numpy as np

    rows, earned = data.shape[1], [full(k) for k in range(3)]
    out = np.empty((NODES if all_groups else 1, rows))
    places = list(in_document_order(range(SECTIONS * GROUPS), range(40, 48), 48))

    def way() -> Any:
        for begin in range(0, rows, 2048):
            block = slice(begin, min(rows, begin + 2048))
            means = levels(data[:, block])
            if all_groups:
                out[:, block] = np.concatenate([m * points for m, points in zip(means, earned, strict=True)])[places]
            else:
                out[:, block] = means[-1] * 100
        return out

    return way


def by_numpy(data: Any, all_groups: bool, missing: bool) -> dict[str, Way]:
    import numpy as np

    weight = [w[:, None, :] for w in weights()]
    weight_of_marks = [weight[0] / 10, *weight[1:]]
    totals = [w.sum(axis=2) for w in weight]

    def levels(values: Any) -> list[Any]:
        means = []
        for w, part, total in zip(weight, weight_of_marks, totals, strict=True):
            split = len(w), w.shape[2], values.shape[1]
            if missing:
                seen = values == values
                share = (w @ seen.astype(float).reshape(split))[:, 0]
                with np.errstate(invalid="ignore"):
                    values = (part @ np.where(seen, values, 0.0).reshape(split))[:, 0] / share
            else:
                values = (part @ values.reshape(split))[:, 0] / total
            means.append(values)
        return means

    ways = {"numpy, level by level": in_blocks(data, all_groups, levels)}
    if not missing and not all_groups:
        share = np.ones(1)
        for w in reversed(weights()):
            share = (share[:, None] * w / w.sum(axis=1, keepdims=True)).ravel()
        effective = 10 * share
        ways["numpy, one product"] = lambda: (effective @ data)[None, :]
    return ways


def by_scipy(data: Any, all_groups: bool, missing: bool) -> dict[str, Way]:
    import numpy as np
    from scipy import sparse

    matrices, totals = [], []
    for k, w in enumerate(weights()):
        above, below = w.shape
        places = np.arange(above * below), np.arange(0, above * below + 1, below)
        share = sparse.csr_array((w.ravel(), *places))
        matrices.append((share, share / 10 if k == 0 else share))
        totals.append(share.sum(axis=1)[:, None])

    def levels(values: Any) -> list[Any]:
        means = []
        for (share, part), total in zip(matrices, totals, strict=True):
            if missing:
                seen = values == values
                with np.errstate(invalid="ignore"):
                    values = (part @ np.where(seen, values, 0.0)) / (share @ seen.astype(float))
            else:
                values = (part @ values) / total
            means.append(values)
        return means

    return {"scipy.sparse, level by level": in_blocks(data, all_groups, levels)}


def by_pandas(data: Any, all_groups: bool, missing: bool) -> dict[str, Way]:
    import pandas as pd

    frame = pd.DataFrame(data.T, columns=NAMES, copy=False)
    matrices = []
    names = [NAMES, [f"s{a}.{b}" for a in range(SECTIONS) for b in range(GROUPS)], [f"s{a}" for a in range(SECTIONS)], ["total"]]  # fmt: skip
    for k, w in enumerate(weights()):
        matrix = pd.DataFrame(0.0, index=names[k], columns=names[k + 1])
        for i, row in enumerate(w):
            matrix.iloc[i * len(row) : (i + 1) * len(row), i] = row / (10 if k == 0 else 1)
        matrices.append(matrix)
    points = [full(k)[:, 0] for k in range(3)]
    order = list(in_document_order(names[1], names[2], "total"))

    def products() -> Any:
        values, kept = frame, []
        for k, matrix in enumerate(matrices):
            if missing:
                share = values.notna().astype(float).dot(matrix * (10 if k == 0 else 1))
                values = values.fillna(0.0).dot(matrix) / share
            else:
                values = values.dot(matrix) / (matrix.sum() * (10 if k == 0 else 1))
            kept.append(values * points[k])
        if not all_groups:
            return kept[-1].to_numpy().T
        return pd.concat(kept, axis=1)[order].to_numpy().T

    return {"pandas, level by level": products}


def by_polars(data: Any, all_groups: bool, missing: bool) -> dict[str, Way]:
    import numpy as np
    import polars as pl

    frame = pl.DataFrame({name: data[k] for k, name in enumerate(NAMES)})
    if missing:
        frame = frame.fill_nan(None)

    def mean(children: list[str], weight: list[int], name: str, scale: float) -> Any:
        parts = [pl.col(child) * (w * scale) for child, w in zip(children, weight, strict=True)]
        if not missing:
            return (pl.sum_horizontal(parts) / sum(weight)).alias(name)
        shares = [pl.col(child).is_not_null() * float(w) for child, w in zip(children, weight, strict=True)]
        share = pl.sum_horizontal(shares)
        return (pl.when(share > 0).then(pl.sum_horizontal(parts) / share)).alias(name)

    groups = [f"s{a}.{b}" for a in range(SECTIONS) for b in range(GROUPS)]
    sections = [f"s{a}" for a in range(SECTIONS)]
    plan = (
        frame.lazy()
        .with_columns(mean(NAMES[g * LEAVES : (g + 1) * LEAVES], POINTS[0], name, 0.1) for g, name in enumerate(groups))
        .with_columns(
            mean(groups[a * GROUPS : (a + 1) * GROUPS], POINTS[1], name, 1) for a, name in enumerate(sections)
        )
        .with_columns(mean(sections, POINTS[2], "total", 1))
    )
    scaled = [
        (pl.col(name) * points).alias(name)
        for name, points in zip([*groups, *sections, "total"], [*POINTS[1] * SECTIONS, *POINTS[2], 100], strict=True)
    ]
    order = list(in_document_order(groups, sections, "total")) if all_groups else ["total"]
    plan = plan.select(scaled).select(order)

    class Columns:
        """As rows of nodes, made only when they are compared."""

        def __init__(self, result: pl.DataFrame) -> None:
            self.result = result

        def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
            return np.stack([self.result[name].fill_null(np.nan).to_numpy() for name in order])

    return {"polars": lambda: Columns(plan.collect())}


def by_duckdb(data: Any, all_groups: bool, missing: bool, threads: int) -> dict[str, Way]:
    import duckdb
    import numpy as np
    import pyarrow as pa

    database = duckdb.connect()
    database.execute(f"set threads = {threads}")
    columns = {name: pa.array(data[k], mask=np.isnan(data[k]) if missing else None) for k, name in enumerate(NAMES)}
    database.register("arrow", pa.table(columns))
    database.execute("create table wide as select * from arrow")  # its own storage is read faster than Arrow's
    database.unregister("arrow")
    del columns

    def mean(children: list[str], weight: list[int], scale: float) -> str:
        if not missing:
            parts = " + ".join(f'{w * scale}::double * "{c}"' for c, w in zip(children, weight, strict=True))
            return f"({parts}) / {sum(weight)}"
        parts = " + ".join(f'coalesce({w * scale}::double * "{c}", 0)' for c, w in zip(children, weight, strict=True))
        shares = " + ".join(
            f'case when "{c}" is null then 0::double else {w}::double end'
            for c, w in zip(children, weight, strict=True)
        )
        return f"({parts}) / nullif({shares}, 0)"

    groups = [f"s{a}.{b}" for a in range(SECTIONS) for b in range(GROUPS)]
    sections = [f"s{a}" for a in range(SECTIONS)]
    level = [
        ", ".join(f'{mean(NAMES[g * LEAVES : (g + 1) * LEAVES], POINTS[0], 0.1)} as "{n}"' for g, n in enumerate(groups)),
        ", ".join(f'{mean(groups[a * GROUPS : (a + 1) * GROUPS], POINTS[1], 1)} as "{n}"' for a, n in enumerate(sections)),
        mean(sections, POINTS[2], 1) + " as total",
    ]  # fmt: skip
    points = dict(zip([*groups, *sections, "total"], [*POINTS[1] * SECTIONS, *POINTS[2], 100], strict=True))
    order = list(in_document_order(groups, sections, "total")) if all_groups else ["total"]
    chosen = ", ".join(f'{points[name]} * "{name}" as "{name}"' for name in order)
    query = (
        f"select {chosen} from (select *, {level[2]} from (select *, {level[1]} from (select {level[0]} from wide)))"
    )

    class Columns:
        def __init__(self, result: dict[str, Any]) -> None:
            self.result = result

        def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
            return np.stack([np.ma.filled(self.result[name], np.nan) for name in order])

    return {"DuckDB": lambda: Columns(database.sql(query).fetchnumpy())}


def by_saniscore(data: Any, all_groups: bool, threads: int) -> dict[str, Way]:
    """The Python package, which keeps states, enclosures, coverage and maxima beside the scores."""
    import saniscore as ss

    standard = ss.load_standard(document())
    nodes = "groups" if all_groups else ["total"]

    def package() -> Any:
        return ss.score(standard, data.T, columns=NAMES, nodes=nodes, threads=threads)

    return {"saniscore from Python": package}


def take_turns(ways: dict[str, Way], seconds: float, clock: Callable[[], float]) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in ways}
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(times[next(iter(ways))]) < 3:
        for name, way in ways.items():
            began = clock()
            way()
            times[name].append(clock() - began)
    return {name: statistics.median(all_times) for name, all_times in times.items()}


def compare(name: str, got: Any, expected: Any) -> None:
    import numpy as np

    scores = np.asarray(got)
    assert scores.shape == expected.shape, (name, scores.shape, expected.shape)
    np.testing.assert_allclose(scores, expected, rtol=1e-9, atol=1e-9, err_msg=name)


def measure(options: argparse.Namespace, missing: bool, all_groups: bool) -> Iterator[dict[str, Any]]:
    data = marks(options.rows, 0.05 if missing else 0)
    threads = options.threads
    batch = Batch(options.batch, data, all_groups, threads)
    expected = batch.run()
    ways: dict[str, Way] = {}
    if threads == 1:
        ways |= by_numpy(data, all_groups, missing) | by_scipy(data, all_groups, missing)
        ways |= by_pandas(data, all_groups, missing)
    ways |= by_polars(data, all_groups, missing) | by_duckdb(data, all_groups, missing, threads)
    for name, way in ways.items():
        compare(name, way(), expected)
    first: dict[str, Way] = {"reading once": batch.read_once, "saniscore": batch.run}
    ways = first | by_saniscore(data, all_groups, threads) | ways
    job = f"{'5 % missing' if missing else 'all known'}, {'all groups' if all_groups else 'root'}"
    if threads > 1:
        job += f", {threads} threads"
    clock = time.process_time if threads == 1 else time.perf_counter
    for name, seconds in take_turns(ways, options.seconds, clock).items():
        yield {"job": job, "who": name, "seconds": seconds}
    del batch, ways, expected, first
    gc.collect()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batch", required=True)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=20, help="for each of the jobs")
    parser.add_argument("--json")
    options = parser.parse_args()
    # Their own threads are counted when they are first imported.
    wanted = {"OPENBLAS_NUM_THREADS": str(options.threads), "POLARS_MAX_THREADS": str(options.threads)}
    if any(os.environ.get(name) != value for name, value in wanted.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | wanted)
    rows: list[dict[str, Any]] = []
    jobs = [(False, False), (True, False), (True, True)] if options.threads == 1 else [(True, True)]
    for missing, all_groups in jobs:
        measured = list(measure(options, missing, all_groups))
        rows += measured
        limit = measured[0]["seconds"]
        print(f"\n{options.rows:,} x {COUNT}, {measured[0]['job']}")
        for row in measured:
            print(f"  {row['who']:<36} {row['seconds'] * 1e3:9.1f} ms  {row['seconds'] / limit:7.2f} x limit")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump({"units": options.rows, "rows": rows}, file)


if __name__ == "__main__":
    main()
