"""How many to ask: plans for a threshold, for screening, for a width, for a decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import _core
from ._errors import take
from ._proportion import METHODS, VERDICTS, one_of

__all__ = [
    "Deciding",
    "Lqas",
    "Plan",
    "Precision",
    "deciding_sample",
    "lqas",
    "lqas_rule",
    "plan",
    "precision",
    "smallest_sample",
]


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
