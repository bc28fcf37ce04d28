"""Codings: what each answer of a question means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from . import _core
from ._errors import fail, take
from ._frames import borrow
from ._proportion import one_of
from ._standard import Standard

__all__ = ["Answers", "Coding", "code", "codings"]

_OUTCOMES = ("favourable", "unfavourable", "dont_know", "missing")
_SIGNS = {"+": 0, "-": 1, "dk": 2, "": 3, **{word: k for k, word in enumerate(_OUTCOMES)}}

Answers = _core.Answers
#: A column: an array, a list, a series of any library, or the name of a column of the design's frame.
Column: TypeAlias = Any


class Coding:
    """What each answer of a question means; part of every result.

    Parameters
    ----------
    answers : mapping, or the id of a ready coding
        From code (int) or wording (str) to ``"+"`` favourable, ``"-"`` unfavourable, ``"dk"`` don't know or ``""``
        missing (or those words). `codings` lists the ready ones with their sources.
    dont_know : {"exclude", "as_unfavourable"}, optional
        Whether the rate is among those with an opinion or among all who answered.
    values : mapping, optional
        What each answer counts in an index, e.g. ``{5: 100, 4: 80, 3: 60, 2: 30, 1: 0}``.
    id, source : str
        What results call the coding, and where this reading of the scale is printed.

    Raises
    ------
    SaniscoreError
        D211 (no such ready coding), D212 (nothing favourable, or nothing unfavourable, or two answers of one wording).

    Examples
    --------
    >>> import saniscore as ss
    >>> ss.Coding({5: "+", 4: "+", 3: "-", 2: "-", 1: "-", 9: "dk"})
    Coding('custom', favourable: 5 4, unfavourable: 3 2 1, don't know: 9 (exclude))
    >>> ss.Coding("satisfaction-3")
    Coding('satisfaction-3', favourable: 满意 基本满意, unfavourable: 不满意)
    """

    __slots__ = ("_core",)

    def __init__(
        self,
        answers: Mapping[Any, str] | str,
        *,
        dont_know: Literal["exclude", "as_unfavourable"] | None = None,
        values: Mapping[Any, float] | None = None,
        id: str | None = None,
        source: str = "",
    ) -> None:
        if dont_know not in (None, "exclude", "as_unfavourable"):
            one_of(dont_know, ("exclude", "as_unfavourable"), "dont_know")
        if isinstance(answers, str):
            ready = take(_core.coding(answers))
            if values is not None or id is not None:
                raise fail(
                    "D212",
                    "a ready coding has its own values and id; give a mapping of answers instead",
                    "现成的编码方案已有分值和编号；自定义请给出答案映射",
                    f"coding {answers}",
                )
            if dont_know is not None and (dont_know == "as_unfavourable") != ready.as_unfavourable:
                ready = take(
                    _core.make_coding(ready.id, ready.options, dont_know == "as_unfavourable", source or ready.source)
                )
            self._core = ready
            return
        codes = [k for k in answers if not isinstance(k, str)]
        free = max([0, *(int(k) for k in codes)]) + 1
        options = []
        for answer, sign in answers.items():
            if sign not in _SIGNS:
                raise fail(
                    "D212",
                    f"the answer {answer!r} is {sign!r}; write '+', '-', 'dk' or '' (missing)",
                    f"答案“{answer}”的取值“{sign}”有误；请写 '+'、'-'、'dk' 或 ''（缺失）",
                    f"coding {id or 'custom'}",
                )
            value = float("nan") if values is None else float(values.get(answer, float("nan")))
            number = answer
            if isinstance(answer, str):
                number, free = free, free + 1
            options.append((int(number), _SIGNS[sign], value, answer if isinstance(answer, str) else "", ""))
        self._core = take(_core.make_coding(id or "custom", options, dont_know == "as_unfavourable", source))

    @classmethod
    def of_standard(cls, standard: Standard, survey: str) -> Coding:
        """The coding that a standard's ``surveys`` entry declares, with what it says of don't know."""
        import json

        declared = {s["id"]: s for s in json.loads(standard.to_json()).get("surveys", [])}
        if survey not in declared:
            shown = ", ".join(declared) or "none"
            raise fail(
                "D211",
                f"{standard.name} declares no survey {survey!r}; it has: {shown}",
                f"{standard.name} 没有声明问卷“{survey}”；现有：{shown}",
            )
        entry = declared[survey]

        def words(key: str) -> list[str]:
            listed = entry.get(key, [])
            return [listed] if isinstance(listed, str) else listed

        out = cls.__new__(cls)
        out._core = take(
            _core.coding_of(
                survey,
                words("favourable"),
                words("unfavourable"),
                words("dont_know_answers"),
                entry.get("dont_know") == "unfavourable",
                standard.name,
            )
        )
        return out

    @property
    def id(self) -> str:
        """What results call it."""
        return self._core.id

    @property
    def source(self) -> str:
        """Where this reading of the scale is printed."""
        return self._core.source

    @property
    def dont_know(self) -> str:
        """``"exclude"`` or ``"as_unfavourable"``."""
        return "as_unfavourable" if self._core.as_unfavourable else "exclude"

    @property
    def answers(self) -> dict[int, str]:
        """From code to outcome."""
        return {code: _OUTCOMES[outcome] for code, outcome, *_ in self._core.options}

    @property
    def values(self) -> dict[int, float]:
        """From code to what it counts in an index."""
        return {code: value for code, _, value, *_ in self._core.options if value == value}

    def __repr__(self) -> str:
        parts = []
        for k, word in enumerate(("favourable", "unfavourable", "don't know")):
            names = [zh or en or str(code) for code, outcome, _, zh, en in self._core.options if outcome == k]
            policy = f" ({self.dont_know})" if k == 2 else ""
            if names:
                parts.append(f"{word}: {' '.join(names)}{policy}")
        return f"Coding({self.id!r}, {', '.join(parts)})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Coding) and repr(self._state()) == repr(other._state())

    def __hash__(self) -> int:
        return hash(repr(self._state()))

    def _state(self) -> tuple[Any, ...]:
        return (self.id, self._core.options, self._core.as_unfavourable, self.source)

    def __reduce__(self) -> tuple[Any, ...]:
        return _coding, self._state()


def _coding(*state: Any) -> Coding:
    out = Coding.__new__(Coding)
    out._core = take(_core.make_coding(*state))
    return out


def codings() -> tuple[Coding, ...]:
    """The ready codings, for scales seen in practice, each with its source.

    Examples
    --------
    >>> import saniscore as ss
    >>> [c.id for c in ss.codings()][:4]
    ['satisfaction-3', 'satisfaction-3-dk', 'satisfaction-4', 'satisfaction-4-dk']
    """
    return tuple(Coding(ident) for ident in _core.coding_ids())


def code(answers: Column, coding: Coding | str | Mapping[Any, str]) -> Answers:
    """Code answers once, to use them many times.

    Parameters
    ----------
    answers : column
        Codes or wordings ("A.非常满意", "2、满意", "(跳过)" are understood); null and NaN are missing.
    coding : Coding, or what `Coding` takes

    Returns
    -------
    Answers
        With ``.outcomes`` (0 favourable, 1 unfavourable, 2 don't know, 3 missing) and ``.values``.

    Raises
    ------
    SaniscoreError
        D212 (the coding), D213 (an answer that the coding does not have).

    Examples
    --------
    >>> import saniscore as ss
    >>> ss.code(["A.满意", "B、基本满意", "不满意", None], "satisfaction-3").outcomes.tolist()
    [0, 0, 1, 3]
    """
    chosen = coding if isinstance(coding, Coding) else Coding(coding)
    return take(_core.code(borrow({"answers": answers}).core, "answers", chosen._core))
