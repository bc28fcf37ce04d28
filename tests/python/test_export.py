"""Tables that leave: Arrow streams that every library reads, and each kind of frame."""

from __future__ import annotations

import gc
import tracemalloc
from typing import Any

import duckdb
import nanoarrow as na
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import saniscore as ss
from saniscore import _core

FRAME: dict[str, Any] = {
    "unit": ["Corner Café", "Mill <b>", "拐角"],
    "@status": "rated",
    "hygiene": [5, 10, 5],
    "structural": [10, 5, 0],
    "confidence": [10, None, 0],
}
TYPES = {
    "unit": pa.large_string(), "criterion": pa.large_string(), "title": pa.large_string(), "score": pa.float64(),
    "maximum": pa.float64(), "percent": pa.float64(), "state": pa.large_string(), "provisional": pa.bool_(),
    "lower": pa.float64(), "upper": pa.float64(), "coverage": pa.float64(), "level": pa.large_string(),
    "standard": pa.large_string(), "fingerprint": pa.large_string(),
}  # fmt: skip


def tables() -> dict[str, Any]:
    result = ss.score("uk.fsa.fhrs", FRAME)
    estimate = ss.Estimate(5, 4, 6)
    return {
        "Result": result,
        "Ranking": ss.rank(result),
        "Explanation": result.explain("Mill <b>"),
        "Comparison": ss.compare(result, result, "Corner Café", "拐角"),
        "Changes": ss.diff("uk.fsa.fhrs", "cn.jining.civility-index"),
        "Examination": ss.examine("uk.fsa.fhrs"),
        "Draws": ss.draw(result, "拐角", {"hygiene": estimate}, draws=10),
    }


@pytest.mark.parametrize("name", tables())
def test_every_library_reads_every_table(name: str) -> None:
    made = tables()[name]
    wanted = made.to_frame("dict")
    rows = len(next(iter(wanted.values())))
    assert rows
    there = {
        "pyarrow": pa.table(made),
        "polars": pl.DataFrame(made).to_arrow(),
        "duckdb": duckdb.from_arrow(made).to_arrow_table(),
        "pandas": pa.table(made.to_frame("pandas")),
        "to polars": made.to_frame("polars").to_arrow(),
        "to pyarrow": made.to_frame("pyarrow"),
        "to duckdb": made.to_frame("duckdb").to_arrow_table(),
    }
    there["pyarrow"].validate(full=True)
    for how, got in there.items():
        assert got.column_names == list(wanted), how
        for column, values in wanted.items():
            expected = [None if v is None or v != v else v for v in values.tolist()]
            assert got[column].to_pylist() == expected, (how, column)
    assert sum(len(chunk) for chunk in na.ArrayStream(made)) == rows


def test_types_do_not_depend_on_the_values() -> None:
    """A column of nulls, or of nothing, is of the type that it always is."""
    result = ss.score("uk.fsa.fhrs", FRAME)
    assert dict(zip(pa.table(result).schema.names, pa.table(result).schema.types, strict=True)) == TYPES
    none = pa.table(ss.score("cn.jining.civility-index", {"unit": ["a"], "field": [1], "survey": [2]}))
    assert none["level"].null_count == none.num_rows
    assert none.schema == pa.table(result).schema
    with pytest.warns(ss.SaniscoreWarning, match="D123"):
        nothing = ss.score("uk.fsa.fhrs", {name: [] for name in FRAME})
    assert pa.table(nothing).schema == pa.table(result).schema
    assert pl.DataFrame(nothing).schema == pl.DataFrame(result).schema
    numbered = ss.score("uk.fsa.fhrs", {name: v for name, v in FRAME.items() if name != "unit"})
    assert pa.table(numbered).schema.field("unit").type == pa.int64()


def test_columns() -> None:
    columns = {
        "f": np.array([1.5, np.nan, -0.0]), "i": np.array([1, 2**53 + 1, -(2**62)]), "b": np.array([True, False, True]),
        "t": ["", None, "九个字的文本在这里吗"], "o": np.array(["x", None, "y"], dtype=object),
    }  # fmt: skip
    got = pa.table(ss._make.Stream(columns))
    got.validate(full=True)
    assert got.to_pydict() == {
        "f": [1.5, None, 0.0], "i": [1, 2**53 + 1, -(2**62)], "b": [True, False, True],
        "t": ["", None, "九个字的文本在这里吗"], "o": ["x", None, "y"],
    }  # fmt: skip
    for rows in (0, 1, 7, 8, 9, 64, 65):
        flags = np.arange(rows) % 3 == 0
        marks = np.where(flags, np.nan, np.arange(rows, dtype=float))
        table = pa.table(ss._make.Stream({"b": flags, "f": marks}))
        table.validate(full=True)
        assert table["b"].to_pylist() == flags.tolist()
        assert table["f"].null_count == int(flags.sum())
    with pytest.raises(ValueError, match="different length"):
        _core.arrow_stream({"a": np.zeros(2), "b": ["x"]}, 2)


def test_memory_is_given_back() -> None:
    """Read or not, moved or not; children that outlive their parent too."""
    columns = {"f": np.zeros(1000), "t": ["text"] * 1000}

    def resident() -> int:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1])

    kept = pa.table(ss._make.Stream(columns))["t"]
    gc.collect()
    assert kept.to_pylist()[999] == "text"
    for _ in range(200):
        _core.arrow_stream(columns, 1000)
        pa.table(ss._make.Stream(columns)).column("f")
    tracemalloc.start()
    before = resident()
    for _ in range(3000):
        _core.arrow_stream(columns, 1000)
        pa.table(ss._make.Stream(columns)).column("f")
    grown = (resident() - before) * 4096
    tracemalloc.stop()
    assert grown < 20 << 20, f"{grown >> 20} MiB stayed"  # a leak of the texts alone would be 2 × 12 MB × …


def test_pandas_keeps_its_types() -> None:
    frame = ss.score("uk.fsa.fhrs", pd.DataFrame(FRAME)).to_frame()
    assert frame["score"].dtype == np.float64
    assert frame["provisional"].dtype == bool
    assert frame["level"].isna().tolist() == [
        level is None for level in ss.score("uk.fsa.fhrs", FRAME).to_frame()["level"]
    ]
