"""Long tables: rows of unit, criterion and value to weighted means of means, beside polars, DuckDB, pandas and NumPy.

    python benchmarks/python/long.py [--units N] [--rounds N] [--threads N …]

50,000 units × 200 criteria (8 sections × 5 groups × 5 criteria, weights at every level, 5 % without a value) in any
order and sorted by unit, with dictionary codes and with texts. The others answer the root alone, from integer codes
whose section and group follow by arithmetic, and where they can from one key per group; saniscore reads the frame as it
is and gives all 49 groups with maxima, states, enclosures and coverage. Everybody runs in one process, in turn; the
middle of the rounds counts. A process per number of threads, because polars fixes it at the start.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

SECTIONS, GROUPS, LEAVES = 8, 5, 5
CRITERIA = SECTIONS * GROUPS * LEAVES
SLOW = 20.0  #: seconds after which one round is enough


def document() -> dict[str, Any]:
    def group(name: str, points: float, children: list[dict[str, Any]]) -> dict[str, Any]:
        return {"id": name, "points": points, "combine": "mean", "children": children}

    sections = [
        group(
            f"s{a}",
            10 + a,
            [
                group(
                    f"s{a}.{b}",
                    5 + b,
                    [{"id": f"s{a}.{b}.{c}", "points": 1 + c, "measure": {"score": 10}} for c in range(LEAVES)],
                )
                for b in range(GROUPS)
            ],
        )
        for a in range(SECTIONS)
    ]
    return {
        "format": "saniscore/standard", "format_version": 1, "id": "bench.long", "edition": "1", "title": {"en": "long"},
        "states": {"not_inspected": "drop"}, "tree": group("total", 100, sections),
    }  # fmt: skip


class Data:
    """The same rows for everybody, as each likes them best."""

    def __init__(self, units: int, ordered: bool, texts: bool, threads: int) -> None:
        import duckdb
        import numpy as np
        import polars as pl

        rng = np.random.default_rng(7)
        rows = units * CRITERIA
        order = np.arange(rows) if ordered else rng.permutation(rows)
        self.units = units
        self.unit = (order // CRITERIA).astype(np.int32)
        self.criterion = (order % CRITERIA).astype(np.int32)
        self.value = rng.integers(0, 21, rows) / 2
        self.value[rng.random(rows) < 0.05] = np.nan
        self.unit_names = [f"place {k:06}" for k in range(units)]
        ids = [f"s{k // 25}.{k // 5 % 5}.{k % 5}" for k in range(CRITERIA)]
        self.texts = texts
        names = pl.DataFrame({
            "unit": pl.Series(self.unit_names)[self.unit],
            "criterion": pl.Series(ids)[self.criterion],
            "value": pl.Series(self.value).fill_nan(None),
        })  # fmt: skip
        if texts:
            self.frame = names.rechunk()
            self.tree = pl.DataFrame({"criterion": ids, "c": np.arange(CRITERIA, dtype=np.int32)})
            self.plain = self.frame
        else:
            self.frame = names.with_columns(
                pl.col("unit").cast(pl.Enum(self.unit_names)), pl.col("criterion").cast(pl.Enum(ids))
            ).rechunk()
            self.plain = pl.DataFrame(
                {"unit": self.unit, "criterion": self.criterion, "value": self.value}
            ).with_columns(pl.col("value").fill_nan(None))
        self.pandas = self.plain.to_pandas()
        self.database = duckdb.connect()
        self.database.execute(f"set threads = {threads}")
        self.database.register("given", self.plain.to_arrow())
        self.database.execute("create table t as select * from given")
        self.database.unregister("given")
        if texts:
            self.database.register("tree", self.tree.to_arrow())

    def by_unit(self, unit: Any, score: Any) -> Any:
        """Scores in the order of the units' numbers."""
        import numpy as np

        out = np.full(self.units, np.nan)
        at = (
            np.asarray([int(str(u)[-6:]) for u in unit]) if self.texts or isinstance(unit[0], str) else np.asarray(unit)
        )
        out[at] = np.asarray(score, dtype=float)
        return out


def ways(data: Data, threads: int) -> dict[str, Callable[[], Any]]:
    import numpy as np
    import polars as pl
    import saniscore as ss

    standard = ss.load_standard(document())

    def by_saniscore() -> Any:
        result = ss.score(
            standard, data.frame, unit="unit", criterion="criterion", value="value", nodes="groups", threads=threads
        )
        return result.units, result.score()

    def by_polars() -> Any:
        frame = data.plain.lazy().filter(pl.col("value").is_not_null())
        if data.texts:
            frame = frame.join(data.tree.lazy(), on="criterion")
            keys: list[Any] = ["unit", (pl.col("c") // 5).alias("g")]
            c = pl.col("c")
        else:
            c = pl.col("criterion")
            keys = [(pl.col("unit") * (SECTIONS * GROUPS) + c // 5).alias("k")]
        w = (1 + c % 5).cast(pl.Float64)
        groups = frame.group_by(keys).agg((pl.col("value") * w).sum() / w.sum())
        if data.texts:
            g, unit_and_section = pl.col("g"), ["unit", (pl.col("g") // 5).alias("a")]
        else:
            g, unit_and_section = pl.col("k") % 40, [(pl.col("k") // 5).alias("a")]
        w = (5 + g % 5).cast(pl.Float64)
        sections = groups.group_by(unit_and_section).agg((pl.col("value") * w).sum() / w.sum())
        unit, a = (pl.col("unit"), pl.col("a")) if data.texts else (pl.col("a") // 8, pl.col("a") % 8)
        w = (10 + a).cast(pl.Float64)
        root = sections.group_by(unit.alias("unit")).agg((pl.col("value") * w).sum() / w.sum()).collect()
        return root["unit"].to_list(), 10 * root["value"].to_numpy()

    source = "(select unit, c as criterion, value from t join tree using (criterion))" if data.texts else "t"
    query = f"""
        with g as (select unit, criterion // 5 as g, sum(value * (1 + criterion % 5)) / sum(1 + criterion % 5) as v
                   from {source} where value is not null group by all),
             s as (select unit, g // 5 as a, sum(v * (5 + g % 5)) / sum(5 + g % 5) as v from g group by all)
        select unit, 10 * sum(v * (10 + a)) / sum(10 + a) as v from s group by unit"""

    def by_duckdb() -> Any:
        out = data.database.sql(query).fetchnumpy()
        return out["unit"].tolist(), out["v"]

    def by_pandas() -> Any:
        frame = data.pandas
        if data.texts:
            frame = frame.merge(data.tree.to_pandas(), on="criterion")
            frame["criterion"] = frame["c"]
        frame = frame[frame["value"].notna()]
        w = 1.0 + frame["criterion"] % 5
        level = (frame["value"] * w).to_frame("v").assign(w=w, unit=frame["unit"], g=frame["criterion"] // 5)
        level = level.groupby(["unit", "g"], sort=False)[["v", "w"]].sum().reset_index()
        w = 5.0 + level["g"] % 5
        level = (level["v"] / level["w"] * w).to_frame("v").assign(w=w, unit=level["unit"], a=level["g"] // 5)
        level = level.groupby(["unit", "a"], sort=False)[["v", "w"]].sum().reset_index()
        w = 10.0 + level["a"]
        level = (level["v"] / level["w"] * w).to_frame("v").assign(w=w, unit=level["unit"])
        root = level.groupby("unit", sort=False)[["v", "w"]].sum()
        return root.index.tolist(), (10 * root["v"] / root["w"]).to_numpy()

    def by_numpy() -> Any:
        known = ~np.isnan(data.value)
        unit, c, v = data.unit[known], data.criterion[known], data.value[known]
        w = 1.0 + c % 5
        key = unit * (SECTIONS * GROUPS) + c // 5
        size = data.units * SECTIONS * GROUPS
        with np.errstate(invalid="ignore"):
            share = np.bincount(key, v * w, size) / np.bincount(key, w, size)
        there = ~np.isnan(share)
        w = np.tile(5.0 + np.arange(GROUPS), data.units * SECTIONS) * there
        share = (np.nan_to_num(share) * w).reshape(-1, GROUPS).sum(1) / w.reshape(-1, GROUPS).sum(1)
        w = np.tile(10.0 + np.arange(SECTIONS), data.units)
        return np.arange(data.units), 10 * (share * w).reshape(-1, SECTIONS).sum(1) / w.reshape(-1, SECTIONS).sum(1)

    out: dict[str, Callable[[], Any]] = {
        "saniscore": by_saniscore,
        "polars": by_polars,
        "DuckDB": by_duckdb,
        "pandas": by_pandas,
    }
    if not data.texts:
        out["NumPy bincount"] = by_numpy
    return out


def resident(kind: str) -> int:
    """MiB now (VmRSS), or the most since forget() (VmHWM)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(kind):
            return int(line.split()[1]) >> 10
    return 0


def peak_of(way: Callable[[], Any]) -> int:
    Path("/proc/self/clear_refs").write_text("5")
    before = resident("VmRSS")
    way()
    return resident("VmHWM") - before


def compare(units: int, rounds: int, threads: int, ordered: bool, texts: bool) -> list[dict[str, Any]]:
    import numpy as np

    data = Data(units, ordered, texts, threads)
    every = ways(data, threads)
    scores = {name: data.by_unit(*way()) for name, way in every.items()}
    for name, got in scores.items():
        assert np.allclose(got, scores["saniscore"], rtol=1e-9, atol=0, equal_nan=True), name
    memory = {name: peak_of(way) for name, way in every.items()}
    clock: dict[str, list[float]] = {name: [] for name in every}
    busy: dict[str, list[float]] = {name: [] for name in every}
    for _ in range(rounds):
        for name, way in every.items():
            if clock[name] and clock[name][0] > SLOW:
                continue
            began, ticks = time.perf_counter(), time.process_time()
            way()
            clock[name].append(time.perf_counter() - began)
            busy[name].append(time.process_time() - ticks)
    ours = statistics.median(clock["saniscore"])
    kind = (
        f"{'texts' if texts else 'codes'}, {'sorted' if ordered else 'unsorted'}, {threads} thread{'s' * (threads > 1)}"
    )
    rows = [
        {"job": f"{units * CRITERIA:,} rows, {kind}", "who": name, "seconds": statistics.median(busy[name])}
        for name in busy
    ]
    for name, times in clock.items():
        middle, processor = statistics.median(times), statistics.median(busy[name])
        print(
            f"{kind:<28} {name:<16} {middle * 1e3:9.0f} ms {middle / ours:7.1f} × {processor * 1e3:9.0f} ms busy {memory[name]:6} MiB",
            flush=True,
        )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--only", choices=["codes", "texts"], help="only one kind of names")
    parser.add_argument("--json", type=Path, help="where to leave the processor seconds for table.py")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        rows = json.loads(options.json.read_text("utf-8"))["rows"] if options.json and options.json.exists() else []
        for texts in (False, True) if options.only is None else (options.only == "texts",):
            for ordered in (False, True):
                rows += compare(options.units, options.rounds, options.threads[0], ordered, texts)
        if options.json:
            options.json.write_text(json.dumps({"rows": rows}), encoding="utf-8")
        return
    print(
        f"{options.units * CRITERIA:,} rows; {platform.processor() or platform.machine()}, {os.cpu_count()} processors"
    )
    for threads in options.threads:
        subprocess.run(
            [sys.executable, __file__, "--inside", "--units", str(options.units), "--rounds", str(options.rounds), "--threads", str(threads), *(["--only", options.only] if options.only else []), *(["--json", str(options.json)] if options.json else [])],
            env={**os.environ, "POLARS_MAX_THREADS": str(threads), "OMP_NUM_THREADS": str(threads)},
            check=True,
        )  # fmt: skip


if __name__ == "__main__":
    main()
