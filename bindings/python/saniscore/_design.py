"""Designs: how respondents were chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from . import _core
from ._coding import Answers, Coding, Column
from ._errors import fail, take
from ._frames import borrow
from ._proportion import one_of

__all__ = ["Design"]

_LONELY = ("error", "certainty", "center", "average", "collapse")


class Design:
    """How respondents were chosen: weights 权数, strata 层, primary units 初级单位, finite populations.

    Immutable; holds its own index. Columns are arrays, lists, series of any library, or names of columns of `data`. Ids
    may be numbers or texts. What is left out means: weight 1, one stratum, every respondent a unit, infinitely many.

    Parameters
    ----------
    data : frame, mapping or path, optional
        One row per respondent; other functions then take names of its columns, too.
    weight : column, optional
        People a respondent stands for; only ratios matter, except to ``deff_finite``. A row of weight 0 is as if it
        were not there.
    stratum : column, optional
        What was sampled separately, e.g. streets 街道.
    psu : column, optional
        What was drawn first within the stratum, e.g. communities 社区. Answers from one community resemble each other;
        ignoring that makes errors too small.
    psu_population : column, optional
        Primary units in the whole stratum, drawn or not; 0 for infinitely many.
    psu_size : column, optional
        People in the primary unit, asked or not: the second stage of a finite population.
    respondents : int, optional
        Instead of columns: a simple sample of so many.
    lonely : {"error", "certainty", "center", "average", "collapse"}
        What a stratum with a single primary unit adds to the variance: refuse it; nothing; its distance from the mean
        of all (R: "adjust"); what the others add on average; join the stratum with the one next to it.
    sample : {"probability", "convenience"}
        Convenience: an open link, a stall. Intervals then rest on a model, and every result says so.

    Raises
    ------
    SaniscoreError
        D221 (lengths), D222 (weights), D223 (a primary unit in two strata), D224 (populations), D225 (lonely units).

    Examples
    --------
    >>> import saniscore as ss
    >>> design = ss.Design(stratum=["East", "East", "West", "West"], psu=[1, 2, 3, 4])
    >>> design
    Design(4 respondents, 4 primary units, 2 strata)
    >>> ss.Design(stratum=["East", "West"], psu=["A", "A"])
    Traceback (most recent call last):
    saniscore.SaniscoreError: error D223 at row 1: primary unit A lies in stratum East and in stratum West; name the units …
    """

    __slots__ = ("_core", "_data", "_kind")

    def __init__(
        self,
        data: Any = None,
        *,
        weight: Column = None,
        stratum: Column = None,
        psu: Column = None,
        psu_population: Column = None,
        psu_size: Column = None,
        respondents: int | None = None,
        lonely: Literal["error", "certainty", "center", "average", "collapse"] = "error",
        sample: Literal["probability", "convenience"] = "probability",
    ) -> None:
        policy = one_of(lonely, _LONELY, "lonely")
        convenience = one_of(sample, ("probability", "convenience"), "sample") == 1
        borrowed = None if data is None else borrow(data)
        self._data = None if borrowed is None else borrowed.core
        self._kind = "dict" if borrowed is None else borrowed.kind
        columns = (weight, stratum, psu, psu_population, psu_size)
        if all(c is None for c in columns):
            rows = self._data.rows if self._data is not None and respondents is None else respondents or 0
            self._core = take(_core.simple_design(rows, convenience))
            return
        in_strata, stratum_names = self._ids(stratum, "stratum")
        in_units, unit_names = self._ids(psu, "psu")
        self._core = take(
            _core.make_design(
                self._numbers(weight, "weight"),
                in_strata,
                in_units,
                self._numbers(psu_population, "psu_population"),
                self._numbers(psu_size, "psu_size"),
                stratum_names,
                unit_names,
                policy,
                convenience,
            )
        )

    @property
    def rows(self) -> int:
        """Respondents."""
        return self._core.rows

    @property
    def psus(self) -> int:
        """Primary units drawn."""
        return self._core.psus

    @property
    def strata(self) -> int:
        """Strata."""
        return self._core.strata

    @property
    def is_simple(self) -> bool:
        """Whether answers are simple counts: no weights that differ, no strata, units or populations."""
        return self._core.is_simple

    def _with(self, core: _core.Design) -> Design:
        out = Design.__new__(Design)
        out._core, out._data, out._kind = core, self._data, self._kind
        return out

    def _frame(self, column: Column, name: str) -> tuple[_core.Frame, str]:
        """A column as part of a compiled frame: one of the design's, or its own."""
        if isinstance(column, str):
            if self._data is None or column not in self._data.names:
                shown = "no frame" if self._data is None else ", ".join(self._data.names[:12])
                raise fail(
                    "D118",
                    f"there is no column {column!r} for {name}; the design has: {shown}",
                    f"没有列“{column}”；现有：{shown}",
                )
            return self._data, column
        return borrow({name: column}).core, name

    def _ids(self, column: Column, name: str) -> tuple[NDArray[np.int32] | None, list[str]]:
        if column is None:
            return None, []
        ids, labels = take(_core.ids(*self._frame(column, name), False))
        if labels:
            _all_belong(ids, name)
        return ids, [str(label) for label in labels]

    def _groups(
        self, column: Column, name: str, all_belong: bool = False, own_numbers: bool = False
    ) -> tuple[NDArray[np.int32], list[Any]]:
        """Positions among labels; an empty cell is −1. `own_numbers`: no labels where the ids are the column itself."""
        frame = self._frame(column, name)
        if own_numbers:
            ids, labels = take(_core.ids(*frame, False))
            if labels or (len(ids) and int(ids.min()) >= 0):
                return ids, labels
        ids, labels = take(_core.ids(*frame, True))
        if all_belong:
            _all_belong(ids, name)
        return ids, labels

    def _numbers(self, column: Column, name: str) -> NDArray[np.float64] | None:
        return None if column is None else take(_core.numbers(*self._frame(column, name)))

    def _mask(self, column: Column) -> NDArray[np.uint8] | None:
        numbers = self._numbers(column, "where")
        return None if numbers is None else (np.nan_to_num(numbers) != 0).view(np.uint8)

    def _answers(self, answers: Column, coding: Coding | str | Mapping[Any, str] | None) -> Answers:
        if isinstance(answers, Answers):
            return answers
        if coding is not None and not isinstance(coding, Coding):
            coding = Coding(coding)
        return take(_core.code(*self._frame(answers, "answers"), None if coding is None else coding._core))

    def __repr__(self) -> str:
        return f"Design({self.rows} respondents, {self.psus} primary units, {self.strata} strata)"


def _all_belong(ids: NDArray[np.int32], name: str) -> None:
    if len(ids) and int(ids.min()) < 0:
        raise fail(
            "D226",
            f"the {name} is empty; every respondent belongs to one, so fill it in or leave the row out",
            f"{name} 为空；每位受访者都应属于一个，请补上或去掉该行",
            f"row {int(np.argmin(ids))}, column {name}",
        )
