"""Explanations of one unit's result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ._html import page, table
from ._make import Page, Tabular, columns_of
from ._standard import Standard

__all__ = ["Binding", "CriterionExplanation", "Explanation", "OutcomeExplanation", "RuleLoss"]


@dataclass(frozen=True, slots=True)
class CriterionExplanation:
    """One criterion's part in the result. `lost`, `stands_for` (its part of the maximum) and `gain` are in points of the
    total."""

    id: str
    title_en: str
    title_zh: str
    state: str
    score: float | None
    maximum: float
    percent: float | None
    lower: float
    upper: float
    coverage: float
    provisional: bool
    level: str
    rule_en: str
    rule_zh: str
    observed: float | str | None
    lost: float
    stands_for: float
    share_of_loss: float
    gain: float | None
    reaches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Binding:
    """A gate or a term of the next level that holds the result down."""

    kind: str
    id: str
    en: str
    zh: str
    value: float | None
    limit: float | None
    missing: float | None


@dataclass(frozen=True, slots=True)
class OutcomeExplanation:
    """Why one ladder says what it says.

    `single_repairs` are criteria whose repair alone reaches a better level, `greedy_repairs` a short list that reaches
    `greedy_level` together. `open_leaves` are the unknown criteria that decide it: id, and per answer the values that
    give it and the levels still possible then.
    """

    id: str
    level: str | None
    possible: tuple[str, ...]
    binding: tuple[Binding, ...]
    failed_gates: tuple[str, ...]
    open_gates: tuple[str, ...]
    next_level: str | None
    single_repairs: tuple[str, ...]
    greedy_repairs: tuple[str, ...]
    greedy_level: str | None
    open_leaves: tuple[tuple[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]], ...]


@dataclass(frozen=True, slots=True)
class RuleLoss:
    """Points that a rule took rather than a leaf: a cap, a zero, a deduction."""

    criterion: str
    rule: str
    en: str
    zh: str
    lost: float
    stands_for: float


@dataclass(frozen=True, repr=False, slots=True)
class Explanation(Tabular, Page):
    """How one unit's result came about. Prints as a page of text; `text("zh")` is Chinese. As a frame it has one row
    per criterion."""

    unit: str
    standard: str
    fingerprint: str
    criteria: tuple[CriterionExplanation, ...]
    outcomes: tuple[OutcomeExplanation, ...]
    rules: tuple[RuleLoss, ...]
    text_en: str
    text_zh: str
    kind: str = "dict"

    @classmethod
    def _of(cls, raw: dict[str, Any], standard: Standard, kind: str) -> Explanation:
        return cls(
            unit=raw["unit"],
            standard=standard.name,
            fingerprint=standard.fingerprint,
            criteria=tuple(CriterionExplanation(**c) for c in raw["criteria"]),
            outcomes=tuple(
                OutcomeExplanation(**{**o, "binding": tuple(Binding(**b) for b in o["binding"])})
                for o in raw["outcomes"]
            ),
            rules=tuple(RuleLoss(**r) for r in raw["rules"]),
            text_en=raw["text_en"],
            text_zh=raw["text_zh"],
            kind=kind,
        )

    def __getitem__(self, criterion: str) -> CriterionExplanation:
        for c in self.criteria:
            if c.id == criterion:
                return c
        raise KeyError(criterion)

    def _repr_html_(self) -> str:
        def number(x: float | None) -> str:
            return "" if x is None else f"{x:.6g}"

        outcomes = [
            (
                o.id,
                o.level if o.level is not None else " | ".join(o.possible) + " ?",
                "; ".join(b.en for b in o.binding),
                o.next_level or "",
                ", ".join(o.single_repairs),
            )
            for o in self.outcomes
        ]
        criteria = [
            (
                c.id,
                c.title_en,
                number(c.score) or c.state.replace("_", " "),
                number(c.maximum),
                number(c.lost),
                number(c.gain),
                c.rule_en,
            )
            for c in self.criteria
        ]
        return page(
            f"{self.unit} · {self.standard} · {self.fingerprint[:12]}",
            table(("outcome", "level", "bound by", "next level", "one repair is enough"), outcomes) if outcomes else "",
            table(("criterion", "title", "score", "of", "lost", "gain", "rule"), criteria, frozenset({2, 3, 4, 5})),
        )

    def _columns(self) -> dict[str, Any]:
        return columns_of(self.criteria, CriterionExplanation)
