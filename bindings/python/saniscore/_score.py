"""score(): frames in, results out."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from . import _core
from ._errors import Diagnostic, SaniscoreWarning, fail
from ._frames import borrow
from ._result import Result, as_sequence, score_core, state_name
from ._standard import Standard, load_standard

__all__ = ["score"]

#: Above this many cells, only the total and the groups are scored unless `nodes` asks for more.
_ALL_UP_TO = 4_000_000
_UNIT_WORDS = ("unit", "单位", "参评单位")


def score(
    standard: Standard | str | os.PathLike[str] | Mapping[str, Any],
    frame: Any,
    *,
    unit: str | None = None,
    criterion: str | None = None,
    value: str | None = None,
    part: str | None = None,
    state: str | None = None,
    site: str | None = None,
    method: str | None = None,
    round: str | None = None,
    findings: Any = None,
    visits: Any = None,
    columns: Sequence[str] | None = None,
    missing: str | None = None,
    ignore: str | Sequence[str] | None = None,
    nodes: str | Sequence[str] | None = None,
    lanes: bool = False,
    threads: int = 1,
) -> Result:
    """Score every unit of a frame.

    A frame is *wide* (a row per unit, columns named as the standard names them or by a criterion's title) or *long* (a
    row per value, with a criterion and a value column). Null, NaN and empty text are not inspected.

    Parameters
    ----------
    standard : Standard, or what `load_standard` takes
    frame : frame, mapping, matrix or path
        pandas, polars, pyarrow, DuckDB relations and anything else with the Arrow PyCapsule methods; a mapping of
        arrays (a single value holds for all rows); a NumPy matrix with `columns`; a `Sheet`; the path of a CSV or
        Excel file. Numbers are read in place; do not change them while they are being scored, or before a result has
        been explained.
    unit : str, optional
        The column that names the units, or a level of a pandas index. Without it a column named ``unit`` or ``单位``,
        in a file the first column, else each row is a unit.
    criterion, value, part, state, site, method, round : str, optional
        Columns with these meanings where they are called otherwise (``指标``, ``得分``, ``点位``, … are understood).
    findings, visits : frame, optional
        Logs of findings 问题 and visits 检查 beside the table.
    columns : sequence of str, optional
        Names of the columns of a matrix.
    missing : str, optional
        The state that a column of the standard which the table lacks stands for, e.g. ``"not_inspected"``. Without it
        such a column is an error.
    ignore : str or sequence of str, optional
        Columns that mean nothing here; columns named ``x-…`` never do.
    nodes : {"all", "groups"} or sequence of str, optional
        Criteria to report at once. Others are scored when asked for. Default: all, in large frames groups.
    lanes : bool
        Keep the scores per site, method and round.
    threads : int
        How many threads share the rows; the result is the same to the bit.

    Raises
    ------
    SaniscoreError
        With every complaint, each naming column, row and remedy.

    Warns
    -----
    SaniscoreWarning
        Values that count as invalid.

    Examples
    --------
    >>> import saniscore as ss
    >>> res = ss.score("uk.fsa.fhrs", {"unit": ["Corner Café", "Mill Lane"], "@status": "rated",
    ...                                "hygiene": [5, 10], "structural": [10, 5], "confidence": [10, None]})
    >>> res.score()
    array([25., 15.])
    >>> res.outcome("rating").tolist()
    ['3', None]
    >>> res.possible("rating")[1]
    ('4', '3', '2', '1', '0')
    """
    std = load_standard(standard)
    table = borrow(frame, columns, unit)
    names = table.core.names
    if unit is None:
        unit = next((word for word in _UNIT_WORDS if word in names), names[0] if table.first_is_unit and names else "")
    elif unit not in names:
        raise fail(
            "D118",
            f"there is no column {unit!r} for the units; the frame has: {', '.join(names[:12])}",
            f"没有单位列“{unit}”；现有列：{'、'.join(names[:12])}",
        )
    roles = {}
    for role, column in (
        ("criterion", criterion),
        ("value", value),
        ("part", part),
        ("state", state),
        ("site", site),
        ("method", method),
        ("round", round),
    ):
        if column is None:
            continue
        if column not in names:
            raise fail(
                "D118",
                f"there is no column {column!r} for {role}; the frame has: {', '.join(names[:12])}",
                f"没有列“{column}”；现有列：{'、'.join(names[:12])}",
            )
        roles[column] = role
    if nodes is None:
        nodes = "all" if table.core.rows * len(std.criteria) <= _ALL_UP_TO else "groups"
    wanted = [] if nodes in ("all", "groups") else as_sequence(nodes)
    for node in wanted:
        std._require(node)
    logs = (None if findings is None else borrow(findings).core, None if visits is None else borrow(visits).core)
    outcome = _core.score(
        std._core,
        table.core,
        *logs,
        unit,
        roles,
        as_sequence(ignore),
        state_name(missing),
        wanted,
        nodes == "all",
        lanes,
        max(1, threads),
    )
    result = score_core(std, outcome, table.kind, not unit or table.core.is_integer(unit))
    if not wanted and outcome[0] is not None and outcome[0].nothing_observed:
        result.warnings.append(_nothing(std, names, len(result)))
    for warning in result.warnings:
        warnings.warn(str(warning), SaniscoreWarning, stacklevel=2)
    return result


def _nothing(standard: Standard, names: Sequence[str], units: int) -> Diagnostic:
    """A frame that says nothing is scored like any other, but seldom meant."""
    if not units:
        en = "the data has no rows, so there is nothing to score; add a row per unit"
        return Diagnostic("D123", "warning", "", 0, 0, "", en, "数据没有行，无可评分；请每个单位写一行")
    empty = [name for name in standard.columns if name in names and name[0] != "@"][:5]
    return Diagnostic(
        "P013", "warning", "", 0, 0, f"columns {', '.join(empty)}, every row" if empty else "every row",
        "no cell holds a value, so every criterion of every unit counts as not inspected; check how the frame was made",
        "没有任何数值，各单位各指标均按未检处理；请检查数据框的来源",
    )  # fmt: skip
