"""Rates and indices of a designed sample, with honest errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal, TypeAlias, overload

import numpy as np
from numpy.typing import NDArray

from . import _core
from ._coding import Answers, Coding, Column
from ._design import Design
from ._draw import Estimate
from ._errors import fail, take
from ._html import page, table
from ._make import Tabular
from ._proportion import METHODS, Interval, one_of
from ._standard import Standard

__all__ = ["Index", "Rate", "Rates", "index", "rate"]

_FLAGS = (
    "no_answers",
    "all_or_none",
    "small_n",
    "df_below_8",
    "lonely_psu",
    "calibrated",
    "zero_variance",
    "no_df",
    "simple",
    "convenience",
)
_PRESENTATION = np.array(["present", "review", "suppress"], dtype=object)

_CodingLike: TypeAlias = Coding | str | Mapping[Any, str] | None
_Variance: TypeAlias = Literal["taylor", "jackknife"]
_Floats: TypeAlias = NDArray[np.float64]
_Ints: TypeAlias = NDArray[np.int64]


def as_lists(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of which those of objects are lists of texts."""
    return {
        name: [None if v is None else str(v) for v in column] if column.dtype == object else column
        for name, column in columns.items()
    }


def percents(answers: int, *shares: float) -> list[str]:
    """Shares in percent; without answers nothing was seen and nothing is known."""
    return [f"{100 * share:.2f}" if answers else "–" for share in shares]


def flag_names(bits: int) -> tuple[str, ...]:
    return tuple(name for k, name in enumerate(_FLAGS) if bits >> k & 1)


@dataclass(frozen=True, slots=True, repr=False)
class Rate:
    """A rate 率 among the valid answers with its error, from `rate`.

    Attributes
    ----------
    rate, se : float
        Σwy/Σw, and its standard error by `variance`: linearised (Woodruff 1971; Binder 1983), or by the jackknife.
    lower, upper : float
        Two-sided limits at `level` by `method`.
    deff, deff_finite, deff_kish : float
        se² ÷ that of as many answers drawn simply; the same without replacement from Σw people (R's default); what the
        weights alone cost.
    n_eff : float
        Effective number of answers, p(1 − p)/se².
    df : int
        Primary units − strata, among those with valid answers.
    n_psu, n_strata, n_asked, n_valid, n_favourable, n_dk, n_missing : int
        Unweighted counts.
    population : float
        Σw of the valid answers.
    flags : tuple of str
        ``no_answers``, ``all_or_none``, ``small_n``, ``df_below_8``, ``lonely_psu``, ``calibrated``,
        ``zero_variance``, ``no_df``, ``simple``, ``convenience``.
    presentation : str
        ``present``, ``review`` or ``suppress``: data presentation standards of NCHS (Parker et al. 2017).
    coding, dont_know, variance : str
    """

    rate: float
    se: float
    lower: float
    upper: float
    level: float
    method: str
    deff: float
    deff_finite: float
    deff_kish: float
    n_eff: float
    df: int
    n_psu: int
    n_strata: int
    n_asked: int
    n_valid: int
    n_favourable: int
    n_dk: int
    n_missing: int
    population: float
    flags: tuple[str, ...]
    presentation: str
    coding: str
    dont_know: str
    variance: str
    _core: _core.Rates = field(repr=False, compare=False)

    @property
    def interval(self) -> Interval:
        """The two-sided limits."""
        return Interval(self.lower, self.upper, self.level, self.method)

    def estimate(self, *, alpha: float = 0.05, full: float = 100.0) -> Estimate:
        """An observation for `score` and `draw`: the rate with the one-sided bounds that `decide` uses.

        Parameters
        ----------
        full : float
            What a share of 1 is in the standard: 100 for percents.
        """
        value, lower, upper, answers, n = (
            column[0].item() for column in take(self._core.estimates(alpha, full, 0, True))
        )
        return Estimate(value, lower, upper, alpha, answers, full, n)

    def to_dict(self) -> dict[str, Any]:
        """All attributes by name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "_core"}

    def __repr__(self) -> str:
        shown = " ".join(self.flags) + ", " if self.flags else ""
        rate, lower, upper = percents(self.n_valid, self.rate, self.lower, self.upper)
        return (
            f"Rate({rate} % of {self.n_valid} answers, {lower} to {upper} ({100 * self.level:g} % {self.method}), "
            f"{self.coding}, don't know {self.dont_know}, {shown}{self.presentation})"
        )


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Rates(Tabular):
    """Rates of many groups, from ``rate(…, by=…)``: each attribute of `Rate` as an array, in the order of `group`.

    ``rates["East"]`` is the `Rate` of one group; iterating gives ``(group, Rate)`` pairs.
    """

    group: NDArray[Any]
    rate: _Floats
    se: _Floats
    lower: _Floats
    upper: _Floats
    level: float
    method: str
    deff: _Floats
    deff_finite: _Floats
    deff_kish: _Floats
    n_eff: _Floats
    df: _Ints
    n_psu: _Ints
    n_strata: _Ints
    n_asked: _Ints
    n_valid: _Ints
    n_favourable: _Ints
    n_dk: _Ints
    n_missing: _Ints
    population: _Floats
    flags: _Ints
    presentation: NDArray[Any]
    coding: str
    dont_know: str
    variance: str
    kind: str
    _core: _core.Rates

    def __len__(self) -> int:
        return len(self.rate)

    def __getitem__(self, group: Any) -> Rate:
        found = np.flatnonzero(self.group == group)
        if len(found) == 0:
            raise KeyError(group)
        return self._at(int(found[0]))

    def __iter__(self) -> Iterator[tuple[Any, Rate]]:
        return ((group, self._at(k)) for k, group in enumerate(self.group))

    def _at(self, k: int) -> Rate:
        return one_rate(self._core.pick(k), self.level, self.method, self.coding, self.dont_know, self.variance)

    def flag(self, name: str) -> NDArray[np.bool_]:
        """Where a flag such as ``"small_n"`` is set."""
        return (self.flags >> one_of(name, _FLAGS, "flag") & 1).astype(bool)

    def to_dict(self, orient: Literal["columns", "records"] = "columns") -> Any:
        """Arrays by name, or one dict per group; flags as texts."""
        columns: dict[str, Any] = {
            f.name: getattr(self, f.name)
            for f in fields(self)
            if f.name not in ("_core", "kind", "level", "method", "coding", "dont_know", "variance", "flags")
        }
        columns["flags"] = np.array([" ".join(flag_names(int(bits))) for bits in self.flags], dtype=object)
        if one_of(orient, ("columns", "records"), "orient") == 0:
            return columns
        return [
            dict(zip(columns, row, strict=True)) for row in zip(*(c.tolist() for c in columns.values()), strict=True)
        ]

    def _columns(self) -> dict[str, Any]:
        return as_lists(self.to_dict())

    def as_columns(
        self,
        leaf: str,
        standard: Standard | None = None,
        *,
        alpha: float = 0.05,
        full: float = 100.0,
        acceptance: Literal["undecided", "simple", "guarded_acceptance", "guarded_rejection"] = "undecided",
        more_is_better: bool = True,
    ) -> dict[str, _Floats]:
        """Columns for `score`: the rate, and the one-sided bounds that `decide` uses, so that a threshold is undecided
        exactly where `decide` is inconclusive.

        Parameters
        ----------
        leaf : str
            Name of the criterion's column, or of the survey: gives ``leaf``, ``leaf/lower`` and ``leaf/upper``.
        standard : Standard, optional
            Leave out what it does not read, and add ``leaf/n`` where its survey asks for so many answers (``least_n``).
        full : float
            What a share of 1 is in the standard: 100 for percents.
        acceptance : {"undecided", "simple", "guarded_acceptance", "guarded_rejection"}
            Who must have an answer takes the value; or passes only what is proved; or fails only what is refuted
            (guard bands of JCGM 106:2012, clause 8). Where the standard chooses, leave it as it is.
        more_is_better : bool
            False for shares that should be small, such as complaints.
        """
        rule = one_of(acceptance, ("undecided", "simple", "guarded_acceptance", "guarded_rejection"), "acceptance")
        value, lower, upper, _, n = take(self._core.estimates(alpha, full, rule, more_is_better))
        columns = {leaf: value, f"{leaf}/lower": lower, f"{leaf}/upper": upper}
        if standard is not None:
            columns = {k: v for k, v in {**columns, f"{leaf}/n": n}.items() if k == leaf or k in standard.columns}
        return columns

    def _rows(self) -> list[list[str]]:
        return [
            [
                str(group),
                *percents(r.n_valid, r.rate, r.lower, r.upper),
                str(r.n_valid),
                r.presentation,
            ]
            for group, r in self
        ]

    def __repr__(self) -> str:
        head = f"Rates({len(self)} groups, {self.coding}, {100 * self.level:g} % {self.method})"
        return "\n".join([head, *("  ".join(row) for row in self._rows()[:20])])

    def _repr_html_(self) -> str:
        names = ("group", "rate %", "lower", "upper", "answers", "presentation")
        return page(
            f"{self.coding} · {100 * self.level:g} % {self.method}", table(names, self._rows(), frozenset({1, 2, 3, 4}))
        )


def one_rate(
    core: _core.Rates, level: float, method: str, coding: str, dont_know: str, variance: str = "taylor"
) -> Rate:
    values: dict[str, Any] = {name: column[0].item() for name, column in core.columns().items()}
    values["flags"] = flag_names(values["flags"])
    values["presentation"] = _PRESENTATION[values["presentation"]]
    return Rate(**values, level=level, method=method, coding=coding, dont_know=dont_know, variance=variance, _core=core)


def policy_of(answers: Answers) -> str:
    return "as_unfavourable" if answers.as_unfavourable else "exclude"


@overload
def rate(
    design: Design,
    answers: Column,
    coding: _CodingLike = ...,
    *,
    by: None = ...,
    where: Column = ...,
    level: float = ...,
    method: str | None = ...,
    deff_at_ends: float = ...,
    variance: _Variance = ...,
) -> Rate: ...
@overload
def rate(
    design: Design,
    answers: Column,
    coding: _CodingLike = ...,
    *,
    by: Any,
    where: None = ...,
    level: float = ...,
    method: str | None = ...,
    deff_at_ends: float = ...,
    variance: _Variance = ...,
) -> Rates: ...
def rate(
    design: Design,
    answers: Column,
    coding: _CodingLike = None,
    *,
    by: Column = None,
    where: Column = None,
    level: float = 0.95,
    method: str | None = None,
    deff_at_ends: float = 1.0,
    variance: _Variance = "taylor",
) -> Rate | Rates:
    """The rate of favourable answers, of everybody or of each group in one pass.

    p = Σwy/Σw; its variance is that of the linearised values w(y − p)/Σw summed per primary unit, within strata
    (Woodruff 1971; Binder 1983). The default interval of a design is Korn & Graubard's (1998, Survey Methodology
    24:193) at the effective sample size, cut at the number of answers (Parker et al. 2017, Vital Health Stat 2(175)), so
    that 40 of 40 do not give 100 % to 100 %.

    Parameters
    ----------
    design : Design
    answers : column or Answers
        Codes, wordings, or truth values (which need no coding); null is missing.
    coding : Coding, or what `Coding` takes
    by : column, optional
        Groups to report; respondents with an empty cell are left out. Groups are domains: all primary units of the
        design count in the variance. Groups that *are* the primary units need a design in which they are strata.
    where : column of truth values, optional
        Only these respondents, as a domain. Not together with `by`.
    level : float
        Confidence of the interval.
    method : str, optional
        Default: ``wilson`` for simple samples, else ``korn_graubard``; designs also know wilson, logit, arcsine,
        likelihood_ratio and wald.
    deff_at_ends : float
        Where 0 or 100 % are favourable: a design effect that divides n there.
    variance : {"taylor", "jackknife"}
        How standard errors are worked out. Jackknife: the rate anew without each primary unit, about the mean of these
        (JKn; Wolter 2007, 4.5; what R does). It needs two units in each stratum, one stage, and weights that are not
        calibrated.

    Returns
    -------
    Rate, or Rates with `by`

    Raises
    ------
    SaniscoreError
        D201 (level), D213 (an answer the coding does not have), D214 (codes without a coding), D231 (lengths), D232
        (method, variance), D233 (no valid answer).

    Examples
    --------
    >>> import saniscore as ss
    >>> frame = {"street": ["East"] * 40 + ["West"] * 40, "community": [k // 10 for k in range(80)],
    ...          "answer": [5, 4, 4, 5] * 10 + [5, 4, 2, 9] * 10}
    >>> design = ss.Design(frame, stratum="street", psu="community")
    >>> coding = ss.Coding({5: "+", 4: "+", 3: "-", 2: "-", 1: "-", 9: "dk"})
    >>> r = ss.rate(design, "answer", coding)
    >>> round(r.rate, 4), r.n_valid, r.n_dk
    (0.8571, 70, 10)
    >>> ss.rate(design, "answer", coding, by="street").rate.round(4).tolist()
    [1.0, 0.6667]
    """
    coded = design._answers(answers, coding)
    chosen = method or ("wilson" if design.is_simple else "korn_graubard")
    one_of(chosen, METHODS, "method")
    jackknife = one_of(variance, ("taylor", "jackknife"), "variance") == 1
    if by is None:
        mask = design._mask(where)
        core = take(_core.rate(design._core, coded, mask, level, chosen, deff_at_ends, jackknife))
        return one_rate(core, level, chosen, coded.coding, policy_of(coded), variance)
    if where is not None:
        raise fail("D232", "give by or where, not both; empty the groups outside", "by 与 where 只能用一个", "where")
    groups, labels = design._groups(by, "by", own_numbers=True)
    found, core = take(_core.rates(design._core, coded, groups, level, chosen, deff_at_ends, jackknife))
    columns = core.columns()
    presentation = _PRESENTATION[columns.pop("presentation")]
    names = [labels[k] for k in found] if labels else found
    return Rates(
        group=np.array(names, dtype=None if all(type(n) is int for n in names) and names else object),
        presentation=presentation,
        level=level,
        method=chosen,
        coding=coded.coding,
        dont_know=policy_of(coded),
        variance=variance,
        kind=design._kind,
        _core=core,
        **columns,
    )


@dataclass(frozen=True, slots=True)
class Index:
    """A mean of scale values 指数 with its t interval; not a share, so never in a binomial interval."""

    mean: float
    se: float
    lower: float
    upper: float
    level: float
    deff: float
    deff_finite: float
    df: int
    n_asked: int
    n_valid: int
    flags: tuple[str, ...]
    coding: str


def index(
    design: Design, answers: Column, coding: _CodingLike = None, *, where: Column = None, level: float = 0.95
) -> Index:
    """The mean of the scale values of a coding, with mean ± t·se.

    Parameters
    ----------
    design, answers, coding, where, level
        As for `rate`; the coding has values.

    Raises
    ------
    SaniscoreError
        D201, D231, D233 (no answer has a value).

    Examples
    --------
    >>> import saniscore as ss
    >>> ss.index(ss.Design(respondents=4), [5, 5, 4, 1], "satisfaction-5").mean
    70.0
    """
    coded = design._answers(answers, coding)
    values = take(_core.index(design._core, coded, design._mask(where), level))
    return Index(**{**values, "flags": flag_names(values["flags"])})
