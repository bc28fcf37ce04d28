#!/usr/bin/env python3
"""Survey rows of bench_survey beside pandas, scipy, statsmodels and R survey, each where it is installed.

    build/bench/benchmarks/bench_survey --benchmark_format=json | python3 benchmarks/survey_peers.py

Processor seconds of one run each, on this machine. pandas gives rates without standard errors; nothing else in Python
gives designed intervals by group in reasonable time.
"""

import json
import shutil
import subprocess
import sys
import time

ROWS, COMMUNITIES, PAIRS = 1_000_000, 500, 100_000


def timed(task):
    start = time.process_time()
    task()
    return time.process_time() - start


def python_rows():
    try:
        import numpy as np
    except ImportError:
        return
    rng = np.random.default_rng(7)
    community = rng.integers(0, COMMUNITIES, ROWS)
    weight = 1 + rng.integers(0, 100, ROWS) / 10
    answer = (rng.random(ROWS) < 0.85).astype(float)
    n = 20 + np.arange(PAIRS) % 981
    x = np.arange(PAIRS) * 7919 % (n + 1)
    try:
        import pandas as pd

        frame = pd.DataFrame({"community": community, "w": weight, "wy": weight * answer})

        def rates():
            sums = frame.groupby("community").sum()
            return sums["wy"] / sums["w"]

        yield "weighted rates of 500 communities, no standard error", f"pandas {pd.__version__}", timed(rates)
    except ImportError:
        pass
    try:
        import scipy
        from scipy import special

        def clopper_pearson():
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
            yield (f"100,000 {name} intervals", f"statsmodels {statsmodels.__version__}",
                   timed(lambda: proportion_confint(x, n, method=method)))
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


def r_rows():
    if shutil.which("Rscript") is None:
        return
    done = subprocess.run(["Rscript", "-e", R_PROGRAM], capture_output=True, text=True)
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


def main():
    rows = []
    measured = "" if sys.stdin.isatty() else sys.stdin.read()
    if measured.strip():
        for bench in json.loads(measured)["benchmarks"]:
            if bench["name"] in OURS:
                rows.append((OURS[bench["name"]], "saniscore", bench["cpu_time"] / 1000))
    rows += python_rows()
    rows += r_rows()
    for what, who, seconds in rows:
        print(f"{what:<58} {who:<22} {1000 * seconds:10.1f} ms")


if __name__ == "__main__":
    main()
