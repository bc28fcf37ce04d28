"""Bad frames: one sentence each, with column, row and remedy, in two languages."""

from __future__ import annotations

import copy
import pickle
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
import saniscore as ss
from kinds import KINDS
from saniscore import _core

GOOD: dict[str, list[Any]] = {
    "unit": ["a", "b"],
    "@status": ["rated", "rated"],
    "hygiene": [5, 10],
    "structural": [5, 0],
    "confidence": [0, 5],
}


def without(name: str) -> dict[str, list[Any]]:
    return {k: v for k, v in GOOD.items() if k != name}


# what is wrong → the frame, its code, and pieces of the sentence: place and remedy
BAD: dict[str, tuple[dict[str, list[Any]], str, tuple[str, ...]]] = {
    "missing column": (without("structural"), "D117", ("column structural", 'missing="not_inspected"')),
    "extra column": ({**GOOD, "notes": ["x", "y"]}, "D110", ("column notes", 'ignore="notes"')),
    "misspelt column": ({**without("hygiene"), "hygeine": [5, 10]}, "D110", ("column hygeine", 'did you mean "hygiene"?')),
    "one meaning twice": ({**GOOD, "Hygienic handling of food": [5, 5]}, "D105", ("column Hygienic handling of food", '"hygiene"')),
    "text for a number": ({**GOOD, "hygiene": ["five", "10"]}, "D003", ("row 0, column hygiene", "write a number")),
    "percent": ({**GOOD, "structural": ["5", "95%"]}, "D114", ("row 1, column structural", "write the number 95")),
    "full-width digits": ({**GOOD, "structural": ["５", "１０"]}, "D114", ("row 1, column structural", "write the number 10")),
    "state for a value": ({**GOOD, "structural": ["5", "未检"]}, "D116", ("row 1, column structural", "structural#state")),
    "unknown state": ({**GOOD, "structural#state": ["gone", None], "structural": [None, 0]}, "D115", ("row 0, column structural#state", "not_applicable")),
    "unit twice": ({**GOOD, "unit": ["a", "a"]}, "D113", ("row 1, column unit", "row 0", "keep one")),
    "no unit": ({**GOOD, "unit": ["a", None]}, "D112", ("row 1, column unit", "name it or drop the row")),
    "value and state": ({**GOOD, "hygiene#state": ["withheld", None]}, "D004", ("row 0", "keep one")),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("what", BAD)
def test_bad_frames(what: str, kind: str) -> None:
    table, code, parts = BAD[what]
    with pytest.raises(ss.SaniscoreError) as caught:
        ss.score("uk.fsa.fhrs", KINDS[kind](table))
    found = [d for d in caught.value.diagnostics if d.code == code]
    assert found, caught.value
    for part in parts:
        assert part in str(found[-1]), str(found[-1])
    assert "\n" not in str(found[-1])
    assert found[-1].zh
    assert found[-1].text("zh") != str(found[-1])


LONG: dict[str, list[Any]] = {"unit": ["a", "a"], "criterion": ["hygiene", "structural"], "value": [5, 5]}
BAD_LONG: dict[str, tuple[dict[str, list[Any]], str, str]] = {
    "unknown criterion": ({**LONG, "criterion": ["hygiene", "structure"]}, "D120", "row 1, column criterion"),
    "twice": ({**LONG, "criterion": ["hygiene", "hygiene"]}, "D004", "row 1"),
    "no criterion": ({**LONG, "criterion": ["hygiene", None]}, "D120", "row 1, column criterion"),
    "no unit": ({**LONG, "unit": [None, "a"]}, "D112", "row 0, column unit"),
    "extra column": ({**LONG, "notes": ["x", "y"]}, "D110", "column notes"),
    "no unit column": ({k: v for k, v in LONG.items() if k != "unit"}, "D118", 'unit="…"'),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("what", BAD_LONG)
def test_bad_long_frames(what: str, kind: str) -> None:
    table, code, part = BAD_LONG[what]
    with pytest.raises(ss.SaniscoreError) as caught:
        ss.score("uk.fsa.fhrs", KINDS[kind](table))
    assert any(d.code == code and part in str(d) for d in caught.value.diagnostics), caught.value


WRONG: dict[str, tuple[Any, dict[str, Any], str]] = {
    "a column alone": (pd.Series([5, 5]), {}, "is one column, not a table"),
    "far too large": ({**GOOD, "hygiene": [10**400, 5]}, {}, "column hygiene: the column holds numbers beyond 1.8e308"),
    "duplicate columns": (pd.DataFrame([["a", "rated", 5, 5, 5, 5]], columns=[*GOOD, "hygiene"]), {}, "column hygiene: this column means the same"),
    "dates": (pd.DataFrame({**GOOD, "hygiene": pd.to_datetime(["2024-01-01", "2024-01-02"])}), {}, "column hygiene: the column holds dates"),
    "polars dates": (pl.DataFrame({**GOOD, "hygiene": pl.Series([1, 2]).cast(pl.Date)}), {}, "column hygiene: the column holds dates"),
    "lists": ({**GOOD, "hygiene": [[1], [2]]}, {}, "column hygiene: the column holds list objects"),
    "complex": ({**GOOD, "hygiene": np.array([1j, 2])}, {}, "complex numbers"),
    "no such unit column": (GOOD, {"unit": "FHRSID"}, "there is no column 'FHRSID' for the units"),
    "no such column": (GOOD, {"criterion": "item", "value": "x"}, "there is no column 'item' for criterion"),
    "lazy frame": (pl.LazyFrame(GOOD), {}, "collect() it first"),
    "not a frame": (42, {}, "cannot read columns from a int"),
    "lengths": ({**GOOD, "hygiene": [5]}, {}, "1 values where column 'unit' has 2"),
    "vector": (np.zeros(3), {}, "is no table"),
    "matrix without names": (np.zeros((2, 3)), {}, "needs columns= with 3 names"),
    "matrix with other names": (np.zeros((2, 3)), {"columns": ["a"]}, "needs columns= with 3 names"),
    "cube in a column": ({**GOOD, "hygiene": np.zeros((2, 2))}, {}, "2 dimensions"),
    "missing": (GOOD, {"missing": "gone"}, "missing takes not_applicable"),
    "unknown node": (GOOD, {"nodes": ["hygeine"]}, "did you mean 'hygiene'?"),
    "no file": ("nowhere/data.csv", {}, "cannot read nowhere/data.csv"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_wrong_calls(what: str) -> None:
    frame, options, part = WRONG[what]
    with pytest.raises(ss.SaniscoreError) as caught:
        ss.score("uk.fsa.fhrs", frame, **options)
    assert part in str(caught.value)
    assert all(d.zh and d.zh != d.en for d in caught.value.diagnostics)


@pytest.mark.parametrize("kind", KINDS)
def test_frames_that_say_nothing(kind: str) -> None:
    """They are scored, since nothing is wrong with them, and it is said."""
    marks = ["hygiene", "structural", "confidence"]
    with pytest.warns(ss.SaniscoreWarning, match="D123: the data has no rows.*add a row per unit"):
        result = ss.score("uk.fsa.fhrs", KINDS[kind]({name: [] for name in GOOD}))
    assert len(result) == 0
    with pytest.warns(ss.SaniscoreWarning, match="P013 at columns hygiene, structural, confidence, every row: .*check"):
        result = ss.score("uk.fsa.fhrs", KINDS[kind]({**GOOD, **{name: [None, None] for name in marks}}))
    assert result.state().tolist() == ["not_inspected"] * 2
    assert [d.code for d in result.warnings] == ["P013"]
    assert result.warnings[0].zh
    long: dict[str, list[Any]] = {"unit": ["a", "a"], "criterion": ["@status", "structural"], "value": ["rated", None]}
    with pytest.warns(ss.SaniscoreWarning, match="P013 at every row"):
        ss.score("uk.fsa.fhrs", KINDS[kind](long), unit="unit")


def test_pieces_complain_of_every_row(monkeypatch: pytest.MonkeyPatch) -> None:
    original = _core.score
    monkeypatch.setattr(_core, "score", partial(original, piece=1))
    sites: dict[str, list[Any]] = {
        "unit": ["a", "b", "a", None], "site": ["1", "1", "2", "3"], "@status": ["rated"] * 4, "hygiene": [5, "5%", 5, 5],
        "structural": [5, 5, "x", 5], "confidence": [5, 5, 5, 5],
    }  # fmt: skip
    with pytest.raises(ss.SaniscoreError) as caught:
        ss.score("uk.fsa.fhrs", sites, unit="unit")
    assert sorted((d.code, d.pointer) for d in caught.value.diagnostics) == [
        ("D003", "row 2, column structural"), ("D112", "row 3, column unit"), ("D114", "row 1, column hygiene"),
    ]  # fmt: skip


def test_results_say_what_they_do_not_have() -> None:
    result = ss.score("uk.fsa.fhrs", GOOD)
    for call, part in (
        (lambda: result.score("hygeine"), "did you mean 'hygiene'?"),
        (lambda: result.outcome("grade"), "it has: rating, broadly_compliant"),
        (lambda: result.explain("c"), 'the data has no unit "c"'),
        (lambda: pickle.loads(pickle.dumps(result)).explain("a"), "score the data again"),
    ):
        with pytest.raises(ss.SaniscoreError, match=part.replace("?", r"\?")):
            call()


def test_all_complaints_of_a_standard() -> None:
    broken = {
        "format": "saniscore/standard", "format_version": 1, "id": "t", "edition": "1", "title": {"en": "t"},
        "tree": {"id": "total", "combine": "sum", "children": [
            {"id": "a", "points": "ten", "measure": {"score": 10}},
            {"id": "b", "points": 5, "mesure": {"score": 5}},
        ]},
    }  # fmt: skip
    found = ss.validate(broken)
    assert len(found) >= 2
    assert {d.pointer for d in found} >= {"/tree/children/0/points", "/tree/children/1/mesure"}
    assert all(d.line and d.column for d in found)
    with pytest.raises(ss.SaniscoreError) as caught:
        ss.load_standard(broken)
    assert caught.value.diagnostics == found
    assert isinstance(caught.value, ValueError)


def test_what_is_no_text() -> None:
    (found,) = ss.validate('{"\udcff": 1}')
    assert found.code == "J002"
    assert [d.code for d in ss.validate("no.such.standard")] == ["C101"]
    assert [d.code for d in ss.validate({"a": float("nan")})] == ["J011"]


def test_errors_travel() -> None:
    with pytest.raises(ss.SaniscoreError) as caught:
        ss.load_standard("no.such.standard")
    for other in (pickle.loads(pickle.dumps(caught.value)), copy.copy(caught.value)):
        assert other.diagnostics == caught.value.diagnostics
        assert str(other) == str(caught.value)
