"""Why two results differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import _core
from ._editions import StandardLike
from ._errors import take
from ._html import page, table
from ._make import Page, Tabular, columns_of
from ._result import Result

__all__ = ["Comparison", "CriterionChange", "OutcomeChange", "RuleChange", "ScoreChange", "compare"]


@dataclass(frozen=True, slots=True)
class CriterionChange:
    """A criterion that contributes another number of points.

    Attributes
    ----------
    cause : str
        ``data``, ``rule``, ``weight``, ``added`` or ``removed``.
    before, after : float
        Points of the whole's score that come from it.
    by_result, by_weight : float
        Parts of the difference: it earned another share of what it stands for; it stands for more or fewer points.
    """

    id: str
    title_en: str
    title_zh: str
    cause: str
    before: float
    after: float
    by_result: float
    by_weight: float


@dataclass(frozen=True, slots=True)
class RuleChange:
    """Points that a rule rather than a criterion gives or takes: a cap, a zero, a deduction, rounding."""

    criterion: str
    rule: str
    en: str
    zh: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """A total, before and after. The parts of its criteria and rules make the difference exactly."""

    id: str
    before: float | None
    after: float | None
    maximum_before: float
    maximum_after: float
    difference: float | None
    criteria: tuple[CriterionChange, ...]
    rules: tuple[RuleChange, ...]


@dataclass(frozen=True, slots=True)
class OutcomeChange:
    """A ladder's level on both sides, or those still possible; empty where there is none."""

    id: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, repr=False, slots=True)
class Comparison(Tabular, Page):
    """Why two results differ. Prints as a page of text; as a frame it has one row per changed criterion."""

    unit_before: str
    unit_after: str
    standard_before: str
    standard_after: str
    fingerprint_before: str
    fingerprint_after: str
    scores: tuple[ScoreChange, ...]
    outcomes: tuple[OutcomeChange, ...]
    text_en: str
    text_zh: str
    kind: str

    @property
    def difference(self) -> float | None:
        """How much the first total changed."""
        return self.scores[0].difference if self.scores else None

    def _columns(self) -> dict[str, Any]:
        rows = [(score.id, change) for score in self.scores for change in score.criteria]
        return {"whole": [whole for whole, _ in rows], **columns_of([change for _, change in rows], CriterionChange)}

    def _repr_html_(self) -> str:
        def number(x: float | None) -> str:
            return "–" if x is None else f"{x:.6g}"

        totals = [(s.id, number(s.before), number(s.after), number(s.difference)) for s in self.scores]
        totals += [(o.id, " | ".join(o.before), " | ".join(o.after), "") for o in self.outcomes]
        parts: list[tuple[str, ...]] = []
        for score in self.scores:
            for c in score.criteria:
                parts.append((c.id, c.title_en, c.cause, *map(number, (c.before, c.after, c.by_result, c.by_weight))))
            for r in score.rules:
                parts.append((r.criterion, r.en, r.rule, *map(number, (r.before, r.after, r.after - r.before, 0.0))))
        return page(
            f"{self.unit_before} · {self.standard_before} → {self.unit_after} · {self.standard_after}",
            table(("", "before", "after", "difference"), totals, frozenset({1, 2, 3})),
            table(
                ("criterion", "title", "cause", "before", "after", "by result", "by weight"),
                parts,
                frozenset({3, 4, 5, 6}),
            ),
        )


def compare(before: Result, after: Result | StandardLike, unit: Any, unit_after: Any = None) -> Comparison:
    """Say why two results differ: two units, two months, or one data set under two editions 两个结果为何不同.

    Criteria are matched by id. What a criterion contributes is the part of the maximum it stands for times the share it
    earned; each of the two changes is counted at the middle of both sides, so that exchanging the sides turns every
    sign.

    Parameters
    ----------
    before : Result
    after : Result or Standard
        Another result; or a standard (or what `load_standard` takes), under which the same data is scored.
    unit : str or int
        As in `Result.units`.
    unit_after : str or int, optional
        The unit in `after`; default: the same.

    Returns
    -------
    Comparison

    Examples
    --------
    >>> import saniscore as ss
    >>> august = ss.score("cn.jining.civility-index", "examples/data/jining_2017-08.csv")
    >>> why = ss.compare(august, august, "洸河街道", "仙营街道")
    >>> round(why.difference, 2), [(c.id, c.cause, round(c.by_result, 2)) for c in why.scores[0].criteria]
    (-0.1, [('field', 'data', 0.71), ('survey', 'data', -0.82)])
    """
    other = after if isinstance(after, Result) else before.under(after)
    second = unit if unit_after is None else unit_after
    raw = take(_core.compare(before._live(), str(unit), other._live(), str(second)))
    one, two = raw["before"], raw["after"]
    return Comparison(
        one["unit"],
        two["unit"],
        one["standard"],
        two["standard"],
        one["fingerprint"],
        two["fingerprint"],
        tuple(
            ScoreChange(
                **{
                    **s,
                    "criteria": tuple(CriterionChange(**c) for c in s["criteria"]),
                    "rules": tuple(RuleChange(**r) for r in s["rules"]),
                }
            )
            for s in raw["scores"]
        ),
        tuple(OutcomeChange(*o) for o in raw["outcomes"]),
        raw["text_en"],
        raw["text_zh"],
        before.kind,
    )
