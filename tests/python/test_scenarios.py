"""Other weights and repairs, for all units of a frame; numbers worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import saniscore as ss
from kinds import KINDS


def standard(tree: dict[str, Any], **more: Any) -> ss.Standard:
    return ss.load_standard(
        {"format": "saniscore/standard", "format_version": 1, "id": "t", "edition": "1", "title": {"en": "t"},
         "tree": tree, **more}
    )  # fmt: skip


MEAN = standard(
    {"id": "t", "combine": "mean", "children": [
        {"id": "a", "weight": 1, "measure": {"score": 10}}, {"id": "b", "weight": 3, "measure": {"score": 10}},
    ]},
    outcomes=[{"id": "o", "levels": [{"level": "pass", "when": {"score": "t", ">=": 60}}, {"level": "fail"}]}],
)  # fmt: skip
DATA: dict[str, list[Any]] = {"unit": ["u", "v", "w"], "a": [10, 5, 2], "b": [2, 6, float("nan")]}


@pytest.mark.parametrize("kind", KINDS)
def test_weights(kind: str) -> None:
    w = ss.reweigh(ss.score(MEAN, KINDS[kind](DATA)), {"a": [1, 3, 0], "b": [3, 1, 1]})
    np.testing.assert_allclose(w.scores["t"][:, :2], np.array([[40, 57.5], [80, 52.5], [20, 60]]), rtol=1e-14)
    assert w.outcome()[:, :2].tolist() == [["fail", "fail"], ["pass", "fail"], ["fail", "pass"]]
    assert np.sign(w.ranks()[:, 0] - w.ranks()[:, 1]).tolist() == [1, -1, 1]
    frame = w.to_frame("dict")
    assert list(frame["unit"]) == ["u", "v", "w"]
    assert list(frame["score median"])[:2] == pytest.approx([40, 57.5])
    assert "draws of weights" in repr(w)
    assert "<table" in w._repr_html_()


def test_equal_scores_share_the_rank_and_demerit_turns_it() -> None:
    worse = standard({"id": "t", "combine": "mean", "direction": "demerit", "children": [
        {"id": "a", "weight": 1, "measure": {"score": 10}}, {"id": "b", "weight": 1, "measure": {"score": 10}}]})  # fmt: skip
    w = ss.reweigh(ss.score(worse, {"unit": ["u", "v", "w"], "a": [1, 3, 3], "b": [5, 3, 3]}), {"a": [1.0]})
    assert w.ranks().tolist() == [[1, 1, 1]]
    w = ss.reweigh(ss.score(worse, {"unit": ["u", "v", "w"], "a": [1, 3, 3], "b": [1, 3, 3]}), {"a": [1.0]})
    assert w.ranks().tolist() == [[1, 2, 2]]


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"t": [1]}, "D302"),
        ({"a": [-1]}, "D302"),
        ({"a": [float("nan")]}, "D302"),
        ({"a": [1, 2], "b": [1, 2, 3]}, "a: 2, b: 3"),
        ({}, "D302"),
        ({"nobody": [1]}, "nobody"),
    ],
)
def test_weights_that_cannot_be(weights: dict[str, Any], message: str) -> None:
    with pytest.raises(ss.SaniscoreError, match=message):
        ss.reweigh(ss.score(MEAN, DATA), weights)


SUM = standard(
    {"id": "t", "combine": "sum", "adjust": [{"cap": 12, "when": {"score": "b", "<": 9}}], "children": [
        {"id": "a", "points": 10, "measure": {"score": 10}}, {"id": "b", "points": 10, "measure": {"score": 10}},
        {"id": "c", "points": 5, "measure": {"score": 5}},
    ]},
    outcomes=[{"id": "o", "levels": [{"level": "y", "when": {"percent": "t", ">=": 60}}, {"level": "n"}]}],
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("threads", [1, 3])
def test_gains(kind: str, threads: int) -> None:
    data: dict[str, list[Any]] = {"unit": ["u", "v", "w"], "a": [6, 9, 10], "b": [10, 8, 10], "c": [5, 5, 5]}
    g = ss.gains(ss.score(SUM, KINDS[kind](data)), threads=threads)
    assert g.criteria == ("a", "b", "c")
    # v: 22 capped at 12; only b lifts the cap
    np.testing.assert_array_equal(g.gain, [[4, 0, 0], [0, 12, 0], [0, 0, 0]])
    assert g.outcome("b").tolist() == ["y", "y", "y"]
    assert g.outcome("a").tolist() == ["y", "n", "y"]
    frame = g.to_frame("dict")
    assert (frame["criterion"][4], frame["unit"][4], frame["gain"][4]) == ("b", "v", 12)
    assert "12" in repr(g)
    assert "<table" in g._repr_html_()
    with pytest.raises(ss.SaniscoreError, match="no best"):
        g.of("t")


def test_gains_are_those_of_explain_for_data_read_by_name() -> None:
    reduced = standard({"id": "t", "combine": "sum", "children": [
        {"id": "a", "points": 10, "measure": {"score": 10}, "reduce": [{"over": "site", "by": "worst"}]},
        {"id": "b", "points": 10, "measure": {"score": 10}, "states": {"not_applicable": "zero"}}]})  # fmt: skip
    rows = [("u", "a", "x", 3.0, ""), ("u", "a", "y", 8.0, ""), ("u", "b", "", 4.0, ""), ("v", "a", "x", 9.0, ""),
            ("v", "b", "", None, "不适用")]  # fmt: skip
    names = ("unit", "criterion", "site", "value", "state")
    frame: dict[str, list[Any]] = {name: [row[k] for row in rows] for k, name in enumerate(names)}
    res = ss.score(reduced, frame)
    g = ss.gains(res)
    np.testing.assert_array_equal(g.gain, [[7, 1], [6, np.nan]])
    for unit in ("u", "v"):
        told = {c.id: c.gain for c in res.explain(unit).criteria}
        for criterion in g.criteria:
            expected = told[criterion]
            if expected is not None:
                assert g.of(criterion)[list(res.units).index(unit)] == expected
