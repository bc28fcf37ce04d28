"""One unit of a large tree, scored by OpenSCAP: the time its library takes for the scores alone, without reading files.

    python benchmarks/python/openscap.py [--json FILE]

Rules in groups of ten, all weighted, three of ten failed. The scores are compared with saniscore's before (OpenSCAP adds
up in float: four digits). Needs libopenscap (Debian: openscap-scanner); without it the page says so.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import time
from ctypes.util import find_library
from typing import Any

import saniscore as ss

SIZES = 100, 1000, 10_000  #: its time grows with the square: 100,000 rules take minutes


def failed(rule: int) -> bool:
    return rule * 7919 % 10 < 3


def benchmark(rules: int) -> bytes:
    parts = [
        '<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_b_benchmark_b">'
        '<status date="2026-01-01">draft</status><version>1</version><model system="urn:xccdf:scoring:default"/>'
    ]
    for g in range(0, rules, 10):
        parts.append(f'<Group id="xccdf_b_group_g{g}" weight="{1 + g % 7}">')
        for k in range(g, g + 10):
            parts.append(f'<Rule id="xccdf_b_rule_r{k}" weight="{1 + k % 5}" selected="true"><title>r</title></Rule>')
        parts.append("</Group>")
    time_ = "2026-01-01T00:00:00"
    parts.append(
        f'<TestResult id="xccdf_b_testresult_t" start-time="{time_}" end-time="{time_}">'
        '<benchmark id="xccdf_b_benchmark_b"/><title>t</title><target>t</target>'
    )
    for k in range(rules):
        result = "fail" if failed(k) else "pass"
        parts.append(
            f'<rule-result idref="xccdf_b_rule_r{k}" time="{time_}" weight="{1 + k % 5}">'
            f"<result>{result}</result></rule-result>"
        )
    parts.append('<score system="urn:xccdf:scoring:default" maximum="100">0</score></TestResult></Benchmark>')
    return "".join(parts).encode()


def by_openscap(library: ctypes.CDLL, rules: int) -> tuple[float, float]:
    """Seconds of the processor, the least of three, and the score."""
    library.xccdf_score_get_score.restype = ctypes.c_float

    def pointer(function: str, *arguments: Any) -> ctypes.c_void_p:
        call = getattr(library, function)
        call.restype = ctypes.c_void_p
        return ctypes.c_void_p(call(*arguments))

    text = benchmark(rules)
    source = pointer("oscap_source_new_from_memory", text, ctypes.c_size_t(len(text)), b"benchmark.xml")
    tree = pointer("xccdf_benchmark_import_source", source)
    result = pointer("xccdf_result_iterator_next", pointer("xccdf_benchmark_get_results", tree))
    item = pointer("xccdf_benchmark_to_item", tree)
    best = 1e9
    for _ in range(3):
        began = time.process_time()
        assert library.xccdf_result_recalculate_scores(result, item) == 0
        best = min(best, time.process_time() - began)
    score = pointer("xccdf_score_iterator_next", pointer("xccdf_result_get_scores", result))
    return best, float(library.xccdf_score_get_score(score))


def by_saniscore(rules: int) -> float:
    groups = [
        {
            "id": f"g{g}", "combine": "mean", "points": 1 + g % 7,
            "children": [{"id": f"r{k}", "points": 1 + k % 5, "measure": "pass"} for k in range(g, g + 10)],
        }
        for g in range(0, rules, 10)
    ]  # fmt: skip
    standard = ss.load_standard({
        "format": "saniscore/standard", "format_version": 1, "id": "b.rules", "edition": "1",
        "tree": {"id": "total", "combine": "mean", "points": 100, "children": groups},
    })  # fmt: skip
    unit = {"unit": "a"} | {f"r{k}": 0 if failed(k) else 1 for k in range(rules)}
    return float(ss.score(standard, unit).score()[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json")
    options = parser.parse_args()
    name = find_library("openscap")
    if name is None:
        print("OpenSCAP is not installed (Debian: openscap-scanner)")
        return
    library = ctypes.CDLL(name)
    rows = []
    for rules in SIZES:
        seconds, score = by_openscap(library, rules)
        assert abs(score - by_saniscore(rules)) < 0.01, (score, by_saniscore(rules))
        print(f"OpenSCAP, one unit of {rules:,} rules: {seconds * 1e3:.3f} ms")
        rows.append({"job": f"one unit of {rules:,} criteria", "who": "OpenSCAP", "seconds": seconds})
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump({"rows": rows}, file)


if __name__ == "__main__":
    main()
