"""What `./dev bench` measured, in one table: each job, its time, its ratio to reading once and to every peer.

    python benchmarks/python/table.py RESULTS

RESULTS is a folder of JSON files: of Google Benchmark (bench_*.json), and lists of {job, who, seconds} that the programs
in this folder write. A file or a row that is not there is left out.
"""

from __future__ import annotations

import json
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

PACKAGES = "numpy", "scipy", "pandas", "polars", "duckdb", "statsmodels"
SECONDS = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}
OURS, LIMIT = "saniscore", "reading once"


class Row(NamedTuple):
    job: str
    who: str
    seconds: float
    ratio: float | None = None  #: to reading once, where it is not a row of its own


#: Rows of Google Benchmark that count, by program: name, what it is called here, and whose time it is.
NAMED = {
    "score": [
        (r"limit_read_once", "C++, pages of 4 KiB, 10⁶ × 200", LIMIT),
        (r"million_threads/(\d+)/real_time", r"C++, pages of 4 KiB, 10⁶ × 200: threads: \1, by the clock", OURS),
        (r"million_(.*)", r"C++, pages of 4 KiB, 10⁶ × 200: \1", OURS),
        (r"in_cache/(\d+)/(\d+)/real_time", r"\2 units × 200 in the caches: threads: \1, by the clock", OURS),
        (r"live_change", "a change of one of 200 leaves", OURS),
        (r"one_unit/(\d+)", r"one unit of {:,} criteria", OURS),
        (r"compile_standard/(\d+)", r"compile {:,} criteria", OURS),
        (r"load_json/(\d+)", r"load {:,} criteria from JSON", OURS),
    ],
    "scenarios": [
        (r"weight_draws/missing_percent:(\d+)", r"51 × 49, 1,000 draws of weights, \1 % missing", OURS),
        (r"one_matrix_product", "51 × 49, 1,000 draws of weights, 0 % missing", "one product of Eigen"),
        (r"gains_of_repairs/missing_percent:(\d+)", r"gains of 200 repairs, 1,000 units, \1 % missing", OURS),
    ],
    "responsibility": [
        (r"attributed/(\d+)", r"losses of a year to {:,} parties", OURS),
        (r"one_changed/(\d+)", r"one changed score among {:,} parties", OURS),
        (r"compiled/(\d+).*", r"check duties of {:,} parties", OURS),
    ],
    "kinds": [(r"reading once", "200,000 × 200", LIMIT), (r"(.*)", r"\1", OURS)],
}

TITLES = {
    "peers": "A batch of 10⁶ units × 200 leaves, one process (peers.py)",
    "peers_threads": "The same by two threads, by the clock",
    "long": "Long tables from Python, processor time (long.py; C++ alone: bench_long)",
    "kinds": "Kinds of rules (bench_kinds)",
    "score": "Batch, Live, growth (bench_score; OpenSCAP: openscap.py)",
    "scenarios": "Scenarios (bench_scenarios)",
    "survey": "Surveys (bench_survey, survey.py)",
    "responsibility": "Responsibility (bench_responsibility)",
    "overhead": "Calling from Python (overhead.py)",
}


def called(pattern: str, words: str, name: str) -> str | None:
    found = re.fullmatch(pattern, name)
    if found is None:
        return None
    return words.format(int(found[1])) if "{" in words else found.expand(words)


def rows_of(file: Path) -> Iterator[Row]:
    content = json.loads(file.read_text(encoding="utf-8"))
    for row in content.get("rows", []):
        yield Row(row["job"], row["who"], row["seconds"])
    named = NAMED.get(file.stem.removeprefix("bench_"), [(r"(.*)", r"\1", OURS)])
    for row in content.get("benchmarks", []):
        if row.get("run_type") == "aggregate" or row.get("error_occurred"):
            continue
        for pattern, words, who in named:
            job = called(pattern, words, row["name"])
            if job is not None:
                clock = "real_time" if row["name"].endswith("/real_time") else "cpu_time"
                yield Row(job, who, row[clock] * SECONDS[row["time_unit"]], row.get("x_limit"))
                break


def shown(seconds: float) -> str:
    unit = next((unit for unit, size in SECONDS.items() if seconds >= size), "ns")
    return (
        f"{seconds / SECONDS[unit]:.3g} {unit}"
        if seconds / SECONDS[unit] < 100
        else f"{seconds / SECONDS[unit]:.0f} {unit}"
    )


def times(ratio: float) -> str:
    return f"{ratio:.3g}" if ratio < 100 else f"{ratio:,.0f}"


def lines(rows: list[Row]) -> Iterator[str]:
    """A limit holds for the jobs after it that begin as it does; peers belong to our row of the same job."""
    limit: Row | None = None
    for row in rows:
        if row.who == LIMIT:
            limit = row
        if row.who not in (OURS, LIMIT) and any(r.job == row.job and r.who == OURS for r in rows):
            continue
        name = row.job if row.who == OURS else f"{row.job}: {row.who}"
        ratio = row.ratio
        if ratio is None and limit is not None and row.job.startswith(limit.job):
            ratio = row.seconds / limit.seconds
        peers = [
            f"{other.who} {times(other.seconds / row.seconds)}×"
            for other in rows
            if row.who == OURS and other.job == row.job and other.who not in (OURS, LIMIT)
        ]
        yield f"{name:<60}{shown(row.seconds):>10}{f'{ratio:.2f}' if ratio else '':>9}   {', '.join(peers)}".rstrip()


def said(command: list[str]) -> str:
    if shutil.which(command[0]) is None:
        return "not installed"
    output = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return output.splitlines()[0] if output else "?"


def caches() -> str:
    parts = []
    for place in sorted(Path("/sys/devices/system/cpu/cpu0/cache").glob("index*")):
        kind = (place / "type").read_text().strip()
        parts.append(f"L{(place / 'level').read_text().strip()} {kind} {(place / 'size').read_text().strip()}")
    return ", ".join(parts)


def machine(compiler: str) -> Iterator[str]:
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    cores = len(re.findall(r"^processor", Path("/proc/cpuinfo").read_text(), re.M))
    pages = Path("/sys/kernel/mm/transparent_hugepage/enabled")
    yield f"processor  {cpu[1] if cpu else platform.machine()}, {cores} cores, {caches()}"
    yield f"system     {platform.platform()}, huge pages: {pages.read_text().strip() if pages.exists() else '?'}"
    yield f"compiler   {said([compiler, '--version'])}"
    peers = [f"Python {platform.python_version()}"]
    for package in PACKAGES:
        try:
            peers.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            peers.append(f"{package} not installed")
    yield f"peers      {', '.join(peers)}"
    yield f"           {said(['oscap', '--version'])}"


def compiler_of(build: Path) -> str:
    cache = build / "CMakeCache.txt"
    found = re.search(r"^CMAKE_CXX_COMPILER:\w+=(.*)$", cache.read_text(), re.M) if cache.exists() else None
    return found[1] if found else "c++"


def in_order(folder: Path) -> Iterable[tuple[str, list[Row]]]:
    """Files by title; those nobody named come last. bench_survey is a part of survey.json."""
    files = {
        file.stem.removeprefix("bench_"): file for file in sorted(folder.glob("*.json")) if file.stem != "bench_survey"
    }
    openscap = files.pop("openscap", None)
    for name in [*TITLES, *sorted(files.keys() - TITLES.keys())]:
        if name in files:
            rows = list(rows_of(files[name]))
            if name == "score" and openscap is not None:
                rows += rows_of(openscap)
            yield TITLES.get(name, name), rows


def main() -> None:
    folder = Path(sys.argv[1])
    print(f"{'job':<60}{'time':>10}{'× limit':>9}   the time of others ÷ ours")
    for title, rows in in_order(folder):
        print(f"\n{title}")
        for line in lines(rows):
            print(line)
    print()
    for line in machine(compiler_of(folder.parent)):
        print(line)


if __name__ == "__main__":
    main()
