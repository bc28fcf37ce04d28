"""Errors and warnings: every complaint names its place and what to do, in English and Chinese."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

__all__ = ["Diagnostic", "SaniscoreError", "SaniscoreWarning"]

_T = TypeVar("_T")
_Raw = tuple[str, str, str, int, int, str, str, str]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One complaint about one place.

    Attributes
    ----------
    code : str
        Permanent code, listed in ``docs/errors.md``.
    severity : str
        ``"error"``, ``"warning"`` or ``"note"``.
    source : str
        File name; empty for data in memory.
    line, column : int
        Place in a text, counted from 1; 0 when there is none.
    pointer : str
        JSON pointer in a standard, or ``"row 3, column hygiene"`` in data. Rows of a frame count from 0, rows of a
        file as a spreadsheet shows them.
    en, zh : str
        What is wrong and what to do, in English and Chinese.
    """

    code: str
    severity: str
    source: str
    line: int
    column: int
    pointer: str
    en: str
    zh: str

    def __str__(self) -> str:
        return self.text()

    def text(self, lang: str = "en") -> str:
        """One line in English, or in Chinese with ``lang="zh"``."""
        place = ":".join(str(p) for p in (self.source, self.line, self.column) if p)
        at = f" at {self.pointer}" if self.pointer else ""
        return f"{place + ': ' if place else ''}{self.severity} {self.code}{at}: {self.zh if lang == 'zh' else self.en}"


class SaniscoreError(ValueError):
    """Input that cannot be scored; `diagnostics` holds all complaints, the message the first few.

    Parameters
    ----------
    diagnostics : iterable of Diagnostic
    """

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics: list[Diagnostic] = list(diagnostics)
        lines = [str(d) for d in self.diagnostics[:5]]
        if len(self.diagnostics) > 5:
            lines.append(f"… and {len(self.diagnostics) - 5} more")
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[type[SaniscoreError], tuple[list[Diagnostic]]]:
        return type(self), (self.diagnostics,)


class SaniscoreWarning(UserWarning):
    """Something odd in a standard or in the data that does not prevent scoring."""


def diagnostics_of(raw: Iterable[_Raw]) -> list[Diagnostic]:
    return [Diagnostic(*d) for d in raw]


def fail(code: str, en: str, zh: str, pointer: str = "", source: str = "") -> SaniscoreError:
    """An error made here rather than in C++."""
    return SaniscoreError([Diagnostic(code, "error", source, 0, 0, pointer, en, zh)])


def take(outcome: tuple[_T | None, list[_Raw]], stacklevel: int = 3) -> _T:
    """The value of what C++ returned; its complaints, but for notes, as an error or as warnings."""
    value, raw = outcome
    said = [d for d in diagnostics_of(raw) if d.severity != "note"]
    if value is None:
        raise SaniscoreError(said)
    for d in said:
        warnings.warn(str(d), SaniscoreWarning, stacklevel=stacklevel)
    return value
