"""Why two results differ, and how sure an outcome is; numbers worked out by hand."""

from __future__ import annotations

import json
import math
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import saniscore as ss
from kinds import KINDS
from test_command import COMMAND, ROOT


def standard(tree: dict[str, Any], edition: str = "1", **more: Any) -> ss.Standard:
    return ss.load_standard({
        "format": "saniscore/standard", "format_version": 1, "id": "t", "edition": edition, "title": {"en": "t"},
        "tree": tree, **more,
    })  # fmt: skip


def mark(ident: str, points: float, full: float = 10) -> dict[str, Any]:
    return {"id": ident, "points": points, "measure": {"score": full}}


CAPPED = standard(
    {
        "id": "t", "combine": "sum", "adjust": [{"id": "top", "when": {"score": "b", "<": 9}, "cap": 12}],
        "children": [mark("a", 10), mark("b", 10), mark("c", 5, 5)],
    },
    outcomes=[{"id": "o", "levels": [{"level": "y", "when": {"percent": "t", ">=": 60}}, {"level": "n"}]}],
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_two_units(kind: str) -> None:
    result = ss.score(CAPPED, KINDS[kind]({"unit": ["u", "v"], "a": [6, 9], "b": [10, 8], "c": [5, 5]}))
    c = ss.compare(result, result, "u", "v")
    (whole,) = c.scores
    assert (whole.before, whole.after, c.difference) == (21, 12, -9)  # 22 capped at 12
    assert [(x.id, x.cause, x.by_result, x.by_weight) for x in whole.criteria] == [
        ("a", "data", 3, 0),
        ("b", "data", -2, 0),
    ]
    assert [(r.rule, r.before, r.after) for r in whole.rules] == [("top", 0, -10)]
    assert c.outcomes == (ss.OutcomeChange("o", ("y",), ("n",)),)
    assert "21 of 25 → 12 of 25, -9" in c.text()
    assert "21（满分 25） → 12（满分 25），相差 -9" in c.text("zh")
    assert "top" in c._repr_html_()
    frame = c.to_frame()
    assert list(frame["by_result"].to_pylist() if kind == "pyarrow" else frame["by_result"]) == [3, -2]
    back = ss.compare(result, result, "v", "u")
    assert back.difference == 9


OLD = standard({"id": "t", "combine": "sum", "children": [mark("a", 10), mark("b", 10), mark("c", 4), mark("e", 1)]})
NEW = standard(
    {"id": "t", "combine": "sum", "children": [
        mark("a", 20), {"id": "b", "points": 10, "measure": {"bands": [{"<": 8, "points": 0}, {"points": 10}]}},
        mark("d", 6), mark("e", 1),
    ]}, "2",
)  # fmt: skip


def long(table: dict[str, list[Any]]) -> dict[str, list[Any]]:
    rows = [
        (u, name, v)
        for name, values in table.items()
        if name != "unit"
        for u, v in zip(table["unit"], values, strict=True)
    ]
    return {"unit": [r[0] for r in rows], "criterion": [r[1] for r in rows], "value": [r[2] for r in rows]}


@pytest.mark.parametrize("shape", [dict, long])
@pytest.mark.parametrize("kind", KINDS)
def test_one_data_set_under_two_editions(kind: str, shape: Callable[[Any], dict[str, list[Any]]]) -> None:
    """a weighs more, b is asked in bands, c is gone, d is new, e is as it was."""
    data = KINDS[kind](shape({"unit": ["u"], "a": [7], "b": [7], "c": [5], "e": [7]}))
    result = ss.score(OLD, data, unit="unit")
    assert result.score()[0] == 7 + 7 + 2 + 0.7
    after = result.under(NEW, missing="not_inspected")
    assert after.standard is NEW
    assert after.lower()[0] == 14 + 0 + 0.7
    assert after.upper()[0] == 14 + 0 + 6 + 0.7
    c = ss.compare(result, after, "u")
    (whole,) = c.scores
    causes = {x.id: x.cause for x in whole.criteria}
    assert causes["b"] == "rule"
    assert causes["c"] == "removed"
    assert causes["a"] == "weight"
    assert "e" not in causes or abs(next(x for x in whole.criteria if x.id == "e").by_result) < 1e-12
    total = sum(x.by_result + x.by_weight for x in whole.criteria) + sum(r.after - r.before for r in whole.rules)
    assert whole.difference is not None
    assert total == pytest.approx(whole.difference, abs=1e-12)
    assert (c.standard_before, c.standard_after) == ("t@1", "t@2")
    again = after.under(OLD, missing="not_inspected")
    assert again.score().tobytes() == result.score().tobytes()


def test_compare_says_what_the_command_says(tmp_path: Path) -> None:
    folder = ROOT / "examples" / "data"
    data = str(folder / "jining_2017-08.csv")
    result = ss.score("cn.jining.civility-index", data)
    one, two = result.units[0], result.units[-1]
    said = subprocess.run(
        [COMMAND, "explain", "cn.jining.civility-index", data, one, "--against", two, "--format", "json"],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    theirs = json.loads(said)["scores"][0]
    ours = ss.compare(result, result, one, two).scores[0]
    assert theirs["difference"] == pytest.approx(ours.difference, rel=1e-11)
    assert [(c["id"], c["cause"]) for c in theirs["criteria"]] == [(c.id, c.cause) for c in ours.criteria]


def test_compare_complains() -> None:
    result = ss.score(CAPPED, {"unit": ["u", "w"], "a": 6, "b": 10, "c": 5})
    with pytest.raises(ss.SaniscoreError, match=r'C004.*no unit "uu", did you mean "u"'):
        ss.compare(result, result, "u", "uu")
    with pytest.raises(ss.SaniscoreError, match="missing takes"):
        result.under(NEW, missing="gone")
    with pytest.raises(ss.SaniscoreError, match="d"):
        result.under(NEW)  # the data lacks d


CITY = standard(
    {"id": "t", "combine": "sum", "children": [
        mark("field", 80, 80), {"id": "aware", "points": 20, "measure": {"shortfall": {"target": 90, "step": 1, "deduct": 1}}},
        {"id": "people", "measure": {"threshold": {">=": 90}}},
    ]},
    gates=[{"id": "g", "require": {"met": "people"}, "outcome": "o", "at_best": "fail"}],
    outcomes=[{"id": "o", "levels": [{"level": "pass", "when": {"percent": "t", ">=": 80}}, {"level": "fail"}]}],
)  # fmt: skip


def sample(x: float, n: float) -> ss.Estimate:
    """x of n answers, with bounds that only the ends use."""
    return ss.Estimate(100 * x / n, 100 * x / n - 5, 100 * x / n + 4, answers=n)


def beyond(a: float, b: float, x: float) -> float:
    """P(Beta(a, b) > x), by the midpoint rule."""
    t = np.linspace(x, 1, 200_001)
    middle = (t[1:] + t[:-1]) / 2
    log = (a - 1) * np.log(middle) + (b - 1) * np.log1p(-middle) + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    return float(np.exp(log).sum() * (t[1] - t[0]))


@pytest.mark.parametrize("kind", KINDS)
def test_chance_is_that_of_the_distribution(kind: str) -> None:
    frame: dict[str, list[Any]] = {
        "unit": ["x", "y"],
        "field": [80.0, 70.0],
        "aware": [95.0, 95.0],
        "people": [None, 50.0],
    }
    result = ss.score(CITY, KINDS[kind](frame))
    d = ss.draw(result, "x", {"people": sample(184, 200)}, draws=20_000)
    exact = beyond(184.5, 16.5, 0.9)
    assert d.chance("pass") == pytest.approx(exact, abs=4 * math.sqrt(exact * (1 - exact) / 20_000))
    assert d.chance("pass") + d.chance("fail") == pytest.approx(1)
    outcome = d.outcome()
    assert (outcome.at_value, outcome.at_lower, outcome.at_upper) == ("pass", "fail", "pass")
    assert outcome.enlarge_first == "people"
    assert d.scores.tolist() == [100.0] * 20_000
    assert "pass" in repr(d)
    assert "pass" in d._repr_html_()
    assert list(d.to_frame("dict")["share"]) == [d.chance("pass"), d.chance("fail")]


def test_draws_do_not_depend_on_the_frame_or_on_order() -> None:
    estimates = {"aware": sample(35, 40), "people": sample(184, 200)}
    frame: dict[str, list[Any]] = {"unit": ["x", "y"], "field": [80.0, 60.0], "aware": [1.0, 1.0], "people": [1.0, 1.0]}
    wide = {kind: ss.score(CITY, make(frame)) for kind, make in KINDS.items()}
    draws = {kind: ss.draw(result, "y", estimates) for kind, result in wide.items()}
    assert len({d.scores.tobytes() for d in draws.values()}) == 1
    import polars as pl

    chunked = pl.concat([pl.DataFrame(frame)[:1], pl.DataFrame(frame)[1:]], rechunk=False)
    assert ss.draw(ss.score(CITY, chunked), "y", estimates).scores.tobytes() == draws["dict"].scores.tobytes()
    assert (
        ss.draw(wide["dict"], "y", dict(reversed(estimates.items()))).scores.tobytes() == draws["dict"].scores.tobytes()
    )
    assert ss.draw(wide["dict"], "y", estimates, seed=2).scores.tobytes() != draws["dict"].scores.tobytes()
    first = ss.draw(wide["dict"], "x", estimates)
    assert first.at_value - draws["dict"].at_value == 20


def test_draw_complains() -> None:
    result = ss.score(CITY, {"unit": ["x"], "field": 80, "aware": 95, "people": 92})
    for estimates, wanted in (
        ({"people": ss.Estimate(92, 95, 96)}, "D301"),
        ({}, "nothing is uncertain"),
        ({"peple": sample(9, 10)}, "people"),
    ):
        with pytest.raises(ss.SaniscoreError, match=wanted):
            ss.draw(result, "x", estimates)
    with pytest.raises(ss.SaniscoreError, match="D301"):
        ss.draw(result, "x", {"people": sample(9, 10)}, draws=0)
    with pytest.raises(ss.SaniscoreError, match="C004"):
        ss.draw(result, "z", {"people": sample(9, 10)})
    with pytest.raises(ss.SaniscoreError, match="no level 'gold'"):
        ss.draw(result, "x", {"people": sample(9, 10)}, draws=10).chance("gold")
    for sites in (0, -3, "all", 1.5):
        with pytest.raises(ss.SaniscoreError, match=r"D301.*in all, or 'many'"):
            ss.draw(result, "x", sites=sites)  # type: ignore[arg-type]
    with pytest.raises(ss.SaniscoreError, match="0 inspected sites say nothing"):
        ss.draw(result, "x", sites=12)
    with pytest.raises(ss.SaniscoreError, match=r"D120.*'awar'.*'aware'"):
        ss.draw(result, "x", {"people": sample(9, 10)}, nodes=["awar"])


def test_draws_of_data_of_every_form() -> None:
    """A wide table of numbers, of texts, a long one, one read in pieces: the same draws."""
    wide: dict[str, list[Any]] = {
        "unit": ["x", "y"],
        "field": [80.0, 60.0],
        "aware": [95.0, 95.0],
        "people": [92.0, 92.0],
    }
    texts = {name: [str(v) for v in column] for name, column in wide.items()}
    long = [(u, c, wide[c][k]) for k, u in enumerate(wide["unit"]) for c in ("field", "aware", "people")]
    rows = dict(zip(("unit", "criterion", "value"), zip(*long, strict=True), strict=True))
    results = [ss.score(CITY, data) for data in (wide, texts, {k: list(v) for k, v in rows.items()})]
    draws = [ss.draw(r, "y", {"people": sample(184, 200), "aware": sample(35, 40)}) for r in results]
    assert len({d.scores.tobytes() for d in draws}) == 1
    assert len({d.text("zh") for d in draws}) == 1
    assert draws[0].at_value == 60 + 20 - 2.5


def test_draws_keep_any_criterion() -> None:
    result = ss.score(CITY, {"unit": ["x"], "field": 80, "aware": 95, "people": 92})
    aware = ss.Estimate(80, 76, 86)
    d = ss.draw(result, "x", {"aware": aware, "people": sample(199, 200)}, nodes=["aware", "t"], draws=20_000)
    node = d.nodes["aware"]
    # 20 − (90 − aware): 76, 80 and 86 earn 6, 10 and 16; 5 % lie below the lower bound and 5 % above the upper
    assert (node.at_lower, node.at_value, node.at_upper) == (6, 10, 16)
    assert node.chance_at_least(6) == pytest.approx(0.95, abs=0.007)
    assert node.quantile(0.95) == pytest.approx(16, abs=0.2)
    assert node.mean == pytest.approx(node.score.mean())
    assert node.sd == pytest.approx(node.score.std(ddof=1))
    np.testing.assert_array_equal(d.nodes["t"].score, d.scores)
    assert d.text() == "o: pass 100 %. Verdict: pass.\n"
    assert d.text("zh") == "o：pass 100 %。判定：pass。\n"


MARKETS = standard(
    {"id": "t", "combine": "sum", "children": [
        {"id": "clean", "points": 100, "measure": {"score": 100}, "reduce": [{"over": "site", "by": "mean"}]},
        {"id": "people", "points": 10, "measure": {"threshold": {">=": 90}}},
    ]},
    outcomes=[{"id": "o", "levels": [{"level": "pass", "when": {"percent": "t", ">=": 82}}, {"level": "fail"}]}],
)  # fmt: skip


def test_inspected_sites_as_a_sample() -> None:
    marks = [70, 75, 80, 80, 85, 90, 95, 100]
    frame = {
        "unit": ["u"] * 9,
        "site": [*"abcdefgh", ""],
        "criterion": ["clean"] * 8 + ["people"],
        "value": [*marks, 95],
    }
    result = ss.score(MARKETS, frame)
    squares = float(np.sum((np.array(marks) - np.mean(marks)) ** 2))

    def sd(sites: Any) -> float:
        d = ss.draw(result, "u", sites=sites, nodes=["clean"], draws=20_000)
        assert d.nodes["clean"].at_value == 84.375
        return d.nodes["clean"].sd

    # with replacement Σ(x − x̄)²/n²; by Pólya's urn (1 − f) (n − 1)/(n + 1) s²/n (Ghosh & Meeden 1997, 2.7)
    assert sd("many") == pytest.approx(math.sqrt(squares / 64), rel=0.02)
    assert sd(16) == pytest.approx(math.sqrt(0.5 * 7 / 9 * squares / 7 / 8), rel=0.02)
    assert sd(8) == 0
    both = ss.draw(result, "u", {"people": ss.Estimate(95, 93, 97, answers=400)}, sites="many")
    assert set(both.outcome().sways) == {"people", "sites"}
    assert both.outcome().enlarge_first == "sites"
    assert "enlarge the sample of sites first" in both.text()
    with pytest.raises(ss.SaniscoreError, match="there are 7 sites in all, but 8 were inspected"):
        ss.draw(result, "u", sites=7)
