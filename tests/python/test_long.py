"""Long tables: rows of unit, criterion and value in every library's kind give what a wide table gives."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import saniscore as ss
from saniscore._frames import borrow

MARKS = ss.load_standard(
    {
        "format": "saniscore/standard",
        "format_version": 1,
        "id": "t.long",
        "edition": "1",
        "title": {"en": "marks"},
        "tree": {
            "id": "total",
            "combine": "sum",
            "children": [
                {"id": "a", "title": {"zh": "卫生"}, "points": 10, "measure": {"score": 10}},
                {"id": "b", "points": 20, "measure": {"score": 10}, "states": {"not_inspected": "drop"}},
                {"id": "c", "points": 5, "measure": {"choice": {"good": 5, "bad": 0}}},
                {"id": "d", "points": 10, "measure": {"deduct": {"rules": [{"id": "x", "rate": 1}]}}},
            ],
        },
    }
)  # fmt: skip
WIDE: dict[str, list[Any]] = {
    "unit": ["Süd", "n", "w"],
    "a": [4.0, 10.0, 0.5],
    "b": [7.5, None, 1.0],
    "c": ["good", "bad", "bad"],
}
ROWS = [(u, c, v) for c in "abc" for u, v in zip(WIDE["unit"], WIDE[c], strict=True)]


def numbers() -> pd.DataFrame:
    """Without the column of words, so that values are numbers."""
    rows = [row for row in ROWS if row[1] != "c"]
    return pd.DataFrame(rows, columns=["unit", "criterion", "value"]).astype({"value": float})


def words() -> pd.DataFrame:
    rows = [(u, c, None if v is None else str(v)) for u, c, v in ROWS]
    return pd.DataFrame(rows, columns=["unit", "criterion", "value"])


def frames() -> dict[str, Any]:
    plain, text = numbers(), words()
    arrow = pa.Table.from_pandas(plain, preserve_index=False)
    coded = arrow.set_column(0, "unit", arrow["unit"].dictionary_encode()).set_column(
        1, "criterion", arrow["criterion"].dictionary_encode()
    )
    polars = pl.from_pandas(plain)
    return {
        "pandas": plain,
        "pandas objects": plain.astype({"unit": object, "criterion": object}),
        "pandas categories": plain.astype({"unit": "category", "criterion": "category"}),
        "pandas words": text,
        "pandas categories of words": text.astype("category"),
        "polars": polars,
        "polars categories": polars.with_columns(pl.col("unit", "criterion").cast(pl.Categorical)),
        "polars enums": polars.with_columns(
            pl.col("unit").cast(pl.Enum(WIDE["unit"])), pl.col("criterion").cast(pl.Enum(["b", "nobody", "a"]))
        ),
        "polars words": pl.from_pandas(text),
        "polars in pieces": pl.concat([polars[:2], polars[2:]], rechunk=False),
        "arrow": arrow,
        "arrow dictionaries": coded,
        "arrow in pieces": pa.concat_tables([coded.slice(0, 2), coded.slice(2)]),
        "dict of lists": {name: plain[name].tolist() for name in plain},
    }


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("kind", frames())
def test_rows_give_what_a_wide_table_gives(kind: str, threads: int) -> None:
    frame = frames()[kind]
    wide = dict(WIDE) if "words" in kind else {name: WIDE[name] for name in ("unit", "a", "b")}
    expected = ss.score(MARKS, wide, missing="not_inspected")
    result = ss.score(MARKS, frame, unit="unit", criterion="criterion", value="value", threads=threads)
    assert result.units.tolist() == WIDE["unit"]
    for node in ("total", "a", "b", "c", "d"):
        np.testing.assert_array_equal(result.score(node), expected.score(node), node)
        np.testing.assert_array_equal(result.maximum(node), expected.maximum(node), node)
        assert result.state(node).tolist() == expected.state(node).tolist()
    assert result.coverage().tolist() == expected.coverage().tolist()
    assert str(result.explain("n")) == str(expected.explain("n"))


def test_codes_and_numbers_stay_where_they_are() -> None:
    frame = numbers().astype({"unit": "category", "criterion": "category"})
    core = borrow(frame).core
    assert core.address("unit") == frame["unit"].array.codes.ctypes.data
    assert core.address("value") == frame["value"].to_numpy().ctypes.data


def test_units_may_be_integers() -> None:
    for units in ([3, 1, 3], [2**60, 5, 2**60], [-7, 0, -7]):
        frame = {"unit": np.array(units), "criterion": ["a", "a", "b"], "value": [1.0, 2.0, 3.0]}
        result = ss.score(MARKS, frame)
        assert result.units.tolist() == units[:2]
        assert result.score("a").tolist() == [1, 2]


def test_titles_states_parts_and_sites() -> None:
    frame = pl.DataFrame(
        {
            "单位": ["u", "u", "u", "v"],
            "指标": ["卫生", "d", "c", "d"],
            "part": [None, "x", None, None],
            "value": ["4", "2", None, None],
            "state": [None, None, "withheld", "not_applicable"],
        }
    )
    result = ss.score(MARKS, frame)
    assert result.score("a").tolist()[0] == 4
    assert result.score("d").tolist()[0] == 8
    assert result.state("c").tolist() == ["withheld", "not_inspected"]
    assert result.state("d").tolist() == ["known", "not_applicable"]
    sites = pl.DataFrame({"unit": ["u"], "criterion": ["a"], "site": ["s"], "value": [1.0]})
    with pytest.raises(ss.SaniscoreError, match="D011"):
        ss.score(MARKS, sites)


def many(rows: int) -> pd.DataFrame:
    unit = np.arange(rows) // 2
    return pd.DataFrame({"unit": unit, "criterion": np.where(np.arange(rows) % 2, "a", "b"), "value": 1.0})


@pytest.mark.parametrize("rows", [10, 300_000])
def test_complaints_name_rows(rows: int) -> None:
    """Small frames are read once more by name, for the sake of the message; large ones are not."""
    twice = pd.concat([many(rows), pd.DataFrame({"unit": [2], "criterion": ["a"], "value": [3.0]})])
    with pytest.raises(ss.SaniscoreError, match=f"D004 at row {rows}") as error:
        ss.score(MARKS, twice)
    if rows > 10:
        assert "row 5 has a value" in str(error.value)
    unknown = many(rows)
    unknown.loc[3, "criterion"] = "aa"
    with pytest.raises(ss.SaniscoreError, match=r"(D002|D120) at row 3.*\"a\""):
        ss.score(MARKS, unknown)
    text = many(rows).astype({"value": str})
    text.loc[4, "value"] = "95%"
    with pytest.raises(ss.SaniscoreError, match=r"(D003|D114) at row 4"):
        ss.score(MARKS, text)


def test_states_among_labels_are_refused() -> None:
    frame = pl.DataFrame({"unit": ["u"], "criterion": ["c"], "value": ["not_applicable"]})
    with pytest.raises(ss.SaniscoreError, match="D116"):
        ss.score(MARKS, frame)


def test_a_row_without_value_names_its_unit() -> None:
    frame = pl.DataFrame({"unit": ["u", "v"], "criterion": ["a", "a"], "value": [None, 3.0]})
    result = ss.score(MARKS, frame)
    assert result.units.tolist() == ["u", "v"]
    assert result.state("a").tolist() == ["not_inspected", "known"]


def test_fields_of_large_frames_come_when_asked_for() -> None:
    """All fields of half a million units are those of the same units in a small frame."""
    std = ss.load_standard(
        {"format": "saniscore/standard", "format_version": 1, "id": "t", "edition": "1", "title": {"en": "t"},
         "tree": {"id": "t", "combine": "sum", "states": {"not_inspected": "unknown"}, "children": [
             {"id": name, "points": 10, "measure": {"bands": [{"<": 5, "points": 2}, {"points": 10}]}} for name in "abcd"]}}
    )  # fmt: skip
    rng = np.random.default_rng(5)
    data = {name: rng.integers(0, 11, 500_000).astype(float) for name in "abcd"}
    data["b"][::7] = np.nan
    large = ss.score(std, data)
    small = ss.score(std, {name: values[-3000:] for name, values in data.items()})
    for what in ("score", "maximum", "lower", "upper", "coverage", "percent", "provisional", "state", "level"):
        np.testing.assert_array_equal(getattr(large, what)()[-3000:], getattr(small, what)(), err_msg=what)
    again = pickle.loads(pickle.dumps(ss.score(std, data)))
    np.testing.assert_array_equal(again.upper(), large.upper())
