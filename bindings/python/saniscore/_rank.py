"""Ranking units by a score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._html import page, table
from ._make import Tabular
from ._result import Result

__all__ = ["Ranking", "rank"]


@dataclass(frozen=True, repr=False, slots=True)
class Ranking(Tabular):
    """Units from the best to the worst; those with the same score share the rank (1, 2, 2, 4). One row per ranked unit.

    Attributes
    ----------
    units, rank, score : arrays
        In order of rank, and of the input within a rank.
    provisional : array of bool
        The score can still change, and with it the rank.
    excluded : tuple of (unit, state)
        Units without a score, and why.
    """

    criterion: str
    standard: str
    kind: str
    units: NDArray[Any]
    rank: NDArray[np.int64]
    score: NDArray[np.float64]
    provisional: NDArray[np.bool_]
    excluded: tuple[tuple[Any, str], ...]

    def _columns(self) -> dict[str, Any]:
        return {"rank": self.rank, "unit": self.units, "score": self.score, "provisional": self.provisional}

    def _rows(self) -> list[list[str]]:
        rows = [
            [str(r), str(u), f"{s:.12g}{' ?' if p else ''}"]
            for r, u, s, p in zip(self.rank, self.units, self.score, self.provisional, strict=True)
        ]
        return rows + [["–", str(unit), state.replace("_", " ")] for unit, state in self.excluded]

    def __repr__(self) -> str:
        return "\n".join([f"{self.criterion} · {self.standard}", *("  ".join(row) for row in self._rows())])

    def _repr_html_(self) -> str:
        return page(
            f"{self.criterion} · {self.standard}", table(("rank", "unit", "score"), self._rows(), frozenset({0, 2}))
        )


def _snapped(score: float) -> float:
    """12 significant digits, the precision at which scores are compared."""
    return float(f"{score:.11e}")


def rank(result: Result, criterion: str | None = None) -> Ranking:
    """Rank the units by their total, or by one criterion.

    Scores are compared at 12 significant digits, as everywhere. Under a demerit standard fewer points are better.

    Parameters
    ----------
    result : Result
    criterion : str, optional
        Default: the total.

    Returns
    -------
    Ranking

    Examples
    --------
    >>> import saniscore as ss
    >>> res = ss.score("cn.jining.civility-index", {"单位": ["甲", "乙", "丙", "丁"], "field": [90, 95, 95, None],
    ...                                              "survey": [80, 90, 90, None]})
    >>> ranking = ss.rank(res)
    >>> ranking.units.tolist(), ranking.rank.tolist(), ranking.excluded
    (['乙', '丙', '甲'], [1, 1, 3], (('丁', 'not_inspected'),))
    """
    ident = criterion or result.standard.root
    result.standard._require(ident)
    score, state = result.score(ident), result.state(ident)
    known = np.flatnonzero(~np.isnan(score))
    key = np.array([_snapped(s) for s in score[known].tolist()])
    if not result.standard.demerit(ident):
        key = -key
    order = np.argsort(key, kind="stable")
    places = np.searchsorted(np.sort(key), key[order], side="left") + 1
    chosen = known[order]
    return Ranking(
        ident,
        result.standard.name,
        result.kind,
        result.units[chosen],
        places,
        score[chosen],
        result.provisional(ident)[chosen],
        tuple((result.units[k], state[k]) for k in np.flatnonzero(np.isnan(score))),
    )
