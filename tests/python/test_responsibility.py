"""Who answers for lost points, from Python."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
import saniscore as ss

DATA = Path(__file__).parents[2] / "examples" / "data"
STANDARD = "cn.village.cleaner-daily"


def district(**other: Any) -> ss.Roster:
    files = {name: DATA / f"duties_{name}.csv" for name in ("parties", "areas", "assignments")}
    return ss.assign(STANDARD, **{**files, **other})


def inspected() -> ss.Result:
    return ss.score(STANDARD, DATA / "duties_grids.csv")


def test_every_lost_point_is_traced() -> None:
    roster, result = district(), inspected()
    traced = roster.who(result, "一号网格", day="2026-05").to_frame("pandas")
    assert traced["points"].sum() == 13
    assert traced.loc[traced["criterion"] == "1.1.1", "party"].tolist() == ["bureau", "east"]
    assert traced.loc[traced["criterion"] == "1.1.1", "share"].tolist() == [0.2, 0.8]  # 2 : 8
    assert "一号网格 (孙师傅) —line→ 环卫站 —line→ 区城管局 —line→ 区政府" in traced["chain"][3]
    assert (
        "一号网格 (李师傅) —条→ 环卫站" in roster.who(result, "一号网格", day="2026-08", lang="zh").columns["chain"][3]
    )
    everything = roster.who(result)
    assert everything.columns["points"].sum() == 38


def test_accounts_of_rounds() -> None:
    roster, result = district(), inspected()
    booked = roster.attribute({"2026-06": result, "2026-07": result}, rule="pooled")
    assert booked.total.tolist() == [38, 38]
    assert booked.unassigned.tolist() == [0, 0]
    assert booked["bureau"]["own"].tolist() == [7.6, 7.6]
    assert booked["sun"]["answers"].tolist() == [5, 0]  # the post changes hands in July
    assert booked["li"]["answers"].tolist() == [5, 10]
    assert booked["gov"]["joint"][0] == pytest.approx(0.3 * (12.4 + 18))
    assert booked["gov"]["score"][0] == pytest.approx(100 * (300 - 38) / 300)
    assert np.isnan(booked["gov"]["change"][0])
    assert booked["gov"]["change"][1] == 0
    frame = booked.to_frame("polars")
    assert frame.height == 26
    assert frame.columns == ["round", "party", "own", "answers", "joint", "score", "change"]
    assert sum(booked.columns["own"][:13]) == pytest.approx(38, abs=1e-12)
    with pytest.raises(KeyError):
        booked["nobody"]
    answers = roster.answers("li", result, day="2026-08")
    assert answers.columns["answers"].tolist() == [5, 5]
    assert answers.columns["unit"] == ["一号网格", "二号网格"]


@pytest.mark.parametrize("kind", ["pandas", "polars", "dict"])
def test_frames_of_any_kind_say_the_same(kind: str) -> None:
    tables: dict[str, Any] = {}
    for name in ("parties", "areas", "assignments"):
        frame = pd.read_csv(DATA / f"duties_{name}.csv")
        tables[name] = {"pandas": frame, "polars": pl.from_pandas(frame), "dict": frame.to_dict("list")}[kind]
    roster = district(**tables)
    assert roster.to_json() == district().to_json()
    made = roster.parties.to_frame()
    assert type(made).__module__.split(".")[0] == {"dict": "builtins"}.get(kind, kind)


def test_documents_and_task_tables_read_back() -> None:
    roster = district()
    assert ss.assign(STANDARD, duties=roster.to_json()).to_json() == roster.to_json()
    assert ss.assign(STANDARD, duties=json.loads(roster.to_json())).to_json() == roster.to_json()
    table = ss.assign(STANDARD, task_table=DATA / "duties_task_table.csv").task_table()
    assert table.columns["牵头部门"] == ["区城管局", "区城管局"]
    assert list(ss.assign(STANDARD, task_table=table.to_frame()).task_table().columns) == list(table.columns)
    assert list(roster.task_table("en").columns)[:3] == ["project", "content", "requirement"]


def test_duties_come_back_as_frames() -> None:
    roster = district()
    again = ss.assign(
        STANDARD,
        parties=DATA / "duties_parties.csv",
        areas=roster.areas.to_frame("pandas"),
        assignments=roster.assignments.to_frame("polars"),
    )
    assert again.to_json() == roster.to_json()
    assert repr(roster.areas).splitlines()[1] == "东街      street  east    "


def test_assessors_and_certificates() -> None:
    with pytest.raises(ValueError, match="none of the assessors"):
        ss.side_by_side({"self": {"a": 1}}, reference="third")
    rows = ss.side_by_side({"self": {"a": 98}, "third": {"b": 90}}, reference="third")
    assert np.isnan(rows.columns["gap self"]).all()
    shares = ss.certified_shares(["x", "y", "x"], [True, None, False]).to_frame("pandas")
    assert shares["share"].tolist() == [0.5, 0]
    assert shares["most"].tolist() == [0.5, 1]


def test_graphs() -> None:
    roster = district()
    assert roster.graph().startswith("digraph responsibility {")
    drawn = json.loads(roster.graph(inspected(), form="json"))
    assert drawn["parties"][0] == {
        "party": "gov", "name": "区政府", "kind": "organisation", "level": "district",
        "score": 87.3333333333, "colour": "blue", "own": 0, "answers": 38, "joint": 9.12,
    }  # fmt: skip


def test_mistakes_come_at_once() -> None:
    with pytest.raises(ss.SaniscoreError) as caught:
        ss.assign(
            STANDARD,
            parties={"party": ["a", "b"], "superior": ["b", "a"]},
            assignments={"criterion": ["9", "*"], "party": ["a", "c"], "role": ["lead", "lead"]},
        )
    assert [d.code for d in caught.value.diagnostics] == ["D120", "D406"]
    with pytest.raises(ss.SaniscoreError, match="a → b → a"):
        ss.assign(
            STANDARD,
            parties={"party": ["a", "b"], "superior": ["b", "a"]},
            assignments={"party": ["a"], "role": ["lead"]},
        )
    with pytest.raises(ss.SaniscoreError, match="D406"):
        district().who(ss.score(STANDARD, {"unit": ["elsewhere"], **{c: [0] for c in inspected().standard.columns}}))
    with pytest.raises(ss.SaniscoreError, match="D001"):
        district().who(ss.score("cn.jining.civility-index", {"unit": ["a"], "field": [90], "survey": [90]}))
    for wrong in ({"account": "street"}, {"rule": "best"}):
        with pytest.raises(ss.SaniscoreError, match="D401"):
            district().attribute(inspected(), **wrong)  # type: ignore[arg-type]
    with pytest.raises(ss.SaniscoreError, match="D406"):
        district().answers("nobody", inspected())


def test_ranking_in_groups_with_lists() -> None:
    scores = {"unit": list("abcdef"), "field": [90, 95, 95, None, 70, 70], "survey": [80, 90, 90, None, 70, 70]}
    result = ss.score("cn.jining.civility-index", scores)
    past = {"field": [80, 95, 96, 90, 70, None], "survey": [80, 90, 90, None, 70, None]}
    earlier = ss.score("cn.jining.civility-index", {**scores, **past})
    ranking = ss.rank(result, group=["x", "x", "x", "x", "y", "y"], before=earlier, top=1, lists={"x": (1, 1)})
    assert ranking.units.tolist() == ["b", "c", "a", "e", "f"]
    assert ranking.rank.tolist() == [1, 1, 3, 1, 1]
    assert ranking.red.tolist() == [True, True, False, True, True]
    assert ranking.black.tolist() == [False, False, True, False, False]
    assert ranking.change[:4].round(6).tolist() == [0, -0.85, 8.5, 0]
    assert np.isnan(ranking.change[4])
    assert ranking.excluded == (("d", "not_inspected"),)
    assert {"group", "change", "red", "black"} <= set(ranking.to_frame("dict"))
    moved = ss.rank(result, before=earlier, progress=("score", 0.1, 0.2, 0.5))
    assert dict(zip(moved.units, (moved.adjusted - moved.score).round(6), strict=True)) == {
        "b": 0, "c": -0.17, "a": 0.5, "e": 0, "f": 0,
    }  # fmt: skip
    assert "adjusted" in moved.to_frame("dict")
    own = ss.rank(result, before=earlier, ranked=False)
    assert own.rank.tolist() == [0] * 5
    with pytest.raises(ss.SaniscoreError, match="D503"):
        ss.rank(result, lists={"z": (1, 1)})
    with pytest.raises(ss.SaniscoreError, match="D504"):
        ss.rank(result, top=1, ranked=False)
    with pytest.raises(ss.SaniscoreError, match="D502"):
        ss.rank(result, tolerance=-1)
    with pytest.raises(ValueError, match="2 groups for 6 units"):
        ss.rank(result, group=["x", "y"])


def test_ranking_is_off_where_the_standard_says_so() -> None:
    standard = ss.load_standard(
        {
            "format": "saniscore/standard", "format_version": 1, "id": "t", "edition": "1",
            "tree": {"id": "r", "tags": ["no_ranking"], "points": 10, "measure": {"score": 10}},
        }
    )  # fmt: skip
    result = ss.score(standard, {"unit": ["a", "b"], "r": [3, 9]})
    assert ss.rank(result).rank.tolist() == [0, 0]
    assert ss.rank(result, ranked=True).rank.tolist() == [1, 2]


def test_rounds() -> None:
    months = [["a", "b"], ["a"], ["a", "c"]]
    measures = {1: "约谈", 3: "问责"}
    assert [(e.unit, e.measure) for e in ss.escalate(months, measures)] == [("a", "问责"), ("c", "约谈")]
    everyone = [["a", "b", "c"], ["b", "c"], ["a", "b", "c"]]
    assert ss.escalate([["a"], [], ["a"]], measures, ranked=everyone)[0].in_a_row == 2
    assert ss.flags(months, keep_after=3) == ss.Flags(("a", "c"), ("c",), ("a",), (), ("a",))
    assert ss.tiers([270, 215, np.nan, 10], {"5": 270, "3": 215, "0": 0}) == ["5", "3", "", "0"]
    with pytest.raises(ss.SaniscoreError, match="D502"):
        ss.tiers([1], {"a": 1, "b": 2, "c": 0})
