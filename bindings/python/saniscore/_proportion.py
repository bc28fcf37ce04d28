"""Simple samples: intervals and bounds of a proportion, differences, plans."""

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
    "Deciding",
    "Difference",
    "Interval",
    "Intervals",
    "Lqas",
    "PairedDifference",
    "Plan",
    "Precision",
    "bound_lower",
    "bound_upper",
    "deciding_sample",
    "difference",
    "interval",
    "lqas",
    "lqas_rule",
    "paired_difference",
    "plan",
    "precision",
    "smallest_sample",
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


@dataclass(frozen=True, slots=True)
class Plan:
    """How many to ask.

    Attributes
    ----------
    n_first, critical_first, power_first, size_first
        The first n with the power, the count from which the verdict falls, exact power, and exact chance of a false
        verdict at the threshold.
    n_stable, critical, power, size
        The same for the n from which every larger one keeps the power: use this one.
    n_normal, n_normal_continuity
        The textbook approximations.
    n_answers, n_asked
        n_stable × the design effect, and ÷ the response rate.
    """

    n_first: int
    critical_first: int
    power_first: float
    size_first: float
    n_stable: int
    critical: int
    power: float
    size: float
    n_normal: int
    n_normal_continuity: int
    n_answers: int
    n_asked: int


def plan(
    threshold: float,
    true: float,
    power: float = 0.8,
    deff: float = 1.0,
    response: float = 1.0,
    *,
    alpha: float = 0.05,
) -> Plan:
    """The sample that shows a true rate to lie above (or below) a threshold.

    Exact binomial power is a saw-tooth: the first n that reaches it may lose it with one respondent more (Chernick &
    Liu 2002, Am Stat 56:149).

    Parameters
    ----------
    threshold : float
        As a share: 0.9, not 90.
    true : float
        The rate one expects. Above the threshold: to show that it is met; below: that it is not.
    power : float
        Chance of the verdict if `true` is true.
    deff : float
        Design effect, e.g. (1 + cv²)(1 + (m − 1) ICC).
    response : float
        Share of those asked who answer.
    alpha : float
        Accepted chance of a wrong verdict.

    Raises
    ------
    SaniscoreError
        D241 (threshold), D243 (a plan that no sample fulfils).

    Examples
    --------
    >>> import saniscore as ss
    >>> p = ss.plan(0.90, true=0.95, power=0.8, deff=1.6)
    >>> p.n_first, p.n_stable, p.critical, p.n_answers
    (179, 203, 190, 325)
    """
    return Plan(**take(_core.plan(threshold, alpha, true, power, deff, response)))


@dataclass(frozen=True, slots=True)
class Lqas:
    """Pass if at least `d` of `n` answers are favourable.

    Attributes
    ----------
    alpha : float
        Chance that a community at the upper rate fails.
    beta : float
        Chance that one at the lower rate passes.
    """

    n: int
    d: int
    alpha: float
    beta: float


def lqas(lower: float, upper: float, alpha: float = 0.1, beta: float = 0.1, population: int | None = None) -> Lqas:
    """Lot quality assurance: the smallest sample that sorts communities into pass and fail within both errors.

    Parameters
    ----------
    lower, upper : float
        Rates that should fail, and pass.
    alpha, beta : float
        Accepted chances of a wrong "fail" at `upper` and a wrong "pass" at `lower`.
    population : int, optional
        Members of each community, drawn without replacement (hypergeometric).

    Examples
    --------
    >>> import saniscore as ss
    >>> ss.lqas(0.75, 0.90, 0.1, 0.1, 100)
    Lqas(n=33, d=28, alpha=0.06279238441526..., beta=0.0860109934613...)
    """
    return Lqas(**take(_core.lqas(lower, upper, alpha, beta, population, None)))


def lqas_rule(n: int, d: int, lower: float, upper: float, population: int | None = None) -> Lqas:
    """The errors of a given rule "pass if at least `d` of `n`".

    Examples
    --------
    >>> import saniscore as ss
    >>> round(ss.lqas_rule(19, 13, 0.5, 0.8).beta, 4)
    0.0835
    """
    return Lqas(**take(_core.lqas(lower, upper, 0.1, 0.1, population, (n, d))))


@dataclass(frozen=True, slots=True)
class Precision:
    """Smallest sample sizes for a half width: Wald, Wilson (half its length), Wald of a finite population."""

    n_wald: int
    n_wilson: int
    n_wald_finite: int | None


def precision(rate: float, half_width: float, level: float = 0.95, population: int | None = None) -> Precision:
    """The smallest n whose interval at `rate` reaches no further than `half_width` to either side.

    Examples
    --------
    >>> import saniscore as ss
    >>> ss.precision(0.5, 0.02, population=5000)
    Precision(n_wald=2401, n_wilson=2398, n_wald_finite=1623)
    """
    return Precision(**take(_core.precision(rate, half_width, level, population)))


@dataclass(frozen=True, slots=True)
class Deciding:
    """A smallest sample that decides: `x` of `n` gives `verdict`."""

    n: int
    x: int
    verdict: str


def deciding_sample(
    observed: float,
    threshold: float,
    *,
    alpha: float = 0.05,
    method: str = "clopper_pearson",
    printed_to: float = 0.001,
) -> Deciding:
    """The smallest simple sample in which a rate printed as `observed` would be decided against the threshold.

    Parameters
    ----------
    printed_to : float
        Steps of the printed figure: 0.001 is one decimal of a percent.

    Examples
    --------
    >>> import saniscore as ss
    >>> ss.deciding_sample(0.787, 0.85)
    Deciding(n=108, x=85, verdict='not_met')
    """
    one_of(method, METHODS, "method")
    found = take(_core.deciding_sample(observed, threshold, alpha, method, printed_to))
    return Deciding(found["n"], found["x"], VERDICTS[found["verdict"]])


def smallest_sample(printed: Sequence[float], printed_to: float = 0.001) -> int:
    """The smallest number of answers that gives all these shares as they are printed.

    Often the only clue to a sample size that was left out.

    Examples
    --------
    >>> import saniscore as ss
    >>> ss.smallest_sample([0.7938, 0.1938, 0.0125], 0.0001)
    160
    """
    return take(_core.smallest_sample(list(printed), printed_to))
