"""Ranking units by a score, and what follows from several rounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _core
from ._errors import take
from ._html import page, table
from ._make import Table, Tabular
from ._result import Result

__all__ = ["Escalated", "Flags", "Ranking", "certified_shares", "escalate", "flags", "rank", "side_by_side", "tiers"]


@dataclass(frozen=True, repr=False, slots=True)
class Ranking(Tabular):
    """Units from the best to the worst; those with the same score share the rank (1, 2, 2, 4). One row per ranked unit.

    Attributes
    ----------
    units, rank, score : arrays
        In order of rank, and of the input within a rank; peer group after peer group. The rank is 0 where the standard
        says to compare units only with themselves.
    provisional : array of bool
        The score can still change, and with it the rank.
    excluded : tuple of (unit, state)
        Units without a score, and why.
    group : array of str
        Peer groups; empty texts when there is one.
    change : array
        Against the last round, where one was given; above 0 is progress. NaN without one.
    red, black : arrays of bool
        On the lists of the first and the last, if lists were asked for.
    adjusted : array
        The score after bonus for progress and deduction for regress, if there is such a rule; else the score.
    """

    criterion: str
    standard: str
    kind: str
    units: NDArray[Any]
    rank: NDArray[np.int64]
    score: NDArray[np.float64]
    provisional: NDArray[np.bool_]
    excluded: tuple[tuple[Any, str], ...]
    group: NDArray[Any]
    change: NDArray[np.float64]
    red: NDArray[np.bool_]
    black: NDArray[np.bool_]
    adjusted: NDArray[np.float64]

    def _columns(self) -> dict[str, Any]:
        columns: dict[str, Any] = {
            "rank": self.rank,
            "unit": self.units,
            "score": self.score,
            "provisional": self.provisional,
        }
        if any(self.group):
            columns["group"] = self.group.tolist()
        if not np.isnan(self.change).all():
            columns["change"] = self.change
        if not np.array_equal(self.adjusted, self.score):
            columns["adjusted"] = self.adjusted
        if self.red.any() or self.black.any():
            columns["red"], columns["black"] = self.red, self.black
        return columns

    def _rows(self) -> list[list[str]]:
        rows = [
            [str(r) if r else "–", str(u), f"{s:.12g}{' ?' if p else ''}"]
            for r, u, s, p in zip(self.rank, self.units, self.score, self.provisional, strict=True)
        ]
        return rows + [["–", str(unit), state.replace("_", " ")] for unit, state in self.excluded]

    def __repr__(self) -> str:
        return "\n".join([f"{self.criterion} · {self.standard}", *("  ".join(row) for row in self._rows())])

    def _repr_html_(self) -> str:
        return page(
            f"{self.criterion} · {self.standard}", table(("rank", "unit", "score"), self._rows(), frozenset({0, 2}))
        )


def rank(
    result: Result,
    criterion: str | None = None,
    *,
    group: Iterable[object] | None = None,
    before: Result | None = None,
    top: int = 0,
    bottom: int = 0,
    lists: Mapping[str, tuple[int, int]] | None = None,
    ties: str = "competition",
    tolerance: float = 0,
    decimals: int | None = None,
    ranked: bool | None = None,
    progress: tuple[str, float, float] | tuple[str, float, float, float] | None = None,
) -> Ranking:
    """Rank the units by their total, or by one criterion.

    Scores are compared at 12 significant digits, as everywhere. Under a demerit standard fewer points are better.

    Parameters
    ----------
    result : Result
    criterion : str, optional
        Default: the total.
    group : one name per unit, optional
        Peer groups: units are ranked within theirs.
    before : Result, optional
        The last round, for the change of each unit.
    top, bottom : int
        How many are on the red list and on the black list of each group, with everybody who ties with the last one.
    lists : mapping of groups to (top, bottom), optional
        Other numbers for these groups.
    ties : {"competition", "dense"}
        1, 2, 2, 4 or 1, 2, 2, 3.
    tolerance : float
        Scores within this of the best of a tie share its rank.
    decimals : int, optional
        Round before comparing.
    ranked : bool, optional
        False: no ranks, each unit beside its own past 只作纵向对比. Default: as the standard says (tag "no_ranking").
    progress : (by, bonus, deduction[, at most]), optional
        进步加分, 退步扣分: points per point ("score") or per rank ("rank") gained or lost against `before`.

    Returns
    -------
    Ranking

    Examples
    --------
    >>> import saniscore as ss
    >>> res = ss.score("cn.jining.civility-index", {"单位": ["甲", "乙", "丙", "丁"], "field": [90, 95, 95, None],
    ...                                              "survey": [80, 90, 90, None]})
    >>> ranking = ss.rank(res, bottom=1)
    >>> ranking.units.tolist(), ranking.rank.tolist(), ranking.excluded, ranking.black.tolist()
    (['乙', '丙', '甲'], [1, 1, 3], (('丁', 'not_inspected'),), [False, False, True])
    """
    if ties not in ("competition", "dense"):
        raise ValueError(f"ties is 'competition' or 'dense', not {ties!r}")
    ident = criterion or result.standard.root
    result.standard._require(ident)
    score, state = result.score(ident), result.state(ident)
    groups = [] if group is None else [str(g) for g in group]
    if groups and len(groups) != len(score):
        raise ValueError(f"{len(groups)} groups for {len(score)} units")
    past = None
    if before is not None:
        known = dict(zip(before.units.tolist(), before.score(ident).tolist(), strict=True))
        past = np.array([known.get(u, np.nan) for u in result.units.tolist()])
    rule = None
    if progress is not None:
        by, bonus, deduction, *most = progress
        if by not in ("score", "rank"):
            raise ValueError(f"progress is by 'score' or 'rank', not {by!r}")
        rule = (by == "rank", float(bonus), float(deduction), float(most[0]) if most else 1e300)
    if ranked is None:
        ranked = not _core.refuses_ranking(result.standard._core)
    raw = take(
        _core.rank(
            [str(u) for u in result.units.tolist()],
            groups,
            np.ascontiguousarray(score),
            past,
            result.standard.demerit(ident),
            ties == "dense",
            tolerance,
            decimals,
            ranked,
            top,
            bottom,
            dict(lists or {}),
            rule,
        )
    )
    chosen = raw["entry"]
    return Ranking(
        ident,
        result.standard.name,
        result.kind,
        result.units[chosen],
        raw["rank"],
        score[chosen],
        result.provisional(ident)[chosen],
        tuple((result.units[k], state[k]) for k in raw["excluded"]),
        np.array([groups[k] if groups else "" for k in chosen], dtype=object),
        raw["change"],
        raw["red"].astype(bool),
        raw["black"].astype(bool),
        raw["adjusted"] if rule is not None else score[chosen],
    )


@dataclass(frozen=True, slots=True)
class Escalated:
    """A unit of the last list, how often in a row it was listed, and what follows (None below the first measure)."""

    unit: str
    in_a_row: int
    measure: str | None


def _rounds(
    lists: Sequence[Iterable[object]], ranked: Sequence[Iterable[object]] | None
) -> list[tuple[list[str], list[str]]]:
    present = [()] * len(lists) if ranked is None else ranked
    return [([str(u) for u in a], [str(u) for u in b]) for a, b in zip(lists, present, strict=True)]


def escalate(
    lists: Sequence[Iterable[object]],
    measures: Mapping[int, str],
    *,
    ranked: Sequence[Iterable[object]] | None = None,
) -> tuple[Escalated, ...]:
    """What follows from being on the black list several rounds in a row.

    Parameters
    ----------
    lists : one list of units per round, the last one the present
    measures : mapping of rounds in a row to what is done
    ranked : one list of units per round, optional
        Who was ranked at all. With it a round without the unit does not count; else it breaks the row.

    Examples
    --------
    >>> import saniscore as ss
    >>> ss.escalate([["a"], ["a", "b"]], {1: "分管领导约谈", 2: "组织部约谈", 3: "问责"})
    (Escalated(unit='a', in_a_row=2, measure='组织部约谈'), Escalated(unit='b', in_a_row=1, measure='分管领导约谈'))
    """
    steps, texts = list(measures), list(measures.values())
    raw = take(_core.escalate(_rounds(lists, ranked), steps, ranked is not None))
    return tuple(Escalated(u, n, texts[m] if m >= 0 else None) for u, n, m in raw)


@dataclass(frozen=True, slots=True)
class Flags:
    """流动红旗: who holds the flag this round, who gained, kept or returned it, and who has it for good."""

    holders: tuple[str, ...]
    gained: tuple[str, ...]
    kept: tuple[str, ...]
    returned: tuple[str, ...]
    for_good: tuple[str, ...]


def flags(lists: Sequence[Iterable[object]], *, keep_after: int = 0) -> Flags:
    """Where the flowing red flag goes; after `keep_after` rounds in a row it stays for good (0: never).

    Examples
    --------
    >>> import saniscore as ss
    >>> ss.flags([["a", "b"], ["a", "c"]])
    Flags(holders=('a', 'c'), gained=('c',), kept=('a',), returned=('b',), for_good=())
    """
    return Flags(*map(tuple, _core.flags(_rounds(lists, None), keep_after)))


def tiers(scores: ArrayLike, limits: Mapping[str, float], *, lower_is_better: bool = False) -> list[str]:
    """The tier 等次 of each score: the first whose limit it reaches; the last has no limit. "" for NaN.

    Examples
    --------
    >>> import saniscore as ss
    >>> ss.tiers([95, 90, 60, 59.99], {"优秀": 90, "达标": 60, "不达标": 0})
    ['优秀', '优秀', '达标', '不达标']
    """
    array = np.ascontiguousarray(scores, dtype=np.float64)
    return take(_core.tiers(array, list(limits.items()), lower_is_better))


def certified_shares(parents: Iterable[object], certified: Iterable[bool | None]) -> Table:
    """The share of sub-units that hold a certificate 创建率: parent, units, certified, unknown, share, most.

    `share` counts what is not known (None) as not certified, `most` as certified.

    Examples
    --------
    >>> import saniscore as ss
    >>> shares = ss.certified_shares(["county"] * 4, [True, True, False, None])
    >>> shares.columns["share"].tolist(), shares.columns["most"].tolist()
    ([0.5], [0.75])
    """
    raw = _core.certified_shares([str(p) for p in parents], [None if c is None else bool(c) for c in certified])
    counts = {
        name: np.array([row[k] for row in raw], dtype=np.int64)
        for k, name in ((1, "units"), (2, "certified"), (3, "unknown"))
    }
    shares = {name: np.array([row[k] for row in raw], dtype=np.float64) for k, name in ((4, "share"), (5, "most"))}
    return Table({"parent": [row[0] for row in raw], **counts, **shares}, "dict")


def side_by_side(assessments: Mapping[str, Mapping[str, float]], *, reference: str) -> Table:
    """The same units as several assessors see them: self 自评, higher level 上级, third party 第三方; widest spread first.

    Parameters
    ----------
    assessments : mapping of assessors to scores by unit
    reference : str
        The assessor that others are held against: a gap above 0 is kinder.

    Examples
    --------
    >>> import saniscore as ss
    >>> rows = ss.side_by_side({"self": {"a": 98, "b": 95}, "third": {"a": 88.5, "b": 94}}, reference="third")
    >>> rows.columns["unit"], rows.columns["gap self"].tolist(), rows.columns["spread"].tolist()
    (['a', 'b'], [9.5, 1.0], [9.5, 1.0])
    """
    names = list(assessments)
    if reference not in names:
        raise ValueError(f"{reference!r} is none of the assessors {names}")
    lists = [{str(u): float(x) for u, x in scores.items()} for scores in assessments.values()]
    rows = take(_core.side_by_side(lists, names.index(reference)))
    columns: dict[str, Any] = {"unit": [row[0] for row in rows]}
    for k, name in enumerate(names):
        columns[name] = np.array([np.nan if row[1][k] is None else row[1][k] for row in rows])
    for k, name in enumerate(names):
        if name != reference:
            columns[f"gap {name}"] = np.array([np.nan if row[2][k] is None else row[2][k] for row in rows])
    columns["spread"] = np.array([row[3] for row in rows])
    return Table(columns, "dict")
