"""The golden cases of the core, through frames of every kind, wide and long."""

from __future__ import annotations

import math
import warnings
from dataclasses import asdict
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import pytest
import saniscore as ss
from golden import FILES, Golden, load
from kinds import KINDS
from saniscore import _core

ARRAYS = ("score", "maximum", "lower", "upper", "coverage", "state", "level", "provisional", "outcome", "possible")


def scored(golden: Golden, shape: str, kind: str) -> ss.Result:
    make = KINDS[kind]
    table = golden.wide() if shape == "wide" else golden.long()
    findings, visits = golden.findings(), golden.visits()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ss.SaniscoreWarning)  # some cases are about values that no rule allows
        return ss.score(
            golden.standard,
            make(table),
            findings=None if findings is None else make(findings),
            visits=None if visits is None else make(visits),
            missing="not_inspected" if shape == "wide" else None,
            lanes=True,
            nodes="all",
        )


def can_be_wide(golden: Golden) -> bool:
    """A wide table has one column per previous result, not one per result before that."""
    return not any(isinstance(v, list) for case in golden.cases for v in case.get("previous", {}).values())


def same_units(golden: Golden, shape: str) -> list[int]:
    """Cases that say nothing at all have no row in a long table."""
    if shape == "wide":
        return list(range(len(golden.cases)))
    told = [bool(golden.observed(c) or c.get("findings") or c.get("visits")) for c in golden.cases]
    return [k for k, has in enumerate(told) if has]


def number(text: str) -> float:
    return float(Fraction(text))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", ["wide", "long"])
@pytest.mark.parametrize("name", FILES)
def test_bits_of_cpp(name: str, shape: str, kind: str) -> None:
    golden = load(name)
    if shape == "wide" and not can_be_wide(golden):
        golden.cases = [c for c in golden.cases if not any(isinstance(v, list) for v in c.get("previous", {}).values())]
    result = scored(golden, shape, kind)
    reference = golden.by_name(result.standard._core)
    told = same_units(golden, shape)
    assert reference.nodes == list(result.criteria)
    order = {unit: k for k, unit in enumerate(result.units.tolist())}
    here = [order[golden.cases[k]["id"]] for k in told]
    assert len(here) == len(order)
    for what in ARRAYS:
        got = np.ascontiguousarray(result._array(what)[:, here])
        wanted = np.ascontiguousarray(getattr(reference, what)()[:, told])
        assert got.tobytes() == wanted.tobytes(), what


@pytest.mark.parametrize("shape", ["wide", "long"])
@pytest.mark.parametrize("name", FILES)
def test_in_pieces(name: str, shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table read some units at a time gives the same, whether its rows are in order or not."""
    golden = load(name)
    if shape == "wide":
        golden.cases = [c for c in golden.cases if not any(isinstance(v, list) for v in c.get("previous", {}).values())]
    whole = scored(golden, shape, "dict")
    original = _core.score
    monkeypatch.setattr(_core, "score", partial(original, piece=1))
    result = scored(golden, shape, "dict")
    assert result._core is not None
    logs = golden.findings() is not None or golden.visits() is not None
    assert result._core.pieces == (len(result) if not logs else 1)
    assert result.units.tolist() == whole.units.tolist()
    for what in ARRAYS:
        assert result._array(what).tobytes() == whole._array(what).tobytes(), what
    assert repr(result.lanes) == repr(whole.lanes)
    assert result.shortages == whole.shortages
    for unit in result.units[:20]:
        assert repr(asdict(result.explain(unit))) == repr(asdict(whole.explain(unit)))


@pytest.mark.parametrize("name", FILES)
def test_expected(name: str) -> None:
    golden = load(name)
    result = scored(golden, "long", "dict")
    at = {unit: k for k, unit in enumerate(result.units.tolist())}
    for case in golden.cases:
        if case["id"] not in at:
            continue
        expect, k = case["expect"], at[case["id"]]
        check_nodes(result, expect, k)
        for ladder, level in expect.get("outcomes", {}).items():
            assert result.outcome(ladder)[k] == level, (case["id"], ladder)
        for ladder, levels in expect.get("possible", {}).items():
            assert list(result.possible(ladder)[k]) == levels, (case["id"], ladder)
        if expect.get("binding"):
            explanation = result.explain(case["id"])
            for ladder, binding in expect["binding"].items():
                (outcome,) = (o for o in explanation.outcomes if o.id == ladder)
                assert [f"gate {b.id}" if b.kind == "gate" else b.id for b in outcome.binding] == binding, case["id"]


def check_nodes(result: ss.Result, expect: dict[str, Any], k: int) -> None:
    for node, wanted in expect.get("scores", {}).items():
        got = result.score(node)[k]
        assert math.isnan(got) if wanted is None else got == pytest.approx(number(wanted), rel=1e-12, abs=1e-12)
    for node, wanted in expect.get("maxima", {}).items():
        assert result.maximum(node)[k] == pytest.approx(number(wanted), rel=1e-12)
    for node, wanted in expect.get("percents", {}).items():
        assert result.percent(node)[k] == pytest.approx(number(wanted), rel=1e-12)
    for node, wanted in expect.get("states", {}).items():
        assert result.state(node)[k] == wanted
    for node, wanted in expect.get("levels", {}).items():
        assert (result.level(node)[k] or "") == wanted
    for node, wanted in expect.get("provisional", {}).items():
        assert bool(result.provisional(node)[k]) is wanted
    for node, (low, high) in expect.get("enclosure", {}).items():
        assert result.lower(node)[k] == pytest.approx(number(low), rel=1e-12, abs=1e-12)
        assert result.upper(node)[k] == pytest.approx(number(high), rel=1e-12, abs=1e-12)
    for node, (value, tolerance) in expect.get("near", {}).items():
        assert abs(result.score(node)[k] - number(value)) <= number(tolerance)


def test_refused() -> None:
    """What the core refuses, Python refuses."""
    errors = [(name, case) for name in FILES for case in load(name).errors]
    assert len(errors) == 1
    for name, case in errors:
        with pytest.raises(ss.SaniscoreError):
            scored(Golden(name, [case]), "long", "dict")


def test_all_cases_are_read() -> None:
    assert sum(len(load(name).cases) + len(load(name).errors) for name in FILES) == 902
