"""Frames of every library: read in place, returned in kind."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import saniscore as ss
from kinds import KINDS
from saniscore._frames import borrow

FHRS = ss.load_standard("uk.fsa.fhrs")
ROWS: dict[str, list[Any]] = {
    "FHRSID": [11, 12, 13],
    "@status": ["rated", "rated", "rated"],
    "hygiene": [5, 10, 0],
    "structural": [10.0, 5.0, 0.0],
    "confidence": [10, None, 5],
}
EXAMPLES = Path(__file__).parents[2] / "examples" / "data"


def frames() -> dict[str, Any]:
    out = {kind: make(ROWS) for kind, make in KINDS.items()}
    table = out["pyarrow"]
    out["record batch"] = table.to_batches()[0]
    out["reader"] = table.to_reader()
    out["duckdb"] = duckdb.from_arrow(table)
    out["nullable pandas"] = out["pandas"].convert_dtypes()
    out["arrow pandas"] = table.to_pandas(types_mapper=pd.ArrowDtype)
    out["categorical pandas"] = out["pandas"].astype({"@status": "category"})
    out["categorical polars"] = out["polars"].with_columns(pl.col("@status").cast(pl.Categorical))
    out["chunked polars"] = pl.concat([out["polars"][:1], out["polars"][1:]], rechunk=False)
    out["chunked arrow"] = pa.concat_tables([table.slice(0, 2), table.slice(2)])
    out["narwhals"] = nw.from_native(out["polars"])
    out["dict of arrays"] = {name: np.array(values, float if None in values else None) for name, values in ROWS.items()}
    out["dict of polars"] = out["polars"].to_dict()
    out["dict of pandas"] = dict(out["pandas"].items())
    out["dict of arrow"] = {name: table.column(name) for name in table.column_names}
    out["dict with one status"] = {**ROWS, "@status": "rated"}
    out["structured array"] = np.array(
        [(11, "rated", 5, 10, 10), (12, "rated", 10, 5, np.nan), (13, "rated", 0, 0, 5)],
        [("FHRSID", "i4"), ("@status", "U5"), ("hygiene", "u1"), ("structural", "f4"), ("confidence", ">f8")],
    )
    return out


@pytest.mark.parametrize("kind", frames())
def test_same_bits_from_every_kind(kind: str) -> None:
    frame = frames()[kind]
    result = ss.score(FHRS, frame, unit="FHRSID")
    reference = ss.score(FHRS, ROWS, unit="FHRSID")
    assert result.units.tolist() == [11, 12, 13]
    for node in FHRS.criteria:
        for what in ("score", "maximum", "lower", "upper", "coverage"):
            assert getattr(result, what)(node).tobytes() == getattr(reference, what)(node).tobytes()
        assert result.state(node).tolist() == reference.state(node).tolist()
    assert result.score().tolist() == [25, 15, 5]
    assert result.outcome("rating").tolist() == ["3", None, "5"]


KIND_OF = {
    "pandas": pd.DataFrame,
    "polars": pl.DataFrame,
    "pyarrow": pa.Table,
    "dict": dict,
    "duckdb": duckdb.DuckDBPyRelation,
}


@pytest.mark.parametrize("kind", KIND_OF)
def test_callers_kind_comes_back(kind: str) -> None:
    result = ss.score(FHRS, frames()[kind], unit="FHRSID")
    for made in (result.to_frame(), result.summary(), ss.rank(result).to_frame()):
        assert isinstance(made, KIND_OF[kind])
    rows = result.to_frame("polars").rows(named=True)
    assert len(rows) == 3 * 4
    assert rows[7] == {
        "unit": 12, "criterion": "confidence", "title": "Confidence in management", "score": None, "maximum": 0.0,
        "percent": None, "state": "not_inspected", "provisional": False, "lower": 0.0, "upper": 30.0, "coverage": 0.0,
        "level": None, "standard": "uk.fsa.fhrs@2012", "fingerprint": FHRS.fingerprint[:12],
    }  # fmt: skip
    assert result.summary("polars")["rating"].to_list() == ["3", None, "5"]


def test_frames_join_back_on_the_unit() -> None:
    frame = frames()["pandas"]
    joined = frame.merge(ss.score(FHRS, frame, unit="FHRSID").summary(), left_on="FHRSID", right_on="unit")
    assert joined["score"].tolist() == [25, 15, 5]


# -- nothing copied ---------------------------------------------------------------------------------------------------

TYPES = ["float64", "float32", "int64", "int32", "int16", "int8", "uint8", "uint16", "uint32", "uint64"]


@pytest.mark.parametrize("type_", TYPES)
def test_numbers_are_read_where_they_lie(type_: str) -> None:
    array = np.arange(20, dtype=type_)
    strided = array[4::3]
    arrow = pa.array(array)
    series = pl.Series("x", array)
    cases: list[tuple[Any, int]] = [
        ({"x": array}, array.ctypes.data),
        ({"x": strided}, strided.ctypes.data),
        ({"x": array[::-1]}, array[::-1].ctypes.data),
        (pd.DataFrame({"x": array}, copy=False), array.ctypes.data),
        (pa.table({"x": arrow}), arrow.buffers()[1].address),
        (pa.table({"x": arrow}).slice(3), arrow.buffers()[1].address + 3 * array.itemsize),
        (pl.DataFrame(series), series.to_numpy(allow_copy=False).ctypes.data),
        ({"x": series}, series.to_numpy(allow_copy=False).ctypes.data),
    ]
    for frame, address in cases:
        assert borrow(frame).core.address("x") == address, type(frame)


def test_matrices_are_read_where_they_lie() -> None:
    matrix = np.arange(40.0).reshape(10, 4)
    for view in (matrix, np.asfortranarray(matrix), matrix[::2, 1:], matrix[::-1]):
        names = [f"c{k}" for k in range(view.shape[1])]
        core = borrow(view, names).core
        assert [core.address(n) for n in names] == [view[:, k].ctypes.data for k in range(view.shape[1])]


def test_booleans_and_chunks_are_read_where_they_lie() -> None:
    bits = pa.array([True, False, True])
    assert borrow(pa.table({"x": bits})).core.address("x") == bits.buffers()[1].address
    parts = [pa.array([1.0, 2.0]), pa.array([3.0])]
    core = borrow(pa.table({"x": pa.chunked_array(parts)})).core
    assert core.batches == 2
    assert [core.address("x", k) for k in (0, 1)] == [p.buffers()[1].address for p in parts]


def test_scoring_reads_the_callers_memory() -> None:
    """No copy is made before scoring: a result that scores one more criterion sees what is there then."""
    data = {name: np.array(ROWS[name], float) for name in ("hygiene", "structural", "confidence")}
    result = ss.score(FHRS, {**data, "@status": "rated"}, nodes="groups")
    data["hygiene"][0] = 20
    assert result.score("hygiene")[0] == 20


def test_result_arrays_are_views_of_the_scores() -> None:
    result = ss.score(FHRS, ROWS, unit="FHRSID")
    scores = result.score()
    assert not scores.flags.writeable
    assert not scores.flags.owndata
    with pytest.raises(ValueError, match="read-only"):
        scores[0] = 1


def test_memory_outlives_its_names() -> None:
    """Inputs and results may be dropped in any order."""
    scores = ss.score(FHRS, {**ROWS, "structural": np.array([10.0, 5.0, 0.0])}, unit="FHRSID").score()
    junk = [np.full(1000, 7.0) for _ in range(50)]
    assert scores.tolist() == [25, 15, 5]
    del junk


# -- long tables, sites, logs -----------------------------------------------------------------------------------------


def test_names_of_columns_can_be_said() -> None:
    long = {
        "who": ["a", "a", "b", "a", "b"],
        "what": ["hygiene", "structural", "hygiene", "@status", "@status"],
        "mark": [5, 10, 0, "rated", "rated"],
    }
    result = ss.score(FHRS, long, unit="who", criterion="what", value="mark")
    assert result.units.tolist() == ["a", "b"]
    assert result.score("hygiene").tolist() == [5, 0]
    chinese = {"单位": ["a", "a"], "指标": ["hygiene", "@status"], "得分": [5, "rated"]}
    assert ss.score(FHRS, chinese).score("hygiene").tolist() == [5]


def test_titles_in_either_language() -> None:
    result = ss.score("cn.jining.civility-index", EXAMPLES / "jining_2017-08.csv")
    assert result.units[0] == "洸河街道"
    assert round(float(result.score()[0]), 2) == 96.75


def test_findings_and_visits() -> None:
    arguments: dict[str, Any] = {"findings": EXAMPLES / "office_findings.csv", "visits": EXAMPLES / "office_visits.csv"}
    result = ss.score("cn.unit.office-100", EXAMPLES / "office_states.csv", **arguments)
    assert dict(zip(result.units.tolist(), result.score().tolist(), strict=True)) == pytest.approx(
        {"教育局": 75.5, "档案馆": 98.9}, abs=0.05
    )


def test_units_of_any_kind() -> None:
    big = [2**60 + 1, 2**60 + 2]
    base = {"hygiene": [5, 0], "structural": [5, 0], "confidence": [5, 0], "@status": "rated"}
    for units in (np.array(big), pa.array(big), big):
        assert ss.score(FHRS, {"unit": units, **base}).units.tolist() == big
    assert ss.score(FHRS, base).units.tolist() == [0, 1]
    frame = pd.DataFrame({**base, "unit": ["a", "b"]}).set_index("unit")
    assert ss.score(FHRS, frame, unit="unit").units.tolist() == ["a", "b"]


# -- what is not known ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("null", [None, np.nan, pd.NA, ""])
def test_null_is_not_inspected(null: Any) -> None:
    frame = pd.DataFrame(
        {
            "unit": ["a"],
            "@status": ["rated"],
            "hygiene": [5],
            "structural": [5],
            "confidence": pd.Series([null], dtype=object),
        }
    )
    result = ss.score(FHRS, frame)
    assert result.state("confidence").tolist() == ["not_inspected"]
    assert result.possible("rating") == [("5", "4", "3", "2", "1", "0")] or result.outcome("rating")[0] is None


def test_infinity_is_invalid_and_said() -> None:
    frame = {"unit": ["a"], "hygiene": [5.0], "structural": [np.inf], "confidence": [5.0], "@status": "rated"}
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        result = ss.score(FHRS, frame)
    assert [w.category for w in said] == [ss.SaniscoreWarning]
    assert "row 0, column structural: an infinite value" in str(said[0].message)
    assert result.state("structural").tolist() == ["invalid"]
    assert [w.code for w in result.warnings] == ["D005"]


def test_empty_and_all_null() -> None:
    columns = ["unit", "@status", "hygiene", "structural", "confidence"]
    with pytest.warns(ss.SaniscoreWarning, match="D123"):
        result = ss.score(FHRS, pd.DataFrame({c: [] for c in columns}))
    assert (len(result), result.score().shape, result.outcome().tolist()) == (0, (0,), [])
    assert result.to_frame().shape[0] == 0
    assert "0 units" in repr(result)
    with pytest.warns(ss.SaniscoreWarning, match="D122 at unit a, criterion"):
        nothing = ss.score(FHRS, pd.DataFrame({"unit": ["a"], **{c: [None] for c in columns[1:]}}))
    assert np.isnan(nothing.score()[0])
    assert nothing.outcome().tolist() == [None]
    assert "nan" not in repr(nothing).lower()
    assert "nan" not in nothing._repr_html_().lower()


def test_missing_columns_can_be_said() -> None:
    result = ss.score(FHRS, {"unit": ["a"], "hygiene": [5], "@status": "rated"}, missing="未检")
    assert result.state("structural").tolist() == ["not_inspected"]


def test_more_criteria_on_demand() -> None:
    few = ss.score(FHRS, ROWS, unit="FHRSID", nodes="groups")
    assert few.criteria == ("total",)
    assert few.score("hygiene").tolist() == [5, 10, 0]
    assert few.state("confidence").tolist() == ["known", "not_inspected", "known"]
    assert ss.score(FHRS, ROWS, unit="FHRSID", nodes=["hygiene"]).criteria == ("hygiene",)


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_no_library_is_needed_but_numpy(library: str) -> None:
    """Importing saniscore and scoring a mapping imports none of them; pandas is read without pyarrow."""
    assert importlib.util.find_spec(library)
    code = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "import saniscore as ss\n"
        "r = ss.score('uk.fsa.fhrs', {'hygiene': [5], 'structural': [5], 'confidence': [5], '@status': ['rated']})\n"
        f"assert {library!r} == 'pyarrow' or {library!r} not in sys.modules\n"
        + (
            ""
            if library != "pandas"
            else "import pandas as pd\nassert ss.score('uk.fsa.fhrs', pd.DataFrame({'hygiene': [5], 'structural': [5], 'confidence': [5], '@status': ['rated']})).to_frame()['score'][0] == 15\n"
        )
    )
    subprocess.run([sys.executable, "-c", code], check=True)
