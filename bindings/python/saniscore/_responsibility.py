"""Who answers for lost points: duties, chains of superiors, accounts of parties."""

from __future__ import annotations

import datetime
import json as _json
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np

from . import _core
from ._errors import fail, take
from ._files import Sheet
from ._frames import borrow
from ._make import Table, Tabular
from ._result import Result
from ._standard import Standard, load_standard

__all__ = ["Accounts", "Roster", "assign"]

_Text = tuple[str, list[str], list[list[str]], list[int]]


def _cell(value: object) -> str:
    """A value as it would stand in a table of text."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()[:10]
    if isinstance(value, (list, tuple)):
        return ";".join(_cell(v) for v in value)
    if isinstance(value, (float, np.floating)):
        return f"{float(value):.15g}"
    return str(value)


def _text(data: Any, name: str) -> tuple[_Text, str]:
    """Anything that holds columns, as text; and the kind of frame it is."""
    if data is None:
        return (name, [], [], []), "dict"
    if isinstance(data, (str, os.PathLike)):
        path = Path(data)
        return take(_core.read_duty_table(path.read_bytes(), str(path))), "dict"
    if isinstance(data, Sheet):
        columns: Mapping[str, Any] = dict(zip(data.names, data.columns, strict=True))
        kind, name = "dict", data.source
    elif isinstance(data, Mapping):
        columns, kind = {str(k): list(v) for k, v in data.items()}, "dict"
    else:
        kind = borrow(data).kind
        columns = nw.from_native(data, eager_only=True).to_dict(as_series=False)
    if len({len(v) for v in columns.values()}) > 1:
        raise fail("P005", "columns need one value per row", "各列须每行一个值", name)
    rows = [[_cell(v) for v in row] for row in zip(*columns.values(), strict=True)]
    return (name, [str(c) for c in columns], rows, []), kind


@dataclass(frozen=True, slots=True, repr=False)
class Accounts(Tabular):
    """What each party is charged and answers for, round by round. One row per party and round.

    Attributes
    ----------
    rounds : tuple of str
    account : str
        common, territory 属地 or department 部门: each counts every loss once, so sums never cross accounts.
    rule : str
        How parties are scored.
    total, unassigned : arrays, one number per round
        All lost points, and those that nobody answers for.
    """

    rounds: tuple[str, ...]
    account: str
    rule: str
    total: np.ndarray[Any, np.dtype[np.float64]]
    unassigned: np.ndarray[Any, np.dtype[np.float64]]
    columns: dict[str, Any]
    kind: str

    def _columns(self) -> dict[str, Any]:
        return self.columns

    def __getitem__(self, party: str) -> dict[str, Any]:
        """The numbers of one party, one per round."""
        rows = [k for k, p in enumerate(self.columns["party"]) if p == party]
        if not rows:
            raise KeyError(party)
        return {name: self.columns[name][rows] for name in ("own", "answers", "joint", "score", "change")}

    def __repr__(self) -> str:
        return f"{self.account} account · {self.rule} scores · {len(self.rounds)} rounds · lost {self.total.sum():.12g}"


class Roster:
    """Checked duties: who answers for which criterion where. Made by `assign`."""

    __slots__ = ("_core", "kind", "standard")

    def __init__(self, standard: Standard, core: _core.Roster, kind: str) -> None:
        self.standard = standard
        self._core = core
        self.kind = kind

    @property
    def parties(self) -> Table:
        """party, name, kind, level."""
        return Table(dict(self._core.parties), self.kind)

    @property
    def areas(self) -> Table:
        """area, parent, name, level, party, from, to; an area that moved has several rows."""
        return Table(dict(self._core.areas), self.kind)

    @property
    def assignments(self) -> Table:
        """criterion, place, party, person, role, share, due, account."""
        return Table(dict(self._core.assignments), self.kind)

    @property
    def accounts(self) -> tuple[str, ...]:
        """The accounts in use."""
        return tuple(self._core.accounts)

    def _losses(self, result: Result, unit: Any = None) -> _core.Losses:
        if result.standard != self.standard:
            raise fail(
                "D001",
                f"the result is of {result.standard.name}, the duties are for {self.standard.name}",
                f"结果属于 {result.standard.name}，责任分解针对 {self.standard.name}",
            )
        return take(_core.losses(result._live(), None if unit is None else str(unit)))

    def who(self, result: Result, unit: Any = None, *, day: str = "", lang: str = "en") -> Table:
        """Who answers for each lost point of a unit, or of all.

        Parameters
        ----------
        result : Result
        unit : optional
            Default: every unit.
        day : str
            Day or month whose duties hold; default: the latest.
        lang : {"en", "zh"}

        Returns
        -------
        Table
            One row per loss, account and party of its task: unit, criterion, rule, lost, account, role, party, of (the
            party that a named person belongs to), share, points, due, chain (every way to the top).
        """
        return Table(dict(take(self._core.who(self._losses(result, unit), day, lang == "zh"))), result.kind)

    def answers(self, party: str, result: Result, *, day: str = "") -> Table:
        """Everything that a party answers for: unit, criterion, rule, account, lost, own, answers, gain."""
        return Table(dict(take(self._core.answers(party, self._losses(result), day))), result.kind)

    def attribute(
        self,
        results: Result | Mapping[str, Result],
        *,
        account: str = "common",
        rule: str = "pooled",
        weights: Mapping[str, float] | None = None,
    ) -> Accounts:
        """Lost points booked to parties and up every line of superiors.

        Parameters
        ----------
        results : Result, or mapping of rounds to results
            Rounds are days or months (``"2026-05"``), in order.
        account : {"common", "territory", "department"}
        rule : {"pooled", "own", "mean", "worst", "points", "weights"}
            How a party's score comes about.
        weights : mapping of parties to numbers
            For the rule "weights".

        Examples
        --------
        >>> import saniscore as ss
        >>> std = ss.load_standard("cn.jining.civility-index")
        >>> res = ss.score(std, {"unit": ["洸河街道", "仙营街道"], "field": [96.76, 97.6], "survey": [96.72, 91.26]})
        >>> roster = ss.assign(
        ...     std,
        ...     parties={"party": ["city", "office", "a", "b"], "superior": [None, "city", "city", "city"]},
        ...     areas={"area": ["洸河街道", "仙营街道"], "level": ["street", "street"], "party": ["a", "b"]},
        ...     assignments={"party": ["office", "@street"], "role": ["lead", "responsible"], "share": [0.2, 0.8]},
        ... )
        >>> booked = roster.attribute(res)
        >>> booked.total.round(3).tolist(), booked["city"]["answers"].round(3).tolist()
        ([6.597], [6.597])
        """
        by_round = results if isinstance(results, Mapping) else {"": results}
        if account not in ("common", "territory", "department"):
            raise fail(
                "D401", f"{account!r} is no account; write common, territory or department", f"没有账户“{account}”"
            )
        if rule not in ("pooled", "own", "mean", "worst", "points", "weights"):
            raise fail(
                "D401", f"{rule!r} is no rule; write own, pooled, mean, worst, points or weights", f"没有规则“{rule}”"
            )
        rounds = [str(r) for r in by_round]
        losses = [self._losses(r) for r in by_round.values()]
        raw = take(self._core.attribute(rounds, losses, account, rule, dict(weights or {})))
        ids = list(self._core.ids)
        columns: dict[str, Any] = {
            "round": [r for r in rounds for _ in ids],
            "party": ids * len(rounds),
        }
        for name in ("own", "answers", "joint", "score", "change"):
            columns[name] = np.concatenate([r[name] for r in raw]) if raw else np.empty(0)
        kind = next((r.kind for r in by_round.values()), "dict")
        return Accounts(
            tuple(rounds),
            account,
            rule,
            np.array([r["total"] for r in raw]),
            np.array([r["unassigned"] for r in raw]),
            columns,
            kind,
        )

    def task_table(self, lang: str = "zh") -> Table:
        """The task table 目标任务分解表: one row per task, a column per role."""
        columns, rows = self._core.task_table(lang == "zh")
        return Table({name: [row[k] for row in rows] for k, name in enumerate(columns)}, self.kind)

    def to_json(self) -> str:
        """The duties as one document, which `assign` reads."""
        return self._core.json

    def graph(self, result: Result | None = None, *, day: str = "", form: str = "dot", lang: str = "en") -> str:
        """The hierarchy, coloured by score where there is a result: Graphviz ("dot") or JSON ("json")."""
        losses = None if result is None else self._losses(result)
        return take(self._core.graph(losses, day, form == "json", lang == "zh"))

    def __repr__(self) -> str:
        return f"Roster of {len(self._core.ids)} parties for {self.standard.name}"


def assign(
    standard: Standard | str,
    *,
    parties: Any = None,
    areas: Any = None,
    assignments: Any = None,
    task_table: Any = None,
    duties: str | os.PathLike[str] | Mapping[str, Any] | None = None,
) -> Roster:
    """Check duties against a standard: who answers for what.

    Parameters
    ----------
    standard : Standard or name
    parties, areas, assignments, task_table : frame, mapping of columns, or path of a CSV file
        Columns as in docs/responsibility.md, English or Chinese; lists within a cell separated by ";".
    duties : path, JSON text or mapping
        One document instead of the first three.

    Raises
    ------
    SaniscoreError
        With every mistake at once: circles, tasks without a lead, shares that do not add up, ties, …

    Examples
    --------
    >>> import saniscore as ss
    >>> roster = ss.assign(
    ...     "cn.village.cleaner-daily",
    ...     parties="examples/data/duties_parties.csv",
    ...     areas="examples/data/duties_areas.csv",
    ...     assignments="examples/data/duties_assignments.csv",
    ... )
    >>> roster
    Roster of 13 parties for cn.village.cleaner-daily@mirror
    >>> res = ss.score("cn.village.cleaner-daily", "examples/data/duties_grids.csv")
    >>> traced = roster.who(res, "一号网格", day="2026-05").columns
    >>> list(zip(traced["criterion"], traced["party"], traced["points"].round(3).tolist()))[:2]
    [('1.1.1', 'bureau', 0.6), ('1.1.1', 'east', 2.4)]
    """
    std = standard if isinstance(standard, Standard) else load_standard(standard)
    tables = [
        _text(data, name) for data, name in ((parties, "parties"), (areas, "areas"), (assignments, "assignments"))
    ]
    tasks = None if task_table is None else _text(task_table, "task table")[0]
    text, source = None, ""
    if isinstance(duties, Mapping):
        text = _json.dumps(duties, ensure_ascii=False).encode()
    elif duties is not None:
        given = os.fspath(duties)
        is_text = given.lstrip().startswith("{")
        text, source = (given.encode(), "") if is_text else (Path(given).read_bytes(), given)
    core = take(_core.make_roster(std._core, tables[0][0], tables[1][0], tables[2][0], tasks, text, source))
    kind = next(
        (kind for data, (_, kind) in zip((parties, areas, assignments), tables, strict=True) if data is not None),
        "dict",
    )
    return Roster(std, core, kind)
