"""All units under other weights, and with each criterion repaired."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _core
from ._errors import fail, take
from ._html import page, table
from ._make import Tabular
from ._result import Result
from ._standard import Standard

__all__ = ["Gains", "Reweighed", "gains", "reweigh"]

SHOWN = 20


def levels(standard: Standard, ladder: int, codes: NDArray[np.int16]) -> NDArray[np.object_]:
    names = np.array([*standard.outcomes[ladder].levels, None], dtype=object)
    return names[np.maximum(codes, -1)]


@dataclass(frozen=True, repr=False, slots=True, eq=False)
class Reweighed(Tabular):
    """All units under each draw of weights. As a frame: how far each unit's score and rank hang on the weights.

    Attributes
    ----------
    units : array
        As in `Result.units`.
    scores : mapping
        Criterion → array of shape (draws, units); NaN where there is no score.
    """

    standard: Standard
    kind: str
    units: NDArray[Any]
    scores: Mapping[str, NDArray[np.float64]]
    _outcomes: NDArray[np.int16]

    def outcome(self, ladder: str | None = None) -> NDArray[np.object_]:
        """Levels 等次, of shape (draws, units); None where undecided or nothing to judge."""
        k = self.standard.outcome(ladder)
        return levels(self.standard, k, self._outcomes[k])

    def ranks(self, criterion: str | None = None) -> NDArray[np.float64]:
        """Ranks under each draw, 1 the best, equal scores sharing the best; shape (draws, units), NaN without a score."""
        name = criterion or next(iter(self.scores))
        found: NDArray[np.float64] = self.scores[name] * (1.0 if self.standard.demerit(name) else -1.0)
        # how many are better: the place of the first that is as good, in order
        out: NDArray[np.float64] = np.full(found.shape, np.nan)
        for row, ranks in zip(found, out, strict=True):
            known = ~np.isnan(row)
            ranks[known] = 1 + np.searchsorted(np.sort(row[known]), row[known], side="left")
        return out

    def _columns(self) -> dict[str, Any]:
        name = next(iter(self.scores))
        columns: dict[str, Any] = {"unit": self.units.tolist()}
        for what, drawn in (("score", self.scores[name]), ("rank", self.ranks(name))):
            known = ~np.isnan(drawn).all(axis=0)
            for part, share in (("5%", 0.05), ("median", 0.5), ("95%", 0.95)):
                column = np.full(len(self.units), np.nan)
                if known.any():
                    column[known] = np.nanquantile(drawn[:, known], share, axis=0, method="inverted_cdf")
                columns[f"{what} {part}"] = column
        return columns

    def _head(self) -> str:
        draws = next(iter(self.scores.values())).shape[0]
        return f"{self.standard.name} · {self.standard.fingerprint[:12]} · {len(self.units)} units · {draws} draws of weights"

    def _lines(self) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        columns = self._columns()
        rows = list(zip(*columns.values(), strict=True))[:SHOWN]
        lines = [(str(unit), *(f"{x:.4g}" for x in rest)) for unit, *rest in rows]
        if len(self.units) > SHOWN:
            lines.append((f"… {len(self.units) - SHOWN} more", *[""] * (len(columns) - 1)))
        return tuple(columns), lines

    def __repr__(self) -> str:
        head, lines = self._lines()
        return "\n".join([self._head(), "", "  ".join(head), *("  ".join(line) for line in lines)])

    def _repr_html_(self) -> str:
        return page(self._head(), table(*self._lines()))


@dataclass(frozen=True, repr=False, slots=True, eq=False)
class Gains(Tabular):
    """What each unit gains by each repair alone. As a frame: a row per unit and criterion.

    Attributes
    ----------
    criteria : tuple of str
        Leaves whose rule has a best, in the order of the document.
    units : array
    gain : array
        Shape (criteria, units): what the whole gains 提升, the total or the part of a heading that the criterion belongs
        to (demerit: points fewer). 0 where it is at its best; NaN where it does not apply, or the whole has no score.
    """

    standard: Standard
    kind: str
    criteria: tuple[str, ...]
    units: NDArray[Any]
    gain: NDArray[np.float64]
    _outcomes: NDArray[np.int16]

    def of(self, criterion: str) -> NDArray[np.float64]:
        """One criterion's gains over the units."""
        found: NDArray[np.float64] = self.gain[self._row(criterion)]
        return found

    def outcome(self, criterion: str, ladder: str | None = None) -> NDArray[np.object_]:
        """The levels of all units once this criterion is repaired."""
        k = self.standard.outcome(ladder)
        return levels(self.standard, k, self._outcomes[k][self._row(criterion)])

    def _row(self, criterion: str) -> int:
        if criterion in self.criteria:
            return self.criteria.index(criterion)
        self.standard._require(criterion)
        raise fail(
            "C002",
            f"{criterion!r} has no best that it could be repaired to; only measured criteria have",
            f"“{criterion}”没有可整改到的最好值；只有直接测量的指标才有",
        )

    def _columns(self) -> dict[str, Any]:
        return {
            "unit": self.units.tolist() * len(self.criteria),
            "criterion": [c for c in self.criteria for _ in range(len(self.units))],
            "gain": self.gain.ravel(),
        }

    def _head(self) -> str:
        return f"{self.standard.name} · {self.standard.fingerprint[:12]} · {len(self.units)} units · {len(self.criteria)} criteria"

    def _lines(self) -> list[tuple[str, ...]]:
        total = np.nansum(self.gain, axis=1)
        order = np.argsort(-total, kind="stable")[:SHOWN]
        return [
            (self.criteria[k], self.standard.title(self.criteria[k]), f"{total[k]:.6g}", str((self.gain[k] > 0).sum()))
            for k in order
        ]

    def __repr__(self) -> str:
        lines = ["  ".join(line) for line in [("criterion", "title", "gain of all", "units"), *self._lines()]]
        return "\n".join([self._head(), "", *lines])

    def _repr_html_(self) -> str:
        return page(self._head(), table(("criterion", "title", "gain of all", "units"), self._lines()))


def reweigh(
    result: Result,
    weights: Mapping[str, ArrayLike],
    *,
    nodes: Sequence[str] = (),
    threads: int = 1,
) -> Reweighed:
    """Score all units again under draws of weights: how far do scores and ranks hang on them 权重敏感性?

    (Saisana, Saltelli & Tarantola 2005, J R Stat Soc A 168:307.)

    Parameters
    ----------
    result : Result
    weights : mapping
        Criterion → one weight of at least 0 per draw (a single number: the same in all). They act as ``weight`` does:
        children of a mean or power group count by them.
    nodes : sequence of str
        Criteria whose scores to keep; the total by itself.
    threads : int

    Returns
    -------
    Reweighed

    Raises
    ------
    SaniscoreError
        D302 (a criterion whose group does not weigh, negative weights, different numbers of draws), C002 (no such
        criterion).

    Examples
    --------
    >>> import saniscore as ss
    >>> res = ss.score({"format": "saniscore/standard", "format_version": 1, "id": "example.weights", "edition": "1",
    ...                 "title": {"en": "Weights"}, "tree": {"id": "t", "combine": "mean", "children": [
    ...                     {"id": "a", "weight": 1, "measure": {"score": 100}},
    ...                     {"id": "b", "weight": 1, "measure": {"score": 100}}]}},
    ...                {"unit": ["North", "South"], "a": [80, 60], "b": [50, 64]})
    >>> w = ss.reweigh(res, {"a": [1, 3, 1], "b": [1, 1, 3]})
    >>> w.scores["t"].round(6).tolist()
    [[65.0, 62.0], [72.5, 61.0], [57.5, 63.0]]
    >>> w.ranks().tolist()
    [[1.0, 2.0], [1.0, 2.0], [2.0, 1.0]]
    """
    standard = result.standard
    for name in (*weights, *nodes):
        standard._require(name)
    columns = [np.atleast_1d(np.asarray(w, dtype=np.float64)) for w in weights.values()]
    draws = max((len(c) for c in columns), default=0)
    if any(c.ndim != 1 or len(c) not in (1, draws) for c in columns) or not draws:
        counts = ", ".join(f"{name}: {len(c)}" for name, c in zip(weights, columns, strict=True)) or "none"
        raise fail(
            "D302",
            f"the criteria have different numbers of weights ({counts}); give each one weight per draw",
            f"各指标的权重个数不同（{counts}）；每次抽样须为每个指标给出一个权重",
        )
    drawn = np.ascontiguousarray(np.stack([np.broadcast_to(c, draws) for c in columns], axis=1))
    kept = list(nodes) or [standard.root]
    scores, outcomes = take(_core.reweigh(result._live(), list(weights), drawn, kept, max(1, threads)))
    return Reweighed(standard, result.kind, result.units, dict(zip(kept, scores, strict=True)), outcomes)


def gains(result: Result, *, threads: int = 1) -> Gains:
    """What every unit would gain if one criterion were at its best, for each criterion 逐项整改的提升.

    The same numbers as `Result.explain` gives for one unit: caps, gates and reductions included.

    Parameters
    ----------
    result : Result
    threads : int

    Returns
    -------
    Gains

    Examples
    --------
    >>> import saniscore as ss
    >>> res = ss.score({"format": "saniscore/standard", "format_version": 1, "id": "example.gains", "edition": "1",
    ...                 "title": {"en": "Gains"}, "tree": {"id": "t", "combine": "sum", "children": [
    ...                     {"id": "a", "points": 60, "measure": {"score": 60}},
    ...                     {"id": "b", "points": 40, "measure": {"score": 40}}],
    ...                  "adjust": [{"cap": 50, "when": {"percent": "b", "<": 60}}]}},
    ...                {"unit": ["North", "South"], "a": [50, 40], "b": [10, 40]})
    >>> g = ss.gains(res)
    >>> g.of("a").tolist(), g.of("b").tolist()
    ([0.0, 20.0], [40.0, 0.0])
    """
    criteria, gain, outcomes = take(_core.gains(result._live(), max(1, threads)))
    return Gains(result.standard, result.kind, tuple(criteria), result.units, gain[0], outcomes)
