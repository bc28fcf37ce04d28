"""Results: arrays over units, frames, explanations."""

from __future__ import annotations

import math
import os
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import _core
from ._errors import Diagnostic, SaniscoreError, SaniscoreWarning, fail, take
from ._explain import Explanation
from ._html import page, table
from ._make import Tabular, make_frame
from ._standard import Standard, load_standard

__all__ = ["STATES", "Lane", "Result", "Shortage"]

#: State names by code.
STATES = ("known", "not_applicable", "not_inspected", "withheld", "invalid")
_STATE_NAMES = np.array(STATES, dtype=object)
_NO_RESULT, _UNDECIDED = -1, -2
_NODE_ARRAYS = ("score", "maximum", "lower", "upper", "coverage", "state", "level", "provisional")
# Of large frames worked out when one of them is asked for.
_LATER = frozenset({"maximum", "lower", "upper", "coverage", "level"})
_LADDER_ARRAYS = ("outcome", "possible")
_PREVIEW = 10


@dataclass(frozen=True, slots=True)
class Shortage:
    """Too few sites, methods or rounds where a reduction says how many it needs 样本量不足."""

    criterion: str
    unit: Any
    over: str
    needed: float
    had: int


@dataclass(frozen=True, slots=True)
class Lane:
    """A criterion's score at one site, by one method, in one round, before it is reduced."""

    criterion: str
    unit: Any
    site: str
    method: str
    round: str
    score: float
    maximum: float
    state: str


class Result(Tabular):
    """What came of scoring: arrays over units, in the order of the input. As a frame: one row per unit and criterion.

    Arrays are read-only. A score that does not exist is NaN in arrays and null in frames, and `state` says why.

    Attributes
    ----------
    standard : Standard
    version : str
        Of the library that scored.
    warnings : list of Diagnostic
    """

    def __init__(
        self, standard: Standard, core: _core.Scored | None, kind: str, whole: bool, warnings: list[Diagnostic]
    ) -> None:
        self.standard = standard
        self.version: str = _core.version
        self.warnings = warnings
        self.kind = kind
        self._core = core
        self._whole = whole
        self._cache: dict[str, NDArray[Any]] = {}
        self._nodes: list[str] | None = None
        self._rows_of: dict[str, int] | None = None
        self._more: dict[str, Result] = {}
        self._complete: _core.Scored | None = None
        self._units: NDArray[Any] | None = None
        self._shortages: list[Shortage] | None = None
        self._lanes: list[Lane] | None = None

    # -- what was scored ------------------------------------------------------------------------------------------

    @property
    def criteria(self) -> tuple[str, ...]:
        """Criteria whose scores are held; others are scored when they are asked for."""
        return tuple(self._ids())

    @property
    def units(self) -> NDArray[Any]:
        """The units, as the input named them; row numbers when it did not."""
        if self._units is None:
            names = self._live().unit_names()
            self._units = np.array([int(n) for n in names]) if self._whole else np.array(names, dtype=object)
        return self._units

    def __len__(self) -> int:
        return self._core.units if self._core is not None else len(self.units)

    def _live(self) -> _core.Scored:
        if self._core is None:
            raise fail(
                "P010",
                "this result was pickled, which keeps its numbers but not the observations; score the data again to explain or to add criteria",
                "该结果经过序列化，只保留数值而不保留观测；如需说明或补充指标，请重新评分",
            )
        return self._core

    def _ids(self) -> list[str]:
        if self._nodes is None:
            self._nodes = self._live().nodes
        return self._nodes

    def _array(self, what: str) -> NDArray[Any]:
        found = self._cache.get(what)
        if found is None:
            core = self._live()
            if what in _LATER and not core.all_fields:
                self._complete = core = self._complete or take(core.complete())
            found = self._cache[what] = getattr(core, what)()
        return found

    def _row(self, what: str, criterion: str | None) -> NDArray[Any]:
        ident = self.standard.root if criterion is None else criterion
        if self._rows_of is None:
            self._rows_of = {node: k for k, node in enumerate(self._ids())}
        row = self._rows_of.get(ident)
        if row is not None:
            return self._array(what)[row]  # type: ignore[no-any-return]
        self.standard._require(ident)
        more = self._more.get(ident)
        if more is None:
            core = take(self._live().more([ident]))
            more = self._more[ident] = Result(self.standard, core, self.kind, self._whole, [])
        return more._array(what)[0]  # type: ignore[no-any-return]

    # -- arrays over units ----------------------------------------------------------------------------------------

    def score(self, criterion: str | None = None) -> NDArray[np.float64]:
        """Points earned 得分; NaN where there is no score. Without a criterion: the total."""
        return self._row("score", criterion)

    def maximum(self, criterion: str | None = None) -> NDArray[np.float64]:
        """The most that the known parts could earn 满分."""
        return self._row("maximum", criterion)

    def percent(self, criterion: str | None = None) -> NDArray[np.float64]:
        """100 × score ÷ maximum 得分率; NaN where there is no score or nothing to earn."""
        score, most = self._row("score", criterion), self._row("maximum", criterion)
        out = np.full(len(score), np.nan)
        np.divide(100 * score, most, out=out, where=most > 0)
        return out

    def lower(self, criterion: str | None = None) -> NDArray[np.float64]:
        """The least the score can still become; the score itself where nothing is unknown."""
        return self._row("lower", criterion)

    def upper(self, criterion: str | None = None) -> NDArray[np.float64]:
        """The most the score can still become."""
        return self._row("upper", criterion)

    def coverage(self, criterion: str | None = None) -> NDArray[np.float64]:
        """Share of the applicable weight that was looked at 覆盖率, 0 to 1."""
        return self._row("coverage", criterion)

    def state(self, criterion: str | None = None) -> NDArray[np.object_]:
        """``known``, ``not_applicable``, ``not_inspected``, ``withheld`` or ``invalid``."""
        return _STATE_NAMES[self._row("state", criterion)]  # type: ignore[no-any-return]

    def provisional(self, criterion: str | None = None) -> NDArray[np.bool_]:
        """Whether some part is unknown, so that the score can still change."""
        return self._row("provisional", criterion).astype(bool)

    def level(self, criterion: str | None = None) -> NDArray[np.object_]:
        """The criterion's own level (a band, a label, ``met``); None where it has none."""
        names = np.array([*self.standard._core.levels(criterion or self.standard.root), None], dtype=object)
        index = self._row("level", criterion)
        return names[np.where((index >= 0) & (index < len(names) - 1), index, -1)]

    def outcome(self, ladder: str | None = None) -> NDArray[np.object_]:
        """One level 等次 per unit; None where it is undecided or there is nothing to judge (see `possible`)."""
        k = self.standard.outcome(ladder)
        names = np.array([*self.standard.outcomes[k].levels, None], dtype=object)
        return names[np.maximum(self._array("outcome")[k], -1)]  # type: ignore[no-any-return]

    def possible(self, ladder: str | None = None) -> list[tuple[str, ...]]:
        """Levels that what is unknown leaves open, per unit; none where there is nothing to judge."""
        k = self.standard.outcome(ladder)
        levels = self.standard.outcomes[k].levels
        seen: dict[int, tuple[str, ...]] = {}
        out = []
        for bits in self._array("possible")[k].tolist():
            if bits not in seen:
                seen[bits] = tuple(level for i, level in enumerate(levels) if bits >> i & 1)
            out.append(seen[bits])
        return out

    @property
    def shortages(self) -> list[Shortage]:
        """Where a sample was smaller than its reduction needs."""
        if self._shortages is None:
            self._shortages = [
                Shortage(c, self.units[u], over, needed, had) for c, u, over, needed, had in self._live().shortages()
            ]
        return self._shortages

    @property
    def lanes(self) -> list[Lane]:
        """Scores per site, method and round; empty unless scored with ``lanes=True``."""
        if self._lanes is None:
            self._lanes = [
                Lane(c, self.units[u], s, m, r, x, most, state)
                for c, u, s, m, r, x, most, state in self._live().lanes()
            ]
        return self._lanes

    # -- frames, explanations -------------------------------------------------------------------------------------

    def _columns(self) -> dict[str, Any]:
        ids, count = self._ids(), len(self)

        def units_first(what: str) -> NDArray[Any]:
            return np.ascontiguousarray(self._array(what).T).ravel()

        score, most = units_first("score"), units_first("maximum")
        percent = np.full(len(score), np.nan)
        np.divide(100 * score, most, out=percent, where=most > 0)
        levels = np.stack([self.level(c) for c in ids], axis=1).ravel() if ids and count else np.array([], dtype=object)
        return {
            "unit": np.repeat(self.units, len(ids)),
            "criterion": np.tile(np.array(ids, dtype=object), count),
            "title": np.tile(np.array([self.standard.title(c) for c in ids], dtype=object), count),
            "score": score,
            "maximum": most,
            "percent": percent,
            "state": _STATE_NAMES[units_first("state")],
            "provisional": units_first("provisional").astype(bool),
            "lower": units_first("lower"),
            "upper": units_first("upper"),
            "coverage": units_first("coverage"),
            "level": levels,
            **self._provenance(len(score)),
        }

    def summary(self, kind: str | None = None) -> Any:
        """One row per unit: the total and every outcome, in the caller's kind of frame."""
        columns: dict[str, Any] = {
            "unit": self.units,
            "score": self.score(),
            "maximum": self.maximum(),
            "percent": self.percent(),
            "state": self.state(),
            "provisional": self.provisional(),
            "lower": self.lower(),
            "upper": self.upper(),
            "coverage": self.coverage(),
        }
        for ladder in self.standard.outcomes:
            columns[ladder.id] = self.outcome(ladder.id)
        return make_frame({**columns, **self._provenance(len(self))}, kind or self.kind)

    def _provenance(self, rows: int) -> dict[str, NDArray[np.object_]]:
        return {
            name: np.full(rows, value, dtype=object)
            for name, value in (("standard", self.standard.name), ("fingerprint", self.standard.fingerprint[:12]))
        }

    def explain(self, unit: Any) -> Explanation:
        """How one unit's result came about: contributions, gates, distance to the next level, gains.

        Parameters
        ----------
        unit : str or int
            As in `units`.
        """
        return Explanation._of(take(self._live().explain(str(unit))), self.standard, self.kind)

    def under(
        self, standard: Standard | str | os.PathLike[str] | Mapping[str, Any], *, missing: str | None = None
    ) -> Result:
        """The same data under another standard or edition, which reads its own columns of it.

        Parameters
        ----------
        standard : Standard, or what `load_standard` takes
        missing : str, optional
            As for `score`: what columns that the data lacks stand for.
        """
        std = load_standard(standard)
        result = score_core(std, self._live().under(std._core, state_name(missing)), self.kind, self._whole)
        for warning in result.warnings:
            warnings.warn(str(warning), SaniscoreWarning, stacklevel=2)
        return result

    # -- text, copies, pickles ------------------------------------------------------------------------------------

    def _head(self) -> str:
        count = len(self)
        return f"{self.standard.title()} · {self.standard.name} · {self.standard.fingerprint[:12]} · saniscore {self.version} · {count} unit{'' if count == 1 else 's'}"

    def _preview(self) -> tuple[list[str], list[list[str]]]:
        head = ["unit", "score", "of", *(ladder.id for ladder in self.standard.outcomes)]
        shown = min(len(self), _PREVIEW)
        score, most = self.score()[:shown], self.maximum()[:shown]
        lower, upper, provisional, state = (
            self.lower()[:shown],
            self.upper()[:shown],
            self.provisional()[:shown],
            self.state()[:shown],
        )
        outcomes = [
            (self.outcome(ladder.id)[:shown], self.possible(ladder.id)[:shown]) for ladder in self.standard.outcomes
        ]
        rows = []
        for k, unit in enumerate(self.units[:shown]):
            text = state[k].replace("_", " ") if math.isnan(score[k]) else f"{score[k]:.12g}"
            if provisional[k]:
                text += f" ({lower[k]:.12g}–{upper[k]:.12g})"
            levels = [
                label if label is not None else (" | ".join(open_) + " ?" if open_ else "–")
                for label, open_ in ((o[k], p[k]) for o, p in outcomes)
            ]
            rows.append([str(unit), text, f"{most[k]:.12g}", *levels])
        if len(self) > shown:
            rows.append([f"… {len(self) - shown} more", *[""] * (len(head) - 1)])
        return head, rows

    def __repr__(self) -> str:
        head, rows = self._preview()
        widths = [max(_width(row[k]) for row in [head, *rows]) for k in range(len(head))]
        lines = [
            "  ".join(cell + " " * (w - _width(cell)) for cell, w in zip(row, widths, strict=True)).rstrip()
            for row in [head, *rows]
        ]
        return "\n".join([self._head(), "", *lines])

    def _repr_html_(self) -> str:
        head, rows = self._preview()
        return page(self._head(), table(head, rows, frozenset({1, 2})))

    def __copy__(self) -> Result:
        return self

    def __deepcopy__(self, memo: object) -> Result:
        return self

    def __getstate__(self) -> dict[str, Any]:
        """Numbers, units and provenance; not the observations, which belong to the caller."""
        if self._core is not None:
            self._ids()
            for what in (*_NODE_ARRAYS, *_LADDER_ARRAYS):
                self._array(what)
        return {
            "standard": self.standard,
            "version": self.version,
            "warnings": self.warnings,
            "kind": self.kind,
            "_whole": self._whole,
            "_cache": self._cache,
            "_nodes": self._nodes,
            "_units": self.units,
            "_shortages": self.shortages,
            "_lanes": self.lanes,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, _core=None, _rows_of=None, _more={}, _complete=None)
        for array in self._cache.values():
            array.flags.writeable = False


def _width(text: str) -> int:
    """Columns in a terminal, where Chinese characters take two."""
    import unicodedata

    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def score_core(standard: Standard, outcome: tuple[_core.Scored | None, list[Any]], kind: str, whole: bool) -> Result:
    core, raw = outcome
    warnings = [Diagnostic(*d) for d in raw]
    if core is None:
        raise SaniscoreError(warnings)
    return Result(standard, core, kind, whole, warnings)


def as_sequence(value: str | Sequence[str] | None) -> list[str]:
    return [] if value is None else [value] if isinstance(value, str) else list(value)


def state_name(missing: str | None) -> str | None:
    """The state that `missing` names."""
    name = None if missing is None else _core.state_name(missing)
    if missing is not None and name is None:
        raise fail(
            "C003",
            "missing takes not_applicable, not_inspected, withheld or invalid",
            "missing 可为 不适用、未检、未公布、无效",
        )
    return name
