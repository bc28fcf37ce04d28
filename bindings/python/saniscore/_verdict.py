"""Verdicts: does this sample show that a rate reaches a threshold?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any, Literal, TypeAlias, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _core
from ._errors import fail, take
from ._html import page, table
from ._make import Tabular
from ._proportion import VERDICTS, one_of, pair
from ._survey import Index, Rate, Rates, as_lists, percents

__all__ = ["Decision", "Decisions", "decide"]

_FAMILIES = ("bonferroni", "holm", "hochberg", "bh", "by")
_Family: TypeAlias = Literal["bonferroni", "holm", "hochberg", "bh", "by"]
_Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Decision:
    """One verdict.

    Attributes
    ----------
    verdict : {"met", "not_met", "inconclusive"}
        达标, 未达标, 本次样本不能判定.
    rate, n
        The rate and its valid answers.
    lower, upper : float
        One-sided bounds, each at 1 − alpha.
    p_met, p_not_met : float
        Chance of a rate this high or higher, this low or lower, if the true one were just the threshold.
    margin : float
        rate − threshold.
    point_estimate_passes : bool
        What comparing the two numbers would have said.
    simple : bool
        Judged by the exact binomial or hypergeometric distribution.
    convenience : bool
        No probability sample: the verdict rests on a model.
    coding, dont_know : str
        Of the rate; empty for plain counts.
    """

    verdict: str
    threshold: float
    alpha: float
    rate: float
    n: int
    lower: float
    upper: float
    p_met: float
    p_not_met: float
    margin: float
    point_estimate_passes: bool
    simple: bool
    convenience: bool
    coding: str
    dont_know: str
    _core: _core.Decisions = field(repr=False, compare=False)
    _place: int = field(repr=False, compare=False)

    def sentence(self, lang: Literal["en", "zh"] = "en") -> str:
        """One sentence that a leader can read, with the numbers it rests on."""
        return self._core.sentence(self._place, lang == "zh")

    def to_dict(self) -> dict[str, Any]:
        """All attributes by name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if not f.name.startswith("_")}


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Decisions(Tabular):
    """Many verdicts: each attribute of `Decision` as an array. ``decisions["East"]`` is that of one group."""

    group: NDArray[Any]
    verdict: NDArray[Any]
    threshold: float
    alpha: float
    rate: _Floats
    n: NDArray[np.int64]
    lower: _Floats
    upper: _Floats
    p_met: _Floats
    p_not_met: _Floats
    margin: _Floats
    point_estimate_passes: NDArray[np.bool_]
    simple: NDArray[np.bool_]
    convenience: NDArray[np.bool_]
    coding: str
    dont_know: str
    family: str | None
    kind: str
    _core: _core.Decisions

    def __len__(self) -> int:
        return len(self.verdict)

    def __getitem__(self, group: Any) -> Decision:
        found = np.flatnonzero(self.group == group)
        if len(found) == 0:
            raise KeyError(group)
        return self._at(int(found[0]))

    def __iter__(self) -> Iterator[tuple[Any, Decision]]:
        return ((group, self._at(k)) for k, group in enumerate(self.group))

    def _at(self, k: int) -> Decision:
        values = {name: column[k] for name, column in self.to_dict().items() if name != "group"}
        plain = {name: v.item() if isinstance(v, np.generic) else v for name, v in values.items()}
        same = {name: getattr(self, name) for name in ("threshold", "alpha", "coding", "dont_know")}
        return Decision(**plain, **same, _core=self._core, _place=k)

    def sentence(self, lang: Literal["en", "zh"] = "en") -> list[str]:
        """A sentence for each."""
        return [self._core.sentence(k, lang == "zh") for k in range(len(self))]

    def adjusted(self, family: _Family = "holm") -> Decisions:
        """The verdicts with p values corrected for their number; see `decide`."""
        return _many(
            take(self._core.adjusted(one_of(family, _FAMILIES, "family"))),
            self.group,
            self.threshold,
            self.alpha,
            family,
            self.kind,
            self.coding,
            self.dont_know,
        )

    def to_dict(self) -> dict[str, Any]:
        """Arrays by name."""
        return {
            f.name: getattr(self, f.name)
            for f in fields(self)
            if f.name not in ("threshold", "alpha", "coding", "dont_know", "family", "kind", "_core")
        }

    def _columns(self) -> dict[str, Any]:
        return as_lists(self.to_dict())

    def _rows(self) -> list[list[str]]:
        return [
            [
                str(g),
                *percents(d.n, d.rate, d.lower, d.upper),
                str(d.n),
                d.verdict.replace("_", " "),
            ]
            for g, d in self
        ]

    def __repr__(self) -> str:
        words = [f"{int((self.verdict == v).sum())} {v.replace('_', ' ')}" for v in VERDICTS]
        head = f"Decisions({len(self)} at {100 * self.threshold:g} %: {', '.join(words)})"
        return "\n".join([head, *("  ".join(row) for row in self._rows()[:20])])

    def _repr_html_(self) -> str:
        names = ("group", "rate %", "lower", "upper", "answers", "verdict")
        return page(f"threshold {100 * self.threshold:g} %", table(names, self._rows(), frozenset({1, 2, 3, 4})))


def _columns(core: _core.Decisions) -> dict[str, Any]:
    columns: dict[str, Any] = core.columns()
    columns["verdict"] = np.array(VERDICTS, dtype=object)[columns["verdict"]]
    for name in ("point_estimate_passes", "simple", "convenience"):
        columns[name] = columns[name].astype(bool)
    return columns


def _many(
    core: _core.Decisions,
    group: NDArray[Any],
    threshold: float,
    alpha: float,
    family: str | None,
    kind: str,
    coding: str = "",
    dont_know: str = "",
) -> Decisions:
    return Decisions(
        group=group,
        threshold=threshold,
        alpha=alpha,
        family=family,
        kind=kind,
        coding=coding,
        dont_know=dont_know,
        _core=core,
        **_columns(core),
    )


@overload
def decide(x: Rate, n: float, /, *, alpha: float = ...) -> Decision: ...
@overload
def decide(x: Rates, n: float, /, *, alpha: float = ..., family: _Family | None = ...) -> Decisions: ...
@overload
def decide(x: int, n: int, threshold: float, /, *, alpha: float = ..., population: int | None = ...) -> Decision: ...
@overload
def decide(
    x: ArrayLike,
    n: ArrayLike,
    threshold: float,
    /,
    *,
    alpha: float = ...,
    population: int | None = ...,
    family: _Family | None = ...,
) -> Decisions: ...
def decide(
    x: Any,
    n: Any,
    threshold: float | None = None,
    /,
    *,
    alpha: float = 0.05,
    population: int | None = None,
    family: _Family | None = None,
) -> Decision | Decisions:
    """Met, not met, or not decided by this sample: ``decide(rate, threshold)`` or ``decide(x, n, threshold)``.

    Met if the one-sided lower bound reaches the threshold, not met if the upper one stays below it, else inconclusive;
    each wrong with a chance of at most `alpha`. Counts and simple samples are judged by the exact binomial test
    (Clopper–Pearson), with a population by the hypergeometric distribution, designs by Korn–Graubard bounds.

    Parameters
    ----------
    x : Rate, Rates, int or array of int
        What `rate` gave, or favourable answers.
    n : int or array of int
        Valid answers, with counts only.
    threshold : float
        As a share: 0.9, not 90.
    alpha : float
        Accepted chance of each wrong verdict.
    population : int, optional
        Size of a finite population, with counts only.
    family : {"bonferroni", "holm", "hochberg", "bh", "by"}, optional
        Correct the p values of many verdicts for their number: ``holm`` keeps the chance of any wrong one at alpha
        (lists with consequences), ``bh`` their share (screening; Benjamini & Hochberg 1995).

    Returns
    -------
    Decision, or Decisions for many

    Raises
    ------
    SaniscoreError
        D202 (counts), D203 (shapes), D241 (threshold), D242 (family).

    Examples
    --------
    >>> import saniscore as ss
    >>> print(ss.decide(94, 120, 0.85).sentence())
    78.3 % of 120 answers: below 85 %; the chance of seeing this or less if the true rate were 85 % is 3.2 %. Verdict: not met.
    >>> ss.decide([24, 85, 40], [30, 108, 40], 0.85).verdict.tolist()
    ['inconclusive', 'not_met', 'met']
    >>> ss.decide(94, 120, 85)
    Traceback (most recent call last):
    saniscore.SaniscoreError: error D241 at threshold: the threshold 85 is no share; write 0.85 for 85 %
    """
    if isinstance(x, Index):
        raise fail(
            "D232",
            "an index is a mean of scale values, not a share of answers; compare its limits with the line, or take a rate",
            "指数是分值的平均，不是比例；请将其上下限与达标线比较，或改用比率",
            "index",
        )
    line = n if threshold is None else threshold
    if isinstance(line, str):
        raise fail(
            "D241",
            f"the threshold {line!r} is a text; write 0.9 for 90 %",
            f"达标线“{line}”是文本；90 % 请写 0.9",
            "threshold",
        )
    if isinstance(x, (Rate, Rates)):
        if threshold is not None or population is not None:
            raise fail(
                "D241",
                "a rate has its own counts: decide(rate, threshold)",
                "比率自带计数：请用 decide(rate, threshold)",
                "threshold",
            )
        core = take(x._core.decide(float(n), alpha))
        if isinstance(x, Rate):
            return _many(core, np.zeros(1), float(n), alpha, None, "dict", x.coding, x.dont_know)._at(0)
        many = _many(core, x.group, float(n), alpha, None, x.kind, x.coding, x.dont_know)
        return many.adjusted(family) if family else many
    if threshold is None:
        raise fail(
            "D241",
            "counts need a threshold: decide(x, n, threshold)",
            "计数须给出达标线：decide(x, n, threshold)",
            "threshold",
        )
    favourable, answers, shape = pair(x, n)
    core = take(_core.decide_counts(favourable, answers, threshold, alpha, population))
    many = _many(core, np.arange(len(favourable)), threshold, alpha, None, "dict")
    if shape is None:
        return many._at(0)
    return many.adjusted(family) if family else many
