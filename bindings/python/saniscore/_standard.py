"""Standards: loading, checking, looking inside."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import _core
from ._errors import Diagnostic, diagnostics_of, fail, take
from ._files import WORKBOOKS, read_bytes, workbook_csv
from ._html import page, table

__all__ = ["CatalogueEntry", "Ladder", "Standard", "Tailored", "catalogue", "load_standard", "validate"]


@dataclass(frozen=True, slots=True)
class Ladder:
    """An outcome 结论: levels 等次 from the best to the worst."""

    id: str
    titles: Mapping[str, str]
    levels: tuple[str, ...]
    level_titles: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class Tailored:
    """What a standard was made from by `tailor`: ``id@edition``, fingerprint, each change with its reason."""

    of: str
    fingerprint: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A standard that ships with saniscore."""

    id: str
    edition: str
    title_en: str
    title_zh: str
    valid_from: str
    valid_to: str
    partial: bool
    json: str

    @property
    def name(self) -> str:
        """``id@edition``, as `load_standard` takes it."""
        return f"{self.id}@{self.edition}"

    def __repr__(self) -> str:
        return f"CatalogueEntry({self.name!r}, {self.title_en or self.title_zh!r})"


class Standard:
    """A checked, compiled, immutable standard 标准. Made by `load_standard`.

    Examples
    --------
    >>> import saniscore as ss
    >>> std = ss.load_standard("uk.fsa.fhrs")
    >>> std
    Standard('uk.fsa.fhrs@2012', 4 criteria, fingerprint b9feb6ae0ae4)
    >>> std.criteria
    ('total', 'hygiene', 'structural', 'confidence')
    >>> std.outcomes[0].levels
    ('5', '4', '3', '2', '1', '0')
    """

    __slots__ = ("_core", "criteria", "edition", "fingerprint", "id", "name", "notes", "outcomes", "root")

    def __init__(self, core: _core.Standard, notes: Iterable[Diagnostic] = ()) -> None:
        self._core = core
        #: How the words of a sheet were understood; show them to its author.
        self.notes: tuple[Diagnostic, ...] = tuple(notes)
        self.id: str = core.id
        self.edition: str = core.edition
        self.name: str = core.name
        #: SHA-256 of everything that can change a result.
        self.fingerprint: str = core.fingerprint
        self.root: str = core.root
        #: Ids of all criteria in document order, parents before children.
        self.criteria: tuple[str, ...] = tuple(core.criteria)
        self.outcomes: tuple[Ladder, ...] = tuple(
            Ladder(ident, titles, tuple(level for level, _ in levels), tuple(title for _, title in levels))
            for ident, titles, levels in core.outcomes
        )

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns that rules read: ``leaf``, ``leaf/rule``, ``@attribute``, …"""
        return tuple(self._core.columns)

    @property
    def partial(self) -> bool:
        """Only part of the published standard is written down; its note says which."""
        return self._core.partial

    def title(self, criterion: str | None = None, lang: str = "en") -> str:
        """Title of a criterion, or of the standard itself, in the language, else in the other one, else the id."""
        if criterion is None:
            titles = self._core.titles
            return titles.get(lang) or titles.get("zh" if lang == "en" else "en") or self.id
        self._require(criterion)
        return self._core.title(criterion, chinese=lang == "zh")

    def children(self, criterion: str) -> tuple[str, ...]:
        """Ids of the criteria directly below one."""
        self._require(criterion)
        return tuple(self._core.children(criterion))

    def parent(self, criterion: str) -> str | None:
        """Id of the criterion above, None for the root."""
        self._require(criterion)
        return self._core.parent(criterion)

    def is_leaf(self, criterion: str) -> bool:
        """Measured rather than combined."""
        self._require(criterion)
        return self._core.is_leaf(criterion)

    def points(self, criterion: str) -> float:
        """The most a criterion can count for, as declared."""
        self._require(criterion)
        return self._core.points(criterion)

    def demerit(self, criterion: str | None = None) -> bool:
        """Whether fewer points are better."""
        return self._core.demerit(criterion or self.root)

    def outcome(self, ident: str | None = None) -> int:
        """Position of a ladder; without an id, of the only one or the first."""
        for k, ladder in enumerate(self.outcomes):
            if ident is None or ladder.id == ident:
                return k
        known = ", ".join(ladder.id for ladder in self.outcomes) or "none"
        raise fail(
            "C002",
            f"{self.name} has no outcome {ident!r}; it has: {known}",
            f"{self.name} 没有结论“{ident}”；现有：{known}",
        )

    def _require(self, criterion: str) -> None:
        if criterion not in self._core:
            import difflib

            near = difflib.get_close_matches(criterion, self.criteria, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise fail(
                "D120", f"{self.name} has no criterion {criterion!r}{hint}", f"{self.name} 没有指标“{criterion}”"
            )

    @property
    def tailored(self) -> Tailored | None:
        """What `tailor` made it from."""
        of = _core.tailored(self._core)
        return None if of is None else Tailored(of[0], of[1], tuple(of[2]))

    def to_json(self, *, pretty: bool = False) -> str:
        """The document; `load_standard` reads it back to the same standard.

        Parameters
        ----------
        pretty : bool
            Laid out for people; else in canonical form.
        """
        return _core.write_document(self._core) if pretty else self._core.json

    def to_sheet(self, lang: str = "en") -> str:
        """The flat sheet (CSV) that `load_standard` reads back to the same standard, with rules in words.

        Parameters
        ----------
        lang : {"en", "zh"}
            Language of headings and rules.

        Raises
        ------
        SaniscoreError
            Naming each criterion that says what a sheet cannot hold.

        Examples
        --------
        >>> import saniscore as ss
        >>> sheet = ss.load_standard("examples/data/market_sheet.csv").to_sheet("zh")
        >>> sheet.splitlines()[11]
        '1,一,地面硬化、无积水、无垃圾,,8,,每处扣1分；扣完为止,,'
        """
        return take(_core.write_sheet(self._core, lang == "zh"))

    def __repr__(self) -> str:
        return f"Standard({self.name!r}, {len(self.criteria)} criteria, fingerprint {self.fingerprint[:12]})"

    def _repr_html_(self) -> str:
        rows = [(c, self.title(c), f"{self.points(c):g}" if self._core.scored(c) else "") for c in self.criteria]
        return page(
            f"{self.title()} · {self.name} · {self.fingerprint[:12]}", table(("criterion", "title", "points"), rows)
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Standard) and (self.name, self.fingerprint) == (other.name, other.fingerprint)

    def __hash__(self) -> int:
        return hash((self.name, self.fingerprint))

    def __copy__(self) -> Standard:
        return self

    def __deepcopy__(self, memo: object) -> Standard:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (self.to_json(), self.fingerprint, self.notes)


def _restore(text: str, fingerprint: str, notes: tuple[Diagnostic, ...] = ()) -> Standard:
    core, _ = _core.load_standard(text.encode(), "pickle")
    if core is None or core.fingerprint != fingerprint:
        raise fail(
            "P006",
            f"the pickled standard does not read back to fingerprint {fingerprint[:12]}; load the standard again",
            "保存的标准与其指纹不符；请重新载入标准",
        )
    return Standard(core, notes)


_Loaded = tuple[_core.Standard | None, list[Any]]
_SHEETS = (".csv", ".tsv", ".txt")


def read_json(what: str | os.PathLike[str] | Mapping[str, Any]) -> tuple[bytes, str]:
    """JSON text and the name of its source."""
    if isinstance(what, Mapping):
        return json.dumps(what, ensure_ascii=False).encode("utf-8", "surrogatepass"), ""
    if isinstance(what, str) and _is_json(what):
        return what.encode("utf-8", "surrogatepass"), ""
    return read_bytes(what), str(what)


def _is_json(text: str) -> bool:
    return text.lstrip("\ufeff \t\r\n").startswith(("{", "["))


def _is_name(what: object) -> bool:
    """A name in the catalogue: no path, no file."""
    if not isinstance(what, str) or _is_json(what):
        return False
    path = "/" in what or os.sep in what or what.lower().endswith((".json", *_SHEETS, *WORKBOOKS))
    return not path and not os.path.isfile(what)


def _load(what: str | os.PathLike[str] | Mapping[str, Any], date: str, sheet: str | int | None) -> _Loaded:
    if _is_name(what):
        return _core.catalogue(str(what), date)
    name = "" if isinstance(what, Mapping) or (isinstance(what, str) and _is_json(what)) else str(what).lower()
    if name.endswith(WORKBOOKS):
        return _core.load_sheet(workbook_csv(str(what), sheet or 0).encode(), str(what))
    return (_core.load_sheet if name.endswith(_SHEETS) else _core.load_standard)(*read_json(what))


def load_standard(
    what: Standard | str | os.PathLike[str] | Mapping[str, Any], *, date: str = "", sheet: str | int | None = None
) -> Standard:
    """Load a standard.

    Parameters
    ----------
    what : str, path or mapping
        ``id@edition`` or ``id`` from the catalogue; the path of a JSON document, or of a flat sheet 评分表 (``.csv``,
        ``.tsv``, ``.txt``, or an Excel file); the document as a mapping or as JSON text. A `Standard` is returned as
        it is.
    date : str, optional
        ISO date: the edition in the catalogue that was valid on that day.
    sheet : str or int, optional
        Which sheet of a workbook; default: the first.

    Returns
    -------
    Standard
        Of a sheet, with `Standard.notes`: how each rule was understood.

    Raises
    ------
    SaniscoreError
        With every mistake in the document, each with its place.

    Warns
    -----
    SaniscoreWarning
        What the words of a sheet leave open.

    Examples
    --------
    >>> import saniscore as ss
    >>> ss.load_standard("cn.jining.civility-index").title(lang="zh")
    '济宁市城市文明程度指数'
    >>> market = ss.load_standard("examples/data/market_sheet.csv")
    >>> market.notes[0].zh
    '“≥90”读作：合计 的得分≥90'
    >>> ss.load_standard({"format": "saniscore/standard"})
    Traceback (most recent call last):
    ...
    saniscore.SaniscoreError: ...
    """
    if isinstance(what, Standard):
        return what
    outcome = _load(what, date, sheet)
    core = take(outcome)
    return Standard(core, [d for d in diagnostics_of(outcome[1]) if d.severity == "note"])


def validate(what: str | os.PathLike[str] | Mapping[str, Any], *, sheet: str | int | None = None) -> list[Diagnostic]:
    """Every complaint about a standard, errors and warnings; an empty list means that it is sound.

    Of a flat sheet also a note per rule that says how its words were understood.

    Parameters
    ----------
    what : str, path or mapping
        As for `load_standard`.
    sheet : str or int, optional
        Which sheet of a workbook.

    Examples
    --------
    >>> import saniscore as ss
    >>> ss.validate("uk.fsa.fhrs")
    []
    >>> [d.code for d in ss.validate('{"format": "saniscore/standard", "format_version": 1}')]
    ['S003', 'S003', 'S003']
    >>> sorted({d.severity for d in ss.validate("examples/data/market_sheet.csv")})
    ['note', 'warning']
    """
    return diagnostics_of(_load(what, "", sheet)[1])


class Catalogue(Sequence[CatalogueEntry]):
    """The standards that ship with saniscore."""

    def __init__(self, entries: list[CatalogueEntry]) -> None:
        self._entries = entries

    def __getitem__(self, index: Any) -> Any:
        return self._entries[index]

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[CatalogueEntry]:
        return iter(self._entries)

    def __repr__(self) -> str:
        return "\n".join(f"{e.name:<40} {e.title_en or e.title_zh}" for e in self._entries)

    def _repr_html_(self) -> str:
        return table(("standard", "title", "标题"), [(e.name, e.title_en, e.title_zh) for e in self._entries])


def catalogue() -> Catalogue:
    """List the standards that ship with saniscore 标准目录.

    Examples
    --------
    >>> import saniscore as ss
    >>> "uk.fsa.fhrs" in [entry.id for entry in ss.catalogue()]
    True
    """
    return Catalogue([CatalogueEntry(*entry) for entry in _core.catalogue_entries()])
