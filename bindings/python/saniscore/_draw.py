"""How sure an outcome is when some observations are estimates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from . import _core
from ._errors import fail, take
from ._html import page, table
from ._make import Tabular
from ._result import Result
from ._standard import Standard

__all__ = ["Draws", "Estimate", "OutcomeDraws", "draw"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """An observation that is an estimate: a rate from a sample, in the unit the standard reads (87.5 for 87.5 %).

    Attributes
    ----------
    value : float
        NaN: nothing was observed.
    lower, upper : float
        One-sided bounds; each is wrong with a chance of `alpha` at most.
    alpha : float
    answers : float
        How many simply drawn answers it is worth (the effective sample size); 0: not known.
    full : float
        What a share of 1 is.
    n : float
        Answers that it rests on, as counted: for standards that ask for so many (``least_n``); 0: not known.
    """

    value: float
    lower: float
    upper: float
    alpha: float = 0.05
    answers: float = 0.0
    full: float = 100.0
    n: float = 0.0


@dataclass(frozen=True, slots=True)
class OutcomeDraws:
    """What a ladder gives over the draws.

    Attributes
    ----------
    share : mapping
        Share of the draws per level, the best first; with `undecided` and `none` they make 1.
    at_value, at_lower, at_upper : str or None
        The level with every estimate at its value, or at its bound; None where there is none, or it is undecided.
    sways : mapping
        Per uncertain column: the share of draws in which drawing this one anew changes the level.
    """

    id: str
    share: Mapping[str, float]
    undecided: float
    none: float
    at_value: str | None
    at_lower: str | None
    at_upper: str | None
    sways: Mapping[str, float]

    @property
    def enlarge_first(self) -> str:
        """The uncertain column that sways the ladder most: a larger sample there decides most."""
        return max(self.sways, key=lambda name: self.sways[name])


@dataclass(frozen=True, slots=True, eq=False)
class NodeDraws:
    """A criterion's score over the draws.

    Attributes
    ----------
    score : array
        In each draw; NaN where it has none.
    at_value, at_lower, at_upper : float
        With every estimate at its value, or at its bound.
    mean, sd : float
        Over the draws that have a score.
    """

    score: NDArray[np.float64] = field(repr=False)
    at_value: float
    at_lower: float
    at_upper: float
    mean: float
    sd: float

    def chance_at_least(self, points: float) -> float:
        """Share of the draws that reach so many points: "passes 800 with probability 0.97"."""
        return float(np.mean(self.score >= points))

    def quantile(self, share: float) -> float:
        """The score that this share of the draws does not exceed, e.g. 0.05; NaN without scores."""
        known = np.sort(self.score[~np.isnan(self.score)])
        last = len(known) - 1
        return float(known[int(min(max(share * last + 0.5, 0), last))]) if len(known) else float("nan")


@dataclass(frozen=True, repr=False, slots=True, eq=False)
class Draws(Tabular):
    """One unit's outcomes over draws of its estimates. As a frame: one row per outcome and level.

    Attributes
    ----------
    scores : array
        The total in each draw; NaN where it has none.
    at_value, at_lower, at_upper : float
        The total with every estimate at its value, or at its bound.
    nodes : mapping
        `NodeDraws` of the criteria that were asked for.
    """

    unit: str
    standard: Standard
    seed: int
    uncertain: Mapping[str, Estimate]
    scores: NDArray[np.float64]
    at_value: float
    at_lower: float
    at_upper: float
    outcomes: tuple[OutcomeDraws, ...]
    nodes: Mapping[str, NodeDraws]
    text_en: str
    text_zh: str
    kind: str

    def outcome(self, ladder: str | None = None) -> OutcomeDraws:
        """One ladder; without an id, the only one or the first."""
        return self.outcomes[self.standard.outcome(ladder)]

    def text(self, lang: str = "en") -> str:
        """A line per ladder: how probable each level is, what the sample decides, whose sample to enlarge first."""
        return self.text_zh if lang == "zh" else self.text_en

    def chance(self, level: str, ladder: str | None = None) -> float:
        """Share of the draws that give a level."""
        share = self.outcome(ladder).share
        if level not in share:
            known = ", ".join(share)
            raise fail(
                "C002",
                f"outcome {self.outcome(ladder).id!r} has no level {level!r}; from best to worst: {known}",
                f"结论“{self.outcome(ladder).id}”没有等次“{level}”；由好到差：{known}",
            )
        return share[level]

    def _columns(self) -> dict[str, Any]:
        rows = [(o.id, level, share) for o in self.outcomes for level, share in o.share.items()]
        return {
            "outcome": [ladder for ladder, _, _ in rows],
            "level": [level for _, level, _ in rows],
            "share": np.array([share for _, _, share in rows], dtype=np.float64),
        }

    def _lines(self) -> list[tuple[str, ...]]:
        out: list[tuple[str, ...]] = []
        for o in self.outcomes:
            levels = {**o.share, "undecided": o.undecided, "none": o.none}
            shares = ", ".join(f"{level} {share:.1%}" for level, share in levels.items() if share > 0)
            sways = ", ".join(f"{name} {share:.1%}" for name, share in o.sways.items())
            out.append((o.id, o.at_value or "–", o.at_lower or "–", o.at_upper or "–", shares, sways))
        return out

    def _head(self) -> str:
        return f"{self.unit} · {self.standard.name} · {self.standard.fingerprint[:12]} · {len(self.scores)} draws, seed {self.seed}"

    def __repr__(self) -> str:
        lines = [self._head(), ""]
        if not np.isnan(self.at_value):
            lines.append(f"total {self.at_value:.6g}, at the bounds {self.at_lower:.6g} and {self.at_upper:.6g}")
        lines += [
            f"{ladder}: {shares} (at the values {value}, at the bounds {lower} and {upper}); swayed by {sways}"
            for ladder, value, lower, upper, shares, sways in self._lines()
        ]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        head = ("outcome", "at the values", "at the lower bounds", "at the upper", "share of draws", "swayed by")
        return page(self._head(), table(head, self._lines()))


def draw(
    result: Result,
    unit: Any,
    estimates: Mapping[str, Any] | None = None,
    *,
    sites: int | Literal["many"] | None = None,
    nodes: Sequence[str] = (),
    draws: int = 1000,
    seed: int = 1,
) -> Draws:
    """Score one unit many times, its estimates drawn anew each time: how sure is the outcome 结论有多可靠?

    Parameters
    ----------
    result : Result
    unit : str or int
        As in `Result.units`.
    estimates : mapping, optional
        Column of the standard → `Estimate` (or anything with its attributes). They replace what the data holds.
    sites : int or "many", optional
        The inspected sites 点位 are a sample: of so many in all, inspected or not, or of too many to count. They are
        drawn anew with everything found there, with replacement (Efron 1979, Ann Stat 7:1); where their number is known
        the rest is filled up from those seen, by Pólya's urn (Lo 1988, Ann Stat 16:1684), so that a unit of which all
        sites were inspected has no error left.
    nodes : sequence of str
        Criteria whose scores to keep, in ``draws.nodes``.
    draws : int
        How many.
    seed : int
        A draw is a function of seed, unit, column and number: the same anywhere.

    Returns
    -------
    Draws

    Raises
    ------
    SaniscoreError
        D301 (bounds that do not enclose the value, fewer sites in all than were inspected, or a single one), C004 (a unit
        that is not there), D120 (a criterion that is not there).

    Examples
    --------
    >>> import saniscore as ss
    >>> frame = {"单位": ["洸河街道"], "field": [95.0], "survey": [88.0]}
    >>> res = ss.score("cn.jining.civility-index", frame)
    >>> d = ss.draw(res, "洸河街道", {"survey": ss.Estimate(88, 84, 91, answers=200)}, draws=200)
    >>> len(d.scores), round(d.at_value, 2), round(d.at_lower, 2), round(d.at_upper, 2)
    (200, 93.95, 93.35, 94.4)

    Marks of five of twelve sites:

    >>> frame = {"unit": ["Old Town"] * 5, "site": list("abcde"), "criterion": "clean", "value": [90, 95, 80, 85, 100]}
    >>> res = ss.score({"format": "saniscore/standard", "format_version": 1, "id": "example.sites", "edition": "1",
    ...                 "title": {"en": "Sites"}, "tree": {"id": "clean", "points": 100, "measure": {"score": 100},
    ...                 "reduce": [{"over": "site", "by": "mean"}]}}, frame)
    >>> clean = ss.draw(res, "Old Town", sites=12, nodes=["clean"]).nodes["clean"]
    >>> clean.at_value, clean.quantile(0.05) < 90 < clean.quantile(0.95)
    (90.0, True)
    """
    told = {
        name: (
            float(e.value),
            float(e.lower),
            float(e.upper),
            float(getattr(e, "alpha", 0.05)),
            float(getattr(e, "answers", 0.0)),
            float(getattr(e, "full", 100.0)),
            float(getattr(e, "n", 0.0)),
        )
        for name, e in (estimates or {}).items()
    }
    if not told and sites is None:
        raise fail(
            "D301",
            "nothing is uncertain; name a column and its Estimate, or say of how many sites the inspected ones are a sample",
            "没有不确定的内容；请给出列名和 Estimate，或说明点位共有多少",
        )
    if not (sites is None or sites == "many" or (isinstance(sites, int) and sites > 0)):
        raise fail(
            "D301",
            f"sites is {sites!r}; give how many sites there are in all, or 'many'",
            f"sites 为 {sites!r}；请给出点位总数，或 'many'",
        )
    for node in nodes:
        result.standard._require(node)
    if draws < 0 or seed < 0:
        raise fail("D301", "draws and seed are not negative", "draws 与 seed 不能为负")
    in_all = 0 if sites == "many" else sites
    raw = take(_core.draw(result._live(), str(unit), told, in_all, list(nodes), draws, seed))
    return Draws(
        str(unit),
        result.standard,
        seed,
        {name: Estimate(*values) for name, values in sorted(told.items())},
        np.array(raw["scores"], dtype=np.float64),
        raw["at_value"],
        raw["at_lower"],
        raw["at_upper"],
        tuple(OutcomeDraws(**o) for o in raw["outcomes"]),
        {name: NodeDraws(np.array(score), *rest) for name, (score, *rest) in zip(nodes, raw["nodes"], strict=True)},
        raw["text_en"],
        raw["text_zh"],
        result.kind,
    )
