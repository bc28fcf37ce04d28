"""Change between waves, differences between places, and weights fitted to known margins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from . import _core
from ._coding import Coding, Column
from ._design import Design
from ._errors import fail, take
from ._survey import Rate, one_rate, policy_of

__all__ = ["Calibrated", "Homogeneity", "RateChange", "change", "homogeneity", "poststratify", "rake"]


@dataclass(frozen=True, slots=True)
class RateChange:
    """The change of a rate between two waves.

    Attributes
    ----------
    diff, se, correlation : float
        to − from; its standard error with the covariance of what both waves share; the correlation of the two rates.
    lower, upper : float
        From Korn–Graubard limits of the two rates (MOVER, Zou & Donner 2008, Stat Med 27:1693); never of width zero.
    t_lower, t_upper : float
        diff ± t·se, as most programs print it.
    p_value : float
        Of no change, two-sided.
    shared_psu : bool
        Some primary unit has answers in both waves.
    before, after : Rate
    """

    diff: float
    se: float
    correlation: float
    lower: float
    upper: float
    level: float
    t_lower: float
    t_upper: float
    p_value: float
    df: int
    shared_psu: bool
    before: Rate
    after: Rate


def change(
    design: Design,
    answers: Column,
    coding: Coding | str | Mapping[Any, str] | None = None,
    *,
    wave: Column,
    from_: Any,
    to: Any,
    level: float = 0.95,
    where: Column = None,
) -> RateChange:
    """The change of a rate from one wave to another in a stacked file: one row per respondent and wave.

    Communities (or persons, if `psu` names persons) asked in both waves are recognised by their `psu`; the linearised
    values of both waves are added per primary unit, which is how the covariance comes in.

    Parameters
    ----------
    wave : column
    from_, to : label of a wave
    design, answers, coding, level, where
        As for `rate`.

    Raises
    ------
    SaniscoreError
        D231, D233 (a wave without valid answers).

    Examples
    --------
    >>> import saniscore as ss
    >>> frame = {"month": [5] * 40 + [6] * 40, "community": [k % 8 for k in range(80)], "satisfied": [True, False] * 20 + [True] * 40}
    >>> c = ss.change(ss.Design(frame, psu="community"), "satisfied", wave="month", from_=5, to=6)
    >>> c.diff, c.shared_psu
    (0.5, True)
    """
    coded = design._answers(answers, coding)
    waves, labels = design._groups(wave, "wave")
    for label in (from_, to):
        if label not in labels:
            shown = ", ".join(map(str, labels[:12]))
            raise fail(
                "D233",
                f"there is no wave {label!r}; the column has: {shown}",
                f"没有轮次“{label}”；现有：{shown}",
                "column wave",
            )
    both, values = take(
        _core.change(design._core, coded, waves, labels.index(from_), labels.index(to), level, design._mask(where))
    )
    method = "korn_graubard"
    before, after = (one_rate(both.pick(k), level, method, coded.coding, policy_of(coded)) for k in range(2))
    return RateChange(**values, before=before, after=after)


@dataclass(frozen=True, slots=True)
class Homogeneity:
    """Whether places differ at all, from `homogeneity`. Where nothing can be said the p values are 1.

    Attributes
    ----------
    statistic : float
        Pearson's X² of the table of estimated shares, as if the answers were drawn simply.
    mean_deff : float
        Mean generalised design effect: what X² is too large by, on average.
    f, ndf, ddf, p_value : float
        X² corrected for the design to the second order (Rao & Scott 1981, 1984), as an F: the one to use.
    p_first_order : float
        Of X² ÷ `mean_deff` as a chi-square; too small where design effects differ.
    wald_f, wald_p : float
        Wald's test, an F with groups − 1 and `df`: rejects too often with few primary units. For comparison.
    df, groups, n_valid : int
        Primary units − strata; groups and respondents with a valid answer.
    coding, dont_know : str
    """

    statistic: float
    mean_deff: float
    f: float
    ndf: float
    ddf: float
    p_value: float
    p_first_order: float
    wald_f: float
    wald_p: float
    df: int
    groups: int
    n_valid: int
    coding: str
    dont_know: str


def homogeneity(
    design: Design,
    answers: Column,
    coding: Coding | str | Mapping[Any, str] | None = None,
    *,
    by: Column,
    where: Column = None,
) -> Homogeneity:
    """Test whether all groups have the same rate, before anybody explains why one is ahead.

    Parameters
    ----------
    by : column
        The groups to compare; respondents with an empty cell are left out.
    design, answers, coding, where
        As for `rate`.

    Raises
    ------
    SaniscoreError
        D231, D233, D234 (fewer than two groups with answers, or too many).

    Examples
    --------
    >>> import saniscore as ss
    >>> frame = {"street": ["East"] * 50 + ["West"] * 50, "satisfied": [True] * 45 + [False] * 5 + [True] * 30 + [False] * 20}
    >>> h = ss.homogeneity(ss.Design(frame), "satisfied", by="street")
    >>> round(h.statistic, 6), round(h.p_value, 4)
    (12.0, 0.0008)
    """
    coded = design._answers(answers, coding)
    groups, _ = design._groups(by, "by")
    values = take(_core.homogeneity(design._core, coded, groups, design._mask(where)))
    return Homogeneity(**values, dont_know=policy_of(coded))


@dataclass(frozen=True, slots=True)
class Calibrated:
    """Weights fitted to known margins.

    Attributes
    ----------
    design : Design
        With the new weights, and their effect on the variance.
    weight : array
    rounds : int
    gap : float
        The largest relative distance of a margin from its target.
    least_ratio, most_ratio : float
        Of new to old weight: far from 1 means that a few people speak for many.
    deff_kish : float
    """

    design: Design
    weight: NDArray[np.float64] = field(repr=False)
    rounds: int
    gap: float
    least_ratio: float
    most_ratio: float
    deff_kish: float


_Margins: TypeAlias = Mapping[str, Mapping[Any, float]] | Sequence[tuple[Column, Mapping[Any, float]]]


def rake(design: Design, margins: _Margins, *, tolerance: float = 1e-10, rounds: int = 1000) -> Calibrated:
    """Fit weights to known margins, each in turn until all agree (Deming & Stephan 1940).

    The variance takes residuals of a regression on the margins' cells, with the design weights in the regression
    (Deville & Särndal 1992, JASA 87:376).

    Parameters
    ----------
    design : Design
    margins : mapping or sequence of pairs
        ``{"sex": {"f": 47000, "m": 45000}, …}`` with columns of the design's frame, or ``[(column, people), …]``.
    tolerance : float
        The largest relative distance from a target that is accepted.
    rounds : int

    Raises
    ------
    SaniscoreError
        D251 (a category with people but no respondent, or the reverse), D252 (targets), D253 (margins that contradict
        each other), D254 (a design that is calibrated already).

    Examples
    --------
    >>> import saniscore as ss
    >>> design = ss.Design({"sex": ["f", "f", "f", "m"]})
    >>> ss.rake(design, {"sex": {"f": 30, "m": 30}}).weight.tolist()
    [10.0, 10.0, 10.0, 30.0]
    """
    pairs = margins.items() if isinstance(margins, Mapping) else margins
    compiled = []
    for column, people in pairs:
        ids, labels = design._groups(column, "category", all_belong=True)
        names = [str(label) for label in labels]
        counts = []
        for label, count in people.items():
            if label not in labels:
                labels.append(label)
                names.append(str(label))
            counts.append((labels.index(label), float(count)))
        compiled.append((ids, counts, names))
    core, weight, values = take(_core.rake(design._core, compiled, tolerance, rounds))
    return Calibrated(design=design._with(core), weight=weight, **values)


def poststratify(design: Design, column: Column, people: Mapping[Any, float]) -> Calibrated:
    """Fit weights to one known margin; the same as `rake` with it alone.

    Examples
    --------
    >>> import saniscore as ss
    >>> design = ss.Design({"age": ["18-39", "18-39", "40+"]})
    >>> ss.poststratify(design, "age", {"18-39": 10, "40+": 10}).weight.tolist()
    [5.0, 5.0, 10.0]
    """
    return rake(design, [(column, people)])
