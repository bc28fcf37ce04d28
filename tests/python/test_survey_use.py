"""Surveys as people use them: frames of every kind, texts, complaints with remedies, questionnaires, into the score."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import saniscore as ss
from kinds import KINDS
from residents import TOP2, YES_NO, drawn, people

SHEET = {
    "手机": ["1", "2", "2", "3", "4", "5"],
    "居住": ["半年以上", "半年以上", "半年以上", "不足半年", "A.半年以上", "半年以上"],
    "街道": ["东", "东", "东", "西", "西", " 西 "],
    "年龄": ["30", "40", "40", "20", "17", "60"],
    "是否满意？": ["A.满意", "C.不满意", "A.满意", "B.基本满意", "满意", "拒答"],
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_frame_gives_the_same(kind: str) -> None:
    plain = people(1).replace({np.nan: None}).to_dict("list")
    frame = KINDS[kind](plain)
    want = ss.rate(drawn(people(1)), "sat", TOP2, by="street")
    got = ss.rate(drawn(frame), "sat", TOP2, by="street")
    for name, column in want.to_dict().items():
        np.testing.assert_array_equal(got.to_dict()[name], column, name)
    made = got.to_frame()
    assert type(made).__module__.partition(".")[0] == {"dict": "builtins"}.get(kind, kind)


@pytest.mark.parametrize(
    "column",
    [
        lambda v: v,
        np.array,
        lambda v: np.array(v, np.int8),
        lambda v: np.array(v, np.uint64),
        lambda v: np.repeat(v, 2)[::2],
        lambda v: np.array(v, float),
        pd.Series,
        lambda v: pd.Series(v, dtype="Int64"),
        lambda v: pd.Series(v).astype(str),
        lambda v: pd.Series(v).astype("category"),
        pl.Series,
        pa.array,
        lambda v: pa.chunked_array([v[:3], v[3:]]),
        lambda v: pa.array(v).dictionary_encode(),
        lambda v: [str(k) for k in v],
    ],
)
def test_columns_of_every_kind(column: Callable[[list[int]], Any]) -> None:
    stratum, psu = [1, 1, 1, 1, 2, 2, 2, 2], [3, 3, 4, 4, 5, 5, 6, 6]
    answers = [5, 4, 3, 2, 5, 5, 4, 1]
    design = ss.Design(stratum=column(stratum), psu=column(psu), weight=column([2, 1, 1, 1, 1, 1, 1, 3]))
    r = ss.rate(design, column(answers), TOP2)
    assert (r.n_valid, r.n_favourable, r.n_psu, r.n_strata) == (8, 5, 4, 2)
    assert r.rate == pytest.approx(6 / 11, rel=1e-15)
    by = ss.rate(design, column(answers), TOP2, by=column(stratum))
    assert [str(g) for g in by.group] == ["1", "2"]
    assert by.n_favourable.tolist() == [2, 3]


def test_empty_cells() -> None:
    """An empty answer is missing, an empty group leaves the respondent out, an empty stratum is a complaint."""
    answers = [5.0, np.nan, 1.0, 4.0]
    r = ss.rate(ss.Design(respondents=4), answers, TOP2)
    assert (r.n_asked, r.n_valid, r.n_missing) == (4, 3, 1)
    by = ss.rate(ss.Design(respondents=4), answers, TOP2, by=["a", None, "b", "a"])
    assert by.group.tolist() == ["a", "b"]
    assert by.n_valid.tolist() == [2, 1]
    negative = ss.rate(ss.Design(respondents=4), answers, TOP2, by=[-1, -1, 2, -1])
    assert negative.group.tolist() == [-1, 2]
    with pytest.raises(ss.SaniscoreError, match="D226 at row 2, column stratum"):
        ss.Design(stratum=["a", "a", None, "a"])


def test_nobody_has_no_figure() -> None:
    """What nobody answered is a dash, not 0 and not NaN."""
    rates = ss.rate(ss.Design(respondents=4), [5, 1, 9, None], TOP2, by=["a", "a", "b", "b"])
    for shown in (rates, ss.decide(rates, 0.9)):
        for page in (repr(shown), shown._repr_html_()):
            assert "nan" not in page
            assert "–" in page
    assert repr(rates["b"]).startswith(
        "Rate(– % of 0 answers, – to – (95 % wilson), custom, don't know exclude, no_answers"
    )
    assert repr(rates["a"]).startswith(
        "Rate(50.00 % of 2 answers, 9.45 to 90.55 (95 % wilson), custom, don't know exclude"
    )
    assert ss.decide(rates["b"], 0.9).sentence() == "No valid answers: nothing can be said."


def test_domains_are_not_filters() -> None:
    """A domain keeps the whole design in the variance."""
    frame = people(1)
    women = frame.sex == 2
    domain = ss.rate(drawn(frame), "aware", YES_NO, where=women)
    filtered = ss.rate(drawn(frame[women].reset_index(drop=True)), "aware", YES_NO)
    assert domain.rate == pytest.approx(filtered.rate, rel=1e-14)
    assert domain.n_valid == filtered.n_valid == int((frame.sex == 2).sum() - frame.aware[women].isna().sum())


CASES: list[tuple[str, str, Callable[[], object]]] = [
    ("D222", "row 1.*-2.*0 or more", lambda: ss.Design(weight=[1, -2, 1])),
    ("D222", "row 0.*empty", lambda: ss.Design(weight=[None, 2.0, 1.0])),
    ("D223", "primary unit 7 lies in stratum East and in stratum West", lambda: ss.Design(stratum=["East", "West"], psu=[7, 7])),
    ("D221", "psu has 2 rows, the others have 3", lambda: ss.Design(weight=[1, 1, 1], psu=[1, 2])),
    ("D224", "count all of the stratum", lambda: ss.Design(psu=[1, 2, 3], psu_population=[2, 2, 2])),
    ("D225", "average or collapse", lambda: ss.Design(stratum=["a", "a", "b"])),
    ("D214", "pass coding=", lambda: ss.rate(ss.Design(respondents=3), [5, 4, 1])),
    ("D214", "pass coding=", lambda: ss.rate(ss.Design(respondents=2), ["满意", "不满意"])),
    ("D213", "row 2.*no answer 7", lambda: ss.rate(ss.Design(respondents=3), [5, 4, 7], TOP2)),
    ("D213", "row 1.*no answer 4.5", lambda: ss.rate(ss.Design(respondents=3), [5, 4.5, 1], TOP2)),
    ("D213", "还行", lambda: ss.code(["满意", "还行"], "satisfaction-3")),
    ("D211", "satisfaction-5", lambda: ss.Coding("satisfaction-55")),
    ("D212", "at least one favourable", lambda: ss.Coding({1: "-", 2: "-"})),
    ("D212", "'\\+', '-', 'dk'", lambda: ss.Coding({1: "yes", 2: "-"})),
    ("D231", "3 answers for a design of 4", lambda: ss.rate(ss.Design(respondents=4), [5, 4, 1], TOP2)),
    ("D233", "no valid answer where asked for", lambda: ss.rate(ss.Design(respondents=2), [5, 4], TOP2, where=[False, False])),
    ("D233", "no valid answer", lambda: ss.rate(ss.Design(respondents=2), [9, 9], TOP2)),
    ("D201", "0.95", lambda: ss.interval(5, 10, 95)),
    ("D202", "give 0 <= x <= n", lambda: ss.interval(11, 10)),
    ("D202", "row 1", lambda: ss.interval([1, 11], 10)),
    ("D202", "4.5 where a count", lambda: ss.interval(4.5, 10)),
    ("D202", "counts were expected", lambda: ss.interval("many", 10)),
    ("D203", "one of each per place", lambda: ss.interval([1, 2, 3], [10, 10])),
    ("D232", "wilson, wilson_continuity", lambda: ss.interval(1, 2, method="wilsonn")),
    ("D232", "use variance taylor", lambda: ss.rate(ss.Design(psu=[1, 2], psu_size=[9, 9]), [5, 1], TOP2, variance="jackknife")),
    ("D232", "choose one of taylor, jackknife", lambda: ss.rate(ss.Design(respondents=2), [5, 1], TOP2, variance="boot")),  # type: ignore[call-overload]
    ("D234", "there are 1 groups.*merge", lambda: ss.homogeneity(ss.Design(respondents=2), [5, 1], TOP2, by=["a", "a"])),
    ("D232", "simple sample", lambda: ss.rate(ss.Design(weight=[1, 2]), [5, 1], TOP2, method="jeffreys")),
    ("D241", "write 0.9 for 90 %", lambda: ss.decide(9, 10, 90)),
    ("D241", "write 0.9 for 90 %", lambda: ss.decide(ss.rate(ss.Design(respondents=2), [5, 1], TOP2), 90)),
    ("D232", "not a share.*take a rate", lambda: ss.decide(ss.index(ss.Design(respondents=2), [5, 1], "satisfaction-5"), 0.9)),  # type: ignore[call-overload]
    ("D241", "'90%' is a text; write 0.9", lambda: ss.decide(ss.rate(ss.Design(respondents=2), [5, 1], TOP2), "90%")),  # type: ignore[call-overload]
    ("D241", "'90%' is a text; write 0.9", lambda: ss.decide(9, 10, "90%")),  # type: ignore[call-overload]
    ("D241", "decide\\(x, n, threshold\\)", lambda: ss.decide(9, 10)),  # type: ignore[call-overload]
    ("D241", "0.9 for 90 %", lambda: ss.plan(90, true=0.95)),
    ("D232", "choose one of bonferroni, holm", lambda: ss.decide([1], [2], 0.5, family="holm").adjusted("hom")),  # type: ignore[arg-type]
    ("D243", "true rate", lambda: ss.plan(0.9, true=0.9)),
    ("D243", "lower", lambda: ss.lqas(0.9, 0.8)),
    ("D118", "the design has: no frame", lambda: ss.rate(ss.Design(respondents=2), "sat", TOP2)),
    ("D118", "'satt'", lambda: ss.rate(ss.Design({"sat": [5, 1]}), "satt", TOP2)),
    ("D233", "no wave 7", lambda: ss.change(ss.Design({"w": [5, 6]}), [True, False], wave="w", from_=5, to=7)),
    ("D251", "category 3.*has 10 people but no respondent.*merge", lambda: ss.rake(ss.Design(respondents=2), [([1, 2], {1: 5, 2: 5, 3: 10})])),
    ("D251", "margin 1, category west.*no number of people", lambda: ss.rake(ss.Design(respondents=2), [(["east", "west"], {"east": 5})])),
    ("D226", "row 1, column category", lambda: ss.rake(ss.Design(respondents=2), [(["east", None], {"east": 5})])),
    ("D252", "same people", lambda: ss.rake(ss.Design(respondents=2), [([1, 2], {1: 5, 2: 5}), ([1, 2], {1: 9, 2: 5})])),
    ("D261", "是否满意？", lambda: ss.read_questionnaire(SHEET, "是否满意", "satisfaction-3")),
    ("D263", "check the filters", lambda: ss.read_questionnaire(SHEET, "是否满意？", "satisfaction-3", filters={"居住": "十年"})),
    ("P001", "dates", lambda: ss.Design(stratum=np.array(["2026-01-01"], "M8[D]"))),
    ("D264", "row 1, column weight", lambda: ss.Design(weight=["1", "one"])),
]  # fmt: skip


@pytest.mark.parametrize(("code", "message", "call"), CASES, ids=[f"{c}-{k}" for k, (c, _, _) in enumerate(CASES)])
def test_complaints_name_place_and_remedy(code: str, message: str, call: Callable[[], object]) -> None:
    with pytest.raises(ss.SaniscoreError, match=message) as caught:
        call()
    first = caught.value.diagnostics[0]
    assert first.code == code
    assert first.en
    assert any("\u4e00" <= c <= "\u9fff" for c in first.zh)


def test_questionnaire() -> None:
    for data in (SHEET, pd.DataFrame(SHEET), pl.DataFrame(SHEET)):
        q = ss.read_questionnaire(
            data, "是否满意？", "satisfaction-3", respondent="手机", filters={"居住": ["半年以上"], "年龄": 18}
        )
        assert q.rows.tolist() == [0, 1, 5]
        assert q.screened == {"居住": 1, "年龄": 1}
        assert (q.received, q.duplicates, q.refused, q.missing) == (6, 1, 1, 1)
        assert q.categories("街道").tolist() == ["东", "东", " 西 "]
        assert q.numbers("年龄").tolist() == [30, 40, 60]
        assert q.answered_share == pytest.approx(2 / 3)
    with pytest.warns(ss.SaniscoreWarning, match="D262"):
        q = ss.read_questionnaire(
            SHEET, "是否满意？", "satisfaction-3", quotas={"街道": {"东": 1, "西": 5}}, drop_excess=True
        )
    assert q.quotas == (("街道", "东", 1, 1), ("街道", "西", 5, 3))
    assert q.over_quota == 2
    r = ss.rate(ss.Design(respondents=len(q.rows), sample="convenience"), q.answers)
    assert "convenience" in r.flags
    assert "not drawn at random" in ss.decide(r, 0.9).sentence()


def test_rows_of_a_file_are_named_as_a_spreadsheet_does(tmp_path: Any) -> None:
    path = tmp_path / "survey.csv"
    path.write_text("满意？\n满意\n还行\n", "utf-8")
    with pytest.raises(ss.SaniscoreError, match="row 3, column 满意？"):
        ss.read_questionnaire(path, "满意？", "satisfaction-3")


def test_sentences() -> None:
    d = ss.decide(94, 120, 0.85)
    assert d.verdict == "not_met"
    assert d.sentence("zh").startswith("120 份有效答卷中，正面回答占 78.3 %，低于 85 %")
    many = ss.decide([94, 40], [120, 40], 0.85)
    assert many.sentence()[0] == d.sentence()
    assert many[1].verdict == "met"
    assert [g for g, _ in many] == [0, 1]
    assert many.to_frame("pandas").verdict.tolist() == ["not_met", "met"]


def test_verdict_of_groups() -> None:
    rates = ss.rate(drawn(people(2)), "support", YES_NO, by="street", level=0.9)
    d = ss.decide(rates, 0.90)
    assert d.group.tolist() == rates.group.tolist()
    assert set(d.verdict) <= {"met", "not_met", "inconclusive"}
    for street, rate in rates:
        one = ss.decide(rate, 0.90)
        assert one == d[street]
        assert (one.verdict == "met") == (rate.lower >= 0.90)  # 5 % to each side is a two-sided 90 %
        assert (one.verdict == "not_met") == (rate.upper < 0.90)
    assert list(rates.to_dict("columns")) == list(rates.to_dict("records")[0])


def test_index_is_no_rate() -> None:
    coding = ss.Coding("satisfaction-5")
    mean = ss.index(ss.Design(respondents=4), [5, 4, 3, 1], coding)
    assert mean.mean == 60
    assert coding.values == {5: 100, 4: 80, 3: 60, 2: 30, 1: 0}
    assert not isinstance(mean, ss.Rate)
    with pytest.raises(ss.SaniscoreError, match="D233"):
        ss.index(ss.Design(respondents=2), [1, 0], YES_NO)


def test_codings_travel() -> None:
    for coding in (*ss.codings(), TOP2):
        again = pickle.loads(pickle.dumps(coding))
        assert again == coding == copy.copy(coding)
        assert repr(again) == repr(coding)
        assert coding.source or coding is TOP2
    assert ss.Coding("satisfaction-5-dk").dont_know == "as_unfavourable"
    assert ss.Coding("satisfaction-5-dk", dont_know="exclude").dont_know == "exclude"


STANDARD = {
    "format": "saniscore/standard",
    "format_version": 1,
    "id": "x.city",
    "edition": "1",
    "title": {"en": "City"},
    "surveys": [
        {
            "id": "mood",
            "favourable": ["满意", "基本满意"],
            "unfavourable": ["不满意"],
            "dont_know": "unfavourable",
            "dont_know_answers": "不了解",
            "least_n": 100,
            "acceptance": "undecided",
        }
    ],
    "tree": {
        "id": "total",
        "combine": "sum",
        "children": [
            {
                "id": "satisfaction",
                "points": 100,
                "measure": {"threshold": {">=": 90}},
                "from": {"survey": "mood"},
            }
        ],
    },
}


def test_into_the_score() -> None:
    std = ss.load_standard(STANDARD)
    coding = ss.Coding.of_standard(std, "mood")
    assert coding.answers == {1: "favourable", 2: "favourable", 3: "unfavourable", 4: "dont_know"}
    answers = ["满意"] * 380 + ["不满意"] * 20 + ["基本满意"] * 184 + ["不满意"] * 16 + ["不满意"] * 100
    streets = ["East"] * 400 + ["Middle"] * 200 + ["West"] * 100
    rates = ss.rate(ss.Design(stratum=streets), answers, coding, by=streets)
    res = ss.score(std, {"unit": rates.group, **rates.as_columns("mood")})
    np.testing.assert_array_equal(res.score(), [100, np.nan, 0])  # the middle one is open: no points yet
    assert ss.decide(rates, 0.9).verdict.tolist() == ["met", "inconclusive", "not_met"]
    assert coding.dont_know == "as_unfavourable"
    # the standard says how many answers it wants, and what a bound on each side of the line means
    assert std.columns.count("mood/n") == 1
    few = ss.score(std, {"unit": rates.group, **rates.as_columns("mood", std), "mood/n": [400.0, 99.0, 100.0]})
    assert few.state("satisfaction").tolist() == ["known", "not_inspected", "known"]
    for acceptance, want in (("simple", 100), ("guarded_acceptance", 0), ("guarded_rejection", 100)):
        survey = {**STANDARD["surveys"][0], "acceptance": acceptance}  # type: ignore[index]
        chosen = ss.load_standard({**STANDARD, "surveys": [survey]})
        assert ss.score(chosen, {"unit": rates.group, **rates.as_columns("mood", chosen)}).score().tolist() == [
            100,
            want,
            0,
        ]
        # or the caller does, where the standard leaves it open
        columns = rates.as_columns("mood", acceptance=acceptance)  # type: ignore[arg-type]
        assert ss.score(std, {"unit": rates.group, **columns}).score().tolist() == [100, want, 0]
    verdict = ss.decide(rates, 0.9)["Middle"]
    assert (verdict.coding, verdict.dont_know) == ("mood", "as_unfavourable")
    nobody = ss.rate(ss.Design(respondents=3), [None, "满意", "满意"], coding, by=["East", "West", "West"])
    unasked = ss.score(std, {"unit": nobody.group, **nobody.as_columns("mood", acceptance="guarded_acceptance")})
    assert unasked.state("satisfaction").tolist() == ["not_inspected", "known"]
    with pytest.raises(ss.SaniscoreError, match="it has: mood"):
        ss.Coding.of_standard(std, "humour")
    # an estimate brings its number of answers along, which the standard asks for
    estimates = {"mood": rates["Middle"].estimate()}
    assert estimates["mood"].n == 200
    told = ss.score(std, {"unit": ["Middle", "East"], "mood": [0.0, 95.0], "mood/n": [50.0, 400.0]})
    assert ss.draw(told, "Middle", estimates).outcomes == ()
    assert np.isin(ss.draw(told, "Middle", estimates).scores, [0, 100]).all()
    fewer = dataclasses.replace(estimates["mood"], n=99)
    assert np.isnan(ss.draw(told, "Middle", {"mood": fewer}).scores).all()
    assert np.isnan(ss.draw(told, "Middle", {"mood": dataclasses.replace(fewer, n=0)}).scores).all()  # the column's 50
