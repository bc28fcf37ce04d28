"""What can be said of standards before anything is observed: differences, self-knowledge, tailoring."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, overload

from . import _core
from ._errors import take
from ._html import page, table
from ._make import Page, Tabular, columns_of
from ._standard import Standard, load_standard, read_json

__all__ = ["Change", "Changes", "Examination", "Oddity", "Reach", "diff", "examine", "tailor"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two standards.

    Attributes
    ----------
    kind : str
        ``added``, ``removed``, ``moved``, ``weight``, ``limit``, ``rule`` or ``wording``; only the last never changes
        a result.
    part : str
        ``standard``, ``criterion``, ``gate`` or ``outcome``.
    id, title_en, title_zh : str
        Which one; empty for the standard itself.
    key : str
        ``points``, ``measure.shortfall.target``, …
    before, after : str
        JSON text of the values; empty where there is none.
    """

    kind: str
    part: str
    id: str
    title_en: str
    title_zh: str
    key: str
    before: str
    after: str


@dataclass(frozen=True, repr=False, slots=True)
class Changes(Tabular, Page, Sequence[Change]):
    """What changed from one standard to another. A sequence of `Change`; prints as a table."""

    before: Standard
    after: Standard
    changes: tuple[Change, ...]
    text_en: str = field(repr=False)
    text_zh: str = field(repr=False)
    kind: str = "dict"

    @overload
    def __getitem__(self, index: int) -> Change: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Change]: ...
    def __getitem__(self, index: int | slice) -> Change | Sequence[Change]:
        return self.changes[index]

    def __len__(self) -> int:
        return len(self.changes)

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    @property
    def same_results(self) -> bool:
        """Whether both have the same fingerprint, so that no result can differ."""
        return self.before.fingerprint == self.after.fingerprint

    def _columns(self) -> dict[str, Any]:
        return columns_of(self.changes, Change)

    def _repr_html_(self) -> str:
        rows = [(c.kind, c.id, c.title_en or c.title_zh, c.key, c.before, c.after) for c in self.changes]
        return page(
            f"{self.before.name} → {self.after.name}",
            table(("change", "which", "title", "key", "before", "after"), rows),
        )


StandardLike = Standard | str | os.PathLike[str] | Mapping[str, Any]


def diff(before: StandardLike, after: StandardLike) -> Changes:
    """List what changed from one standard, or edition, to another 版本差异.

    Parameters
    ----------
    before, after : Standard, or what `load_standard` takes

    Returns
    -------
    Changes

    Examples
    --------
    >>> import json
    >>> import saniscore as ss
    >>> old = ss.load_standard("uk.fsa.fhrs")
    >>> document = json.loads(old.to_json())
    >>> document["outcomes"] = document["outcomes"][:1]
    >>> [(c.kind, c.part, c.id) for c in ss.diff(old, document)]
    [('removed', 'outcome', 'broadly_compliant')]
    """
    one, other = load_standard(before), load_standard(after)
    raw, text_en, text_zh = _core.diff(one._core, other._core)
    changes = tuple(
        Change(kind, part, ident, title.get("en", ""), title.get("zh", ""), key, old, new)
        for kind, part, ident, title, key, old, new in raw
    )
    return Changes(one, other, changes, text_en, text_zh)


@dataclass(frozen=True, slots=True)
class Reach:
    """What one criterion can give while every criterion applies and is judged.

    Attributes
    ----------
    lowest, highest : float
        Its scores lie between these; infinite where there is no limit.
    lowest_exact, highest_exact : bool
        Some answers give just that; else nothing can go beyond it.
    weight : float
        Share of its total's maximum that it stands for when everything is at its best.
    moves : float or None
        Of a measured criterion: the most points it can move its total by itself.
    """

    id: str
    title_en: str
    title_zh: str
    lowest: float
    highest: float
    lowest_exact: bool
    highest_exact: bool
    weight: float
    moves: float | None


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something that is probably not meant: a level, rule or gate that can never act, points that do not add up."""

    kind: str
    id: str
    criterion: str | None
    en: str
    zh: str


@dataclass(frozen=True, repr=False, slots=True)
class Examination(Tabular, Page):
    """What a standard can give at all. Prints as a page of text; as a frame it has one row per criterion."""

    standard: str
    fingerprint: str
    criteria: tuple[Reach, ...]
    oddities: tuple[Oddity, ...]
    text_en: str
    text_zh: str
    kind: str = "dict"

    def __getitem__(self, criterion: str) -> Reach:
        for c in self.criteria:
            if c.id == criterion:
                return c
        raise KeyError(criterion)

    def _columns(self) -> dict[str, Any]:
        return columns_of(self.criteria, Reach)

    def _repr_html_(self) -> str:
        def number(x: float | None) -> str:
            return "" if x is None else f"{x:.6g}"

        rows = [
            (c.id, c.title_en, number(c.lowest), number(c.highest), f"{c.weight:.1%}", number(c.moves))
            for c in self.criteria
        ]
        return page(
            f"{self.standard} · {self.fingerprint[:12]}",
            table(("criterion", "title", "lowest", "highest", "weight", "moves"), rows, frozenset({2, 3, 4, 5})),
            table(("kind", "which", "what"), [(o.kind, o.criterion or o.id, o.en) for o in self.oddities])
            if self.oddities
            else "",
        )


def examine(standard: StandardLike) -> Examination:
    """Say what a standard can give at all, before anything is observed 标准自检.

    Parameters
    ----------
    standard : Standard, or what `load_standard` takes

    Returns
    -------
    Examination
        Range, effective weight and influence of every criterion, and what is probably not meant.

    Examples
    --------
    >>> import saniscore as ss
    >>> ss.examine("cn.jining.civility-index")["field"].weight
    0.85
    """
    std = load_standard(standard)
    raw = _core.examine(std._core)
    return Examination(
        std.name,
        std.fingerprint,
        tuple(Reach(**c) for c in raw["criteria"]),
        tuple(Oddity(**o) for o in raw["oddities"]),
        raw["text_en"],
        raw["text_zh"],
    )


def tailor(standard: StandardLike, overlay: str | os.PathLike[str] | Mapping[str, Any]) -> Standard:
    """Fit a standard to a place by an overlay document 裁剪.

    Parameters
    ----------
    standard : Standard, or what `load_standard` takes
    overlay : path, mapping or JSON text
        The changes, each with its reason.

    Returns
    -------
    Standard
        An ordinary standard with a fingerprint of its own; `Standard.tailored` says what it was made from.

    Raises
    ------
    SaniscoreError
        The overlay is for another standard, names what is not there, or leaves a standard that makes no sense.

    Examples
    --------
    >>> import saniscore as ss
    >>> fitted = ss.tailor("cn.unit.office-100", "examples/data/office_overlay.json")
    >>> fitted.tailored.of, fitted.tailored.changes[0]
    ('cn.unit.office-100@mirror', 'not applicable 18: the rooms have no air conditioning')
    """
    std = load_standard(standard)
    return Standard(take(_core.tailor(std._core, *read_json(overlay))))
