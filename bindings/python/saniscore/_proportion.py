"""Simple samples: intervals and bounds of a proportion, differences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _core
from ._errors import fail, take

__all__ = [
    "METHODS",
    "Difference",
    "Interval",
    "Intervals",
    "PairedDifference",
    "bound_lower",
    "bound_upper",
    "difference",
    "interval",
    "paired_difference",
]

#: How limits are computed; the first is the default of simple samples, ``korn_graubard`` that of designs.
METHODS = (
    "wilson",
    "wilson_continuity",
    "clopper_pearson",
    "jeffreys",
    "mid_p",
    "agresti_coull",
    "likelihood_ratio",
    "logit",
    "arcsine",
    "korn_graubard",
    "wald",
)
_DIFFERENCES = ("newcombe", "miettinen_nurminen", "mee", "agresti_caffo")
VERDICTS = ("met", "not_met", "inconclusive")

_Count: TypeAlias = int | np.integer[Any]
_Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """Two-sided limits of one proportion."""

    lower: float
    upper: float
    level: float
    method: str


@dataclass(frozen=True, slots=True)
class Intervals:
    """Two-sided limits of many proportions."""

    lower: _Floats
    upper: _Floats
    level: float
    method: str


def one_of(word: str, words: Sequence[str], what: str) -> int:
    """Place of a word in a list, or an error that names the list."""
    if word in words:
        return words.index(word)
    shown = ", ".join(words)
    raise fail("D232", f"there is no {what} {word!r}; choose one of {shown}", f"没有“{word}”；可选：{shown}", what)


def pair(x: ArrayLike, n: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int64], tuple[int, ...] | None]:
    """Counts as flat int64 arrays, and their common shape; None for two single numbers."""
    both = [_whole(x, "x"), _whole(n, "n")]
    try:
        a, b = np.broadcast_arrays(*both)
    except ValueError:
        sizes = both[0].shape, both[1].shape
        raise fail(
            "D203",
            f"there are counts of shape {sizes[0]} and sample sizes of shape {sizes[1]}; give one of each per place",
            f"正面答案数与样本数的形状不同：{sizes[0]} 与 {sizes[1]}；每处各给一个",
            "counts",
        ) from None
    return np.ascontiguousarray(a).reshape(-1), np.ascontiguousarray(b).reshape(-1), a.shape or None


def _whole(values: ArrayLike, name: str) -> NDArray[np.int64]:
    array = np.asarray(values)
    if array.dtype.kind in "iub":
        return array.astype(np.int64, copy=False)
    if array.dtype.kind == "f":
        whole = np.isfinite(array) & (np.floor(array) == array) & (np.abs(array) < 2.0**62)
        if bool(whole.all()):
            return array.astype(np.int64)
        bad = int(np.flatnonzero(~whole.reshape(-1))[0])
        shown = array.reshape(-1)[bad]
        raise fail(
            "D202",
            f"{name} is {shown:g} where a count of people was expected; a rate of a weighted sample goes through Design and rate()",
            f"{name} 为 {shown:g}，应为人数；加权样本请用 Design 与 rate()",
            f"row {bad}" if array.ndim else "",
        )
    raise fail(
        "D202", f"{name} holds {array.dtype} where counts were expected", f"{name} 应为计数，而不是 {array.dtype}"
    )


def _limits(
    x: ArrayLike, n: ArrayLike, level: float, method: str, side: int, population: int | None
) -> tuple[_Floats, _Floats, tuple[int, ...] | None]:
    one_of(method, METHODS, "method")
    favourable, answers, shape = pair(x, n)
    lower, upper = take(_core.limits(favourable, answers, level, method, side, population), 4)
    return lower, upper, shape


@overload
def interval(
    x: _Count, n: _Count, level: float = ..., method: str = ..., *, population: int | None = ...
) -> Interval: ...
@overload
def interval(
    x: ArrayLike, n: ArrayLike, level: float = ..., method: str = ..., *, population: int | None = ...
) -> Intervals: ...
def interval(
    x: ArrayLike, n: ArrayLike, level: float = 0.95, method: str = "wilson", *, population: int | None = None
) -> Interval | Intervals:
    """Two-sided limits for a proportion of a simple random sample.

    For samples with weights, strata or primary units use `Design` and `rate`: these limits would be too close.

    Parameters
    ----------
    x, n : int or array of int
        Favourable answers of valid answers; broadcast against each other. ``n = 0`` gives 0 … 1.
    level : float
        Confidence, e.g. 0.95.
    method : str
        With p = x/n, q = 1 − p and z the normal quantile:

        - ``wilson``: (p + z²/2n ± z √(pq/n + z²/4n²)) / (1 + z²/n); Wilson 1927, JASA 22:209
        - ``wilson_continuity``: Newcombe 1998, Stat Med 17:857, method 4
        - ``clopper_pearson``: B(α/2; x, n−x+1), B(1−α/2; x+1, n−x); Biometrika 1934 26:404; never covers too little
        - ``jeffreys``: B(α/2; x+½, n−x+½) …, 0 and 1 at the ends; Brown, Cai & DasGupta 2001, Stat Sci 16:101
        - ``mid_p``: half of P(X = x) counts; Newcombe 1998, method 6
        - ``agresti_coull``: Wald with z²/2 answers added each way; Am Stat 1998 52:119
        - ``likelihood_ratio``: 2n KL(p ‖ p₀) ≤ z²; Newcombe 1998, method 7
        - ``logit``, ``arcsine``: Wald on these scales
        - ``wald``: p ± z √(pq/n), for comparison with others' figures: covers too little near 0 and 1
    population : int, optional
        Size of a finite population.

    Returns
    -------
    Interval or Intervals
        With ``.lower`` and ``.upper``: floats for two numbers, arrays otherwise.

    Raises
    ------
    SaniscoreError
        D201 (level), D202 (counts), D203 (shapes), D232 (method).

    Examples
    --------
    >>> import saniscore as ss
    >>> ci = ss.interval(81, 263)
    >>> round(ci.lower, 4), round(ci.upper, 4)
    (0.2553, 0.3662)
    >>> ss.interval([40, 0], 40, method="clopper_pearson").lower.round(4).tolist()
    [0.9119, 0.0]
    """
    lower, upper, shape = _limits(x, n, level, method, 0, population)
    if shape is None:
        return Interval(float(lower[0]), float(upper[0]), level, method)
    return Intervals(lower.reshape(shape), upper.reshape(shape), level, method)


@overload
def bound_lower(
    x: _Count, n: _Count, level: float = ..., method: str = ..., *, population: int | None = ...
) -> float: ...
@overload
def bound_lower(
    x: ArrayLike, n: ArrayLike, level: float = ..., method: str = ..., *, population: int | None = ...
) -> _Floats: ...
def bound_lower(
    x: ArrayLike, n: ArrayLike, level: float = 0.95, method: str = "wilson", *, population: int | None = None
) -> float | _Floats:
    """One-sided bound: with confidence `level` the rate is at least this.

    scipy calls it ``alternative="greater"``, statsmodels ``"smaller"``. Parameters and errors are those of `interval`; the
    formulas take α for α/2.

    Examples
    --------
    >>> import saniscore as ss
    >>> round(ss.bound_lower(94, 120, 0.95), 4)
    0.7156
    """
    lower, _, shape = _limits(x, n, level, method, 1, population)
    return float(lower[0]) if shape is None else lower.reshape(shape)


@overload
def bound_upper(
    x: _Count, n: _Count, level: float = ..., method: str = ..., *, population: int | None = ...
) -> float: ...
@overload
def bound_upper(
    x: ArrayLike, n: ArrayLike, level: float = ..., method: str = ..., *, population: int | None = ...
) -> _Floats: ...
def bound_upper(
    x: ArrayLike, n: ArrayLike, level: float = 0.95, method: str = "wilson", *, population: int | None = None
) -> float | _Floats:
    """One-sided bound: with confidence `level` the rate is at most this.

    scipy calls it ``alternative="less"``, statsmodels ``"larger"``. Parameters and errors are those of `interval`.

    Examples
    --------
    >>> import saniscore as ss
    >>> round(ss.bound_upper(85, 108, 0.95, "clopper_pearson"), 4)
    0.8499
    """
    _, upper, shape = _limits(x, n, level, method, 2, population)
    return float(upper[0]) if shape is None else upper.reshape(shape)


@dataclass(frozen=True, slots=True)
class Difference:
    """p1 − p2 of two independent simple samples, with limits."""

    diff: float
    lower: float
    upper: float
    level: float


def difference(
    x1: int,
    n1: int,
    x2: int,
    n2: int,
    level: float = 0.95,
    method: Literal["newcombe", "miettinen_nurminen", "mee", "agresti_caffo"] = "newcombe",
) -> Difference:
    """Limits of x1/n1 − x2/n2 for two independent simple samples.

    Parameters
    ----------
    x1, n1, x2, n2 : int
    level : float
    method : str
        ``newcombe``: hybrid score (Newcombe 1998, Stat Med 17:873, method 10); ``miettinen_nurminen`` (Stat Med 1985
        4:213); ``mee`` (Biometrics 1984 40:1175); ``agresti_caffo`` (Am Stat 2000 54:280).

    Examples
    --------
    >>> import saniscore as ss
    >>> d = ss.difference(56, 70, 48, 80)
    >>> round(d.lower, 4), round(d.upper, 4)
    (0.0524, 0.3339)
    """
    which = one_of(method, _DIFFERENCES, "method")
    return Difference(**take(_core.difference(x1, n1, x2, n2, level, which)))


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """p(first) − p(second) of the same persons asked twice.

    Attributes
    ----------
    newcombe, tango : (lower, upper)
        Newcombe 1998, Stat Med 17:2635, method 10; Tango 1998, Stat Med 17:891.
    mcnemar_exact, mcnemar_mid_p : float
        Two-sided p values of no change.
    """

    diff: float
    se: float
    newcombe: tuple[float, float]
    tango: tuple[float, float]
    level: float
    mcnemar_exact: float
    mcnemar_mid_p: float


def paired_difference(
    both: int, first_only: int, second_only: int, neither: int, level: float = 0.95
) -> PairedDifference:
    """Difference of two rates of the same persons.

    Parameters
    ----------
    both, first_only, second_only, neither : int
        How many were favourable both times, only the first time, only the second, never.

    Examples
    --------
    >>> import saniscore as ss
    >>> d = ss.paired_difference(36, 12, 2, 0)
    >>> round(d.diff, 2), round(d.mcnemar_exact, 4)
    (0.2, 0.0129)
    """
    return PairedDifference(**take(_core.paired_difference(both, first_only, second_only, neither, level)))
