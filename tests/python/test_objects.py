"""Standards and results as Python objects: pickles, copies, pools, threads, text and HTML."""

from __future__ import annotations

import copy
import multiprocessing
import pickle
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
import saniscore as ss

FRAME: dict[str, Any] = {
    "unit": ["Corner Café", "Mill <b>"],
    "@status": "rated",
    "hygiene": [5, 10],
    "structural": [10, 5],
    "confidence": [10, None],
}


def same(one: ss.Result, other: ss.Result) -> None:
    assert one.standard == other.standard
    assert one.units.tolist() == other.units.tolist()
    for node in one.criteria:
        assert one.score(node).tobytes() == other.score(node).tobytes()
        assert one.state(node).tolist() == other.state(node).tolist()
    for ladder in one.standard.outcomes:
        assert one.outcome(ladder.id).tolist() == other.outcome(ladder.id).tolist()
        assert one.possible(ladder.id) == other.possible(ladder.id)


def test_pickle_and_copy() -> None:
    standard = ss.load_standard("uk.fsa.fhrs")
    result = ss.score(standard, FRAME)
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(result, protocol))
        same(result, again)
        assert repr(again) == repr(result)
        assert again.to_frame()["score"].tobytes() == result.to_frame()["score"].tobytes()
        assert pickle.loads(pickle.dumps(standard, protocol)).fingerprint == standard.fingerprint
    for made in (copy.copy(result), copy.deepcopy(result)):
        same(result, made)
        assert made.explain("Corner Café").unit == "Corner Café"
    explanation = result.explain("Corner Café")
    assert pickle.loads(pickle.dumps(explanation)) == explanation
    assert pickle.loads(pickle.dumps(ss.rank(result))).units.tolist() == ss.rank(result).units.tolist()


def test_pickle_of_another_standard_is_refused() -> None:
    restore, (text, *_) = ss.load_standard("uk.fsa.fhrs").__reduce__()
    with pytest.raises(ss.SaniscoreError, match="fingerprint"):
        restore(text, "0" * 64)


def score_in_worker(standard: ss.Standard) -> ss.Result:
    return ss.score(standard, FRAME)


def test_spawned_processes() -> None:
    standard = ss.load_standard("uk.fsa.fhrs")
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        (there,) = pool.map(score_in_worker, [standard])
    same(ss.score(standard, FRAME), there)


def big(rows: int) -> dict[str, Any]:
    rng = np.random.default_rng(1)
    return {
        "hygiene": rng.choice([0.0, 5, 10, 15, 20, 25], rows),
        "structural": rng.choice([0.0, 5, 10, np.nan], rows),
        "confidence": rng.choice([0.0, 5, 10, 20, 30], rows),
        "@status": "rated",
    }


def test_threads_share_standard_and_input() -> None:
    standard, frame = ss.load_standard("uk.fsa.fhrs"), big(20_000)
    expected = ss.score(standard, frame)
    with ThreadPoolExecutor(8) as pool:
        for result in pool.map(lambda _: ss.score(standard, frame), range(32)):
            same(expected, result)
    same(expected, ss.score(standard, frame, threads=4))


def test_gil_is_released_while_scoring() -> None:
    """Another thread runs Python while one scores: it counts on during the single call."""
    standard = ss.load_standard("uk.fsa.fhrs")
    frame = {**big(3_000_000)}
    frame["@status"] = np.array(["rated"], dtype=object).repeat(3_000_000).tolist()
    from saniscore._frames import borrow

    core = borrow(frame).core
    from saniscore import _core

    ticks: list[float] = []
    stop = threading.Event()

    def tick() -> None:
        while not stop.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.001)

    counter = threading.Thread(target=tick)
    counter.start()
    began = time.perf_counter()
    scored, _ = _core.score(standard._core, core, None, None, "", {}, [], None, [], True, False, 1)
    ended = time.perf_counter()
    stop.set()
    counter.join()
    assert scored is not None
    during = sum(began + 0.005 < t < ended - 0.005 for t in ticks)
    assert during >= 3, f"{during} ticks in {ended - began:.3f} s"


def test_text_and_html() -> None:
    result = ss.score("uk.fsa.fhrs", FRAME)
    assert repr(result).splitlines() == [
        f"Food Hygiene Rating Scheme · uk.fsa.fhrs@2012 · {result.standard.fingerprint[:12]} · saniscore {ss.__version__} · 2 units",
        "",
        "unit         score       of  rating               broadly_compliant",
        "Corner Café  25          80  3                    yes",
        "Mill <b>     15 (15–45)  50  4 | 3 | 2 | 1 | 0 ?  yes | no ?",
    ]
    for thing in (result, result.explain("Mill <b>"), ss.rank(result), ss.catalogue(), result.standard):
        html = thing._repr_html_()
        assert html.startswith(("<div>", "<table>"))
        assert "<b>" not in html
        assert not re.search(r"\bnan\b", html, re.IGNORECASE)
    assert "Mill &lt;b&gt;" in result._repr_html_()
    assert "undecided" in repr(result.explain("Mill <b>"))
    assert "仍可能" in result.explain("Mill <b>").text("zh") or "未定" in result.explain("Mill <b>").text("zh")


def test_explanation() -> None:
    explanation = ss.score("uk.fsa.fhrs", FRAME).explain("Corner Café")
    rating = explanation.outcomes[0]
    assert (rating.level, rating.next_level) == ("3", "4")
    assert rating.binding[0].missing == 5
    assert explanation["hygiene"].lost == 5
    assert explanation["structural"].gain == 10
    assert sum(c.lost for c in explanation.criteria if c.id != "total") == explanation["total"].lost == 25
    assert explanation.to_frame("polars")["lost"].to_list() == [25, 5, 10, 10]
    with pytest.raises(KeyError):
        explanation["nothing"]


def test_standard() -> None:
    standard = ss.load_standard("uk.fsa.fhrs")
    assert standard.children("total") == ("hygiene", "structural", "confidence")
    assert (standard.parent("hygiene"), standard.parent("total")) == ("total", None)
    assert (standard.points("confidence"), standard.is_leaf("total"), standard.demerit()) == (30, False, True)
    assert standard.title(lang="zh") == "食品卫生评级" or standard.title(lang="zh")
    import json

    again = ss.load_standard(json.loads(standard.to_json()))
    assert again == standard
    assert ss.load_standard(standard.to_json()).fingerprint == standard.fingerprint


def test_rank() -> None:
    result = ss.score("uk.fsa.fhrs", {"unit": list("abcde"), "@status": "rated", "hygiene": [0, 5, 0, None, 10],
                                      "structural": [0, 0, 5, None, 0], "confidence": [0, 0, 0, None, 0]})  # fmt: skip
    ranking = ss.rank(result)
    assert ranking.units.tolist() == ["a", "b", "c", "e"]  # fewer points are better
    assert ranking.rank.tolist() == [1, 2, 2, 4]
    assert ranking.excluded == (("d", "not_inspected"),)
    assert "d" in repr(ranking)


def test_scores_that_differ_only_by_rounding_share_a_rank() -> None:
    document = {
        "format": "saniscore/standard", "format_version": 1, "id": "t.sum", "edition": "1", "title": {"en": "t"},
        "tree": {"id": "total", "combine": "sum", "children": [{"id": k, "points": 1, "measure": {"score": 1}} for k in "xyz"]},
    }  # fmt: skip
    result = ss.score(document, {"unit": ["a", "b"], "x": [0.1, 0.3], "y": [0.2, 0.0], "z": [0.0, 0.0]})
    assert result.score()[0] != result.score()[1]
    assert ss.rank(result).rank.tolist() == [1, 1]
