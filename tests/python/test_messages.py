"""Every complaint of the package: its code, and both languages."""

from __future__ import annotations

import pickle
import re
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import saniscore as ss

MARKS = ss.load_standard(
    {
        "format": "saniscore/standard",
        "format_version": 1,
        "id": "t",
        "edition": "1",
        "tree": {"id": "x", "points": 10, "measure": {"choice": {"low": 1, "high": 10}}},
    }
)
JINING = Path(__file__).resolve().parents[2] / "examples/data/jining_2017-08.xlsx"


def not_utf8() -> object:
    buffers = [None, pa.py_buffer(np.array([0, 3], np.int32)), pa.py_buffer(b"low\xff"[1:])]
    return ss.score(MARKS, pa.table({"x": pa.Array.from_buffers(pa.utf8(), 1, buffers)}))


def other_standard() -> object:
    restore, (text, *_) = MARKS.__reduce__()
    return restore(text, "0" * 64)


CASES: dict[str, Callable[[], object]] = {
    "P002": not_utf8,
    "P004": lambda: ss.score(MARKS, 5),
    "P005": lambda: ss.score(MARKS, np.zeros((2, 3)), columns=["x"]),
    "P006": other_standard,
    "P009": lambda: ss.read_excel(JINING, sheet="no such"),
    "P010": lambda: pickle.loads(pickle.dumps(ss.score(MARKS, {"x": ["low"]}))).explain("0"),
}


def complaint(call: Callable[[], object]) -> ss.Diagnostic:
    with pytest.raises(ss.SaniscoreError) as caught:
        call()
    return caught.value.diagnostics[0]


def said_in_both(found: ss.Diagnostic, code: str) -> None:
    assert found.code == code
    assert re.search("[a-z]{3}", found.en)
    assert re.search("[\u4e00-\u9fff]{2}", found.zh)


@pytest.mark.parametrize("code", CASES)
def test_complaints(code: str) -> None:
    said_in_both(complaint(CASES[code]), code)


def test_without_excel_support(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    said_in_both(complaint(lambda: ss.read_excel(JINING)), "P008")
