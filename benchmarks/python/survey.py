#!/usr/bin/env python3
"""Surveys in C++ and Python beside pandas, scipy, statsmodels and R survey, each where it is installed.

    build/bench/benchmarks/bench_survey --benchmark_format=json | \
        PYTHONPATH=build/bench/bindings/python .venv/bin/python benchmarks/python/survey.py [JSON]

Processor seconds, the least of three runs (R: one run), on this machine. pandas gives rates without standard errors;
nothing else in Python gives designed intervals by group in reasonable time.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import saniscore as ss

ROWS, COMMUNITIES, PAIRS = 1_000_000, 500, 100_000


Row = tuple[str, str, float]


def timed(task: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        start = time.process_time()
        task()
        times.append(time.process_time() - start)
    return min(times)


def python_rows() -> Iterator[Row]:
    rng = np.random.default_rng(7)
    community = rng.integers(0, COMMUNITIES, ROWS)
    weight = 1 + rng.integers(0, 100, ROWS) / 10
    answer = (rng.random(ROWS) < 0.85).astype(float)
    n = 20 + np.arange(PAIRS) % 981
    x = np.arange(PAIRS) * 7919 % (n + 1)

    us = f"saniscore {ss.__version__} (Python)"
    building = community * 20 + rng.integers(0, 20, ROWS)
    codes = np.where(answer > 0, 5, 1)
    for what, psu in (("respondents", None), ("buildings", building)):
        design = ss.Design(weight=weight, stratum=community, psu=psu)
        coded = ss.code(codes, "satisfaction-5")
        task = f"rates with intervals, {what} drawn, file as it came"
        yield task, us, timed(partial(ss.rate, design, coded, by=community))
        yield f"{task}, with coding", us, timed(partial(ss.rate, design, codes, "satisfaction-5", by=community))
    yield "the design's index, once", us, timed(lambda: ss.Design(weight=weight, stratum=community, psu=building))
    rates = ss.rate(design, coded, by=community)
    yield "500 verdicts with p values", us, timed(lambda: ss.decide(rates, 0.85))
    yield "100,000 Clopper-Pearson intervals", us, timed(lambda: ss.interval(x, n, method="clopper_pearson"))
    yield "100,000 Wilson intervals", us, timed(lambda: ss.interval(x, n))
    try:
        import pandas as pd

        frame = pd.DataFrame({"community": community, "w": weight, "wy": weight * answer})

        def groupby() -> object:
            sums = frame.groupby("community").sum()
            return sums["wy"] / sums["w"]

        yield "weighted rates of 500 communities, no standard error", f"pandas {pd.__version__}", timed(groupby)
    except ImportError:
        pass
    try:
        import scipy
        from scipy import special

        def clopper_pearson() -> object:
            lower = np.where(x > 0, special.betaincinv(np.maximum(x, 1), n - x + 1, 0.025), 0)
            upper = np.where(x < n, special.betaincinv(x + 1, np.maximum(n - x, 1), 0.975), 1)
            return lower, upper

        yield "100,000 Clopper-Pearson intervals", f"scipy {scipy.__version__}", timed(clopper_pearson)
    except ImportError:
        pass
    try:
        import statsmodels
        from statsmodels.stats.proportion import proportion_confint

        for name, method in (("Clopper-Pearson", "beta"), ("Wilson", "wilson")):
            yield (
                f"100,000 {name} intervals",
                f"statsmodels {statsmodels.__version__}",
                timed(partial(proportion_confint, x, n, method=method)),
            )
    except ImportError:
        pass


# A tenth of the rows: its time grows with rows times communities.
R_PROGRAM = """
suppressMessages(library(survey))
set.seed(7); n <- 1e5
d <- data.frame(community = sample(500, n, TRUE), w = 1 + sample(0:99, n, TRUE) / 10, y = rbinom(n, 1, 0.85))
des <- svydesign(~1, strata = ~community, weights = ~w, data = d)
t <- system.time(svyby(~y, ~community, des, svymean))
cat(as.character(packageVersion("survey")), t[["user.self"]] + t[["sys.self"]])
"""


def r_rows() -> Iterator[Row]:
    if shutil.which("Rscript") is None:
        return
    done = subprocess.run(["Rscript", "-e", R_PROGRAM], capture_output=True, text=True, check=False)
    if done.returncode == 0:
        version, seconds = done.stdout.split()[-2:]
        yield "the same with standard errors, 100,000 rows only", f"R survey {version}", float(seconds)


OURS = {
    "rates_of_communities/respondents_drawn_sorted": "rates with intervals, respondents drawn, file sorted",
    "rates_of_communities/respondents_drawn_unsorted": "rates with intervals, respondents drawn, file as it came",
    "rates_of_communities/buildings_drawn_sorted": "rates with intervals, buildings drawn, file sorted",
    "rates_of_communities/buildings_drawn_unsorted": "rates with intervals, buildings drawn, file as it came",
    "index_of_design/buildings_drawn_unsorted": "the design's index, once",
    "pairs/clopper_pearson": "100,000 Clopper-Pearson intervals",
    "pairs/wilson": "100,000 Wilson intervals",
}


def main() -> None:
    rows: list[Row] = []
    measured = "" if sys.stdin.isatty() else sys.stdin.read()
    if measured.strip():
        for bench in json.loads(measured)["benchmarks"]:
            if bench["name"] in OURS:
                rows.append((OURS[bench["name"]], "saniscore", bench["cpu_time"] / 1000))
    rows += python_rows()
    rows += r_rows()
    for what, who, seconds in rows:
        print(f"{what:<58} {who:<22} {1000 * seconds:10.1f} ms")
    if len(sys.argv) > 1:
        table = [{"job": what, "who": who, "seconds": seconds} for what, who, seconds in rows]
        Path(sys.argv[1]).write_text(json.dumps({"rows": table}), encoding="utf-8")


if __name__ == "__main__":
    main()
