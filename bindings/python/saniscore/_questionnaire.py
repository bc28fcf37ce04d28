"""Questionnaires as platforms export them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from . import _core
from ._coding import Answers, Coding
from ._errors import take
from ._frames import borrow
from ._proportion import one_of

__all__ = ["Questionnaire", "read_questionnaire"]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """What a sheet of questionnaires gave, from `read_questionnaire`.

    Attributes
    ----------
    answers : Answers
        Of the rows that count, for `rate`.
    rows : array of int
        Which rows of the sheet they are, from 0: ``frame.iloc[q.rows]``.
    received : int
        Rows of the sheet.
    screened : dict
        Per filter, the rows it took out (the first filter that did).
    duplicates, over_quota : int
        Rows taken out.
    refused, dont_know, missing : int
        Among the rows that count; missing includes refused.
    quotas : tuple of (column, category, wanted, got)
    answered_share : float
        Valid answers ÷ rows that count, r. Whatever the others think, the rate of all lies between r·p and
        r·p + 1 − r (Manski).
    """

    answers: Answers = field(repr=False)
    rows: NDArray[np.uint32] = field(repr=False)
    received: int
    screened: dict[str, int]
    duplicates: int
    over_quota: int
    refused: int
    dont_know: int
    missing: int
    quotas: tuple[tuple[str, str, int, int], ...]
    answered_share: float
    _core: _core.Questionnaire = field(repr=False)

    def categories(self, column: str) -> NDArray[Any]:
        """A column of the rows that count, spellings of one wording joined; None where the cell is empty."""
        return np.array(take(self._core.categories(column)), dtype=object)

    def numbers(self, column: str) -> NDArray[np.float64]:
        """A column of numbers, such as weights, of the rows that count."""
        return take(self._core.numbers(column))


def read_questionnaire(
    data: Any,
    question: str,
    coding: Coding | str | Mapping[Any, str],
    *,
    respondent: str = "",
    duplicates: Literal["keep_first", "keep_last", "drop_all"] = "keep_first",
    filters: Mapping[str, float | str | Sequence[str]] | None = None,
    quotas: Mapping[str, Mapping[str, int]] | None = None,
    drop_excess: bool = False,
    refusals: Sequence[str] | None = None,
) -> Questionnaire:
    """Read one question of a sheet: filters, then duplicates, then quotas, then the coding.

    Parameters
    ----------
    data : frame, mapping, `Sheet` or path
        One row per questionnaire; cells such as "A.非常满意", "2、满意", "(跳过)".
    question : str
        Heading of the column with the answers.
    coding : Coding, or what `Coding` takes
    respondent : str
        Column that tells respondents apart (number, phone, device).
    duplicates : str
        Which of several questionnaires of one respondent counts.
    filters : mapping, optional
        Who belongs to the cohort: column → wordings that stay, or a number to reach. ``{"居住时间": ["半年以上"],
        "年龄": 18}``. An empty cell does not stay.
    quotas : mapping, optional
        Column → category → how many are wanted; a warning says which are not filled.
    drop_excess : bool
        Drop what comes after a quota is full.
    refusals : sequence of str, optional
        Wordings that are counted as refused. Default: 拒答, 拒访, 拒绝回答, Refused.

    Raises
    ------
    SaniscoreError
        D212, D213 (coding), D261 (no such column), D263 (nobody is left), D264 (a cell that is not a number).

    Warns
    -----
    SaniscoreWarning
        D262: a quota that is not filled.

    Examples
    --------
    >>> import saniscore as ss
    >>> sheet = {"手机": ["1", "2", "2", "3"], "居住": ["半年以上", "半年以上", "半年以上", "不足半年"],
    ...          "是否满意": ["A.满意", "C.不满意", "A.满意", "B.基本满意"]}
    >>> q = ss.read_questionnaire(sheet, "是否满意", "satisfaction-3", respondent="手机", filters={"居住": "半年以上"})
    >>> q.rows.tolist(), q.screened, q.duplicates
    ([0, 1], {'居住': 1}, 1)
    >>> ss.rate(ss.Design(respondents=len(q.rows), sample="convenience"), q.answers).rate
    0.5
    """
    chosen = coding if isinstance(coding, Coding) else Coding(coding)
    keep: list[tuple[str, float | list[str]]] = []
    for column, wanted in (filters or {}).items():
        words = [wanted] if isinstance(wanted, str) else wanted
        keep.append((column, float(words) if isinstance(words, (int, float)) else list(words)))
    core = take(
        _core.read_questionnaire(
            borrow(data).core,
            question,
            chosen._core,
            None if refusals is None else list(refusals),
            respondent,
            one_of(duplicates, ("keep_first", "keep_last", "drop_all"), "duplicates"),
            keep,
            [(column, list(wanted.items())) for column, wanted in (quotas or {}).items()],
            drop_excess,
        )
    )
    counts = core.counts()
    counts["screened"] = dict(zip(filters or {}, counts["screened"], strict=True))
    return Questionnaire(answers=core.answers, _core=core, **counts)
