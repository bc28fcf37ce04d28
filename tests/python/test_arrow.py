"""Import through the Arrow C data interface: every layout, and everything that can be wrong with it."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import saniscore as ss
from capsules import Made, MadeStream, table

STANDARD = {
    "format": "saniscore/standard",
    "format_version": 1,
    "id": "t.mark",
    "edition": "1",
    "title": {"en": "One mark"},
    "tree": {"id": "total", "combine": "sum", "children": [{"id": "x", "points": 100, "measure": {"score": 100}}]},
}
LABELS = {
    **STANDARD,
    "id": "t.label",
    "tree": {
        "id": "total",
        "combine": "sum",
        "children": [
            {"id": "x", "points": 3, "measure": {"choice": {"low": 1, "middle": 2, "a rather long label": 3}}}
        ],
    },
}


def scores(frame: Any, standard: Any = STANDARD) -> list[float | None]:
    result = ss.score(standard, frame)
    assert result._core is not None
    assert result._core.in_place
    return [
        None if s == "not_inspected" else v for v, s in zip(result.score("x").tolist(), result.state("x"), strict=True)
    ]


def bits(*on: bool) -> np.ndarray[Any, Any]:
    return np.packbits(on, bitorder="little")


@pytest.mark.parametrize(
    "type_", ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64"]
)
def test_numbers(type_: str) -> None:
    frame = pa.table({"x": pa.array([1, None, 42], type_)})
    assert scores(frame) == [1, None, 42]
    assert scores(frame.slice(1)) == [None, 42]
    assert scores(pa.concat_tables([frame, frame.slice(2)])) == [1, None, 42, 42]


def test_float32_means_the_shortest_decimal() -> None:
    assert scores(pa.table({"x": pa.array([0.1], "float32")})) == [0.1]


def test_booleans_and_decimals() -> None:
    frame = pa.table({"x": pa.array([True, None, False, True])})
    assert scores(frame) == [1, None, 0, 1]
    assert scores(frame.slice(1, 3)) == [None, 0, 1]
    from decimal import Decimal

    decimals = pa.table({"x": pa.array([Decimal("12.34"), None, Decimal("0.10")], pa.decimal128(10, 2))})
    assert scores(decimals) == [12.34, None, 0.1]
    assert scores(decimals.slice(2)) == [0.1]


@pytest.mark.parametrize(
    "type_", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())]
)
def test_texts(type_: Any) -> None:
    labels = ["low", None, "a rather long label", "middle"]
    frame = pa.table({"x": pa.array(labels).cast(type_) if type_ != pa.string_view() else pa.array(labels, type_)})
    assert scores(frame, LABELS) == [1, None, 3, 2]
    assert scores(frame.slice(2), LABELS) == [3, 2]


def test_dictionaries_may_change_from_batch_to_batch() -> None:
    type_ = pa.dictionary(pa.int32(), pa.string())
    chunks = [pa.array(["low", "middle"]).dictionary_encode(), pa.array(["middle", None]).dictionary_encode()]
    assert scores(pa.table({"x": pa.chunked_array(chunks, type_)}), LABELS) == [1, 2, 2, None]


def test_null_in_a_dictionary_and_all_null() -> None:
    codes = pa.DictionaryArray.from_arrays(pa.array([0, 1, 1]), pa.array(["low", None]))
    assert scores(pa.table({"x": codes}), LABELS) == [1, None, None]
    with pytest.warns(ss.SaniscoreWarning, match="P013"):
        assert scores(pa.table({"x": pa.nulls(2)})) == [None, None]


def test_offsets_of_struct_and_column_add_up() -> None:
    column = Made(b"g", [None, np.arange(10.0)], 9, offset=1)
    assert scores(table(column, length=3, offset=4)) == [5, 6, 7]


def test_validity_of_struct_and_column_both_count() -> None:
    column = Made(b"g", [bits(True, True, False), np.arange(3.0)], 3, null_count=1)
    assert scores_by_name(table(column, buffers=[bits(False, True, True)], null_count=1)) == [None, 1, None]


def scores_by_name(frame: Any) -> list[float | None]:
    result = ss.score(STANDARD, frame)
    return [
        None if s == "not_inspected" else v for v, s in zip(result.score("x").tolist(), result.state("x"), strict=True)
    ]


def test_unaligned_memory() -> None:
    raw = np.zeros(33, np.uint8)
    raw[1:].view()[:24] = np.frombuffer(np.array([1.0, 2.0, 3.0]).tobytes(), np.uint8)
    assert scores(table(Made(b"g", [None, raw[1:]], 3))) == [1, 2, 3]


def test_released_once_and_used_once() -> None:
    made = table(Made(b"g", [None, np.array([7.0])], 1))
    result = ss.score(STANDARD, made)
    assert result.score().tolist() == [7]
    assert made.released == ["schema"]
    with pytest.raises(ss.SaniscoreError, match="used before"):
        ss.score(STANDARD, made)
    del result
    gc.collect()
    assert made.released == ["schema", "array"]


def test_stream() -> None:
    one, two = table(Made(b"g", [None, np.array([7.0])], 1)), table(Made(b"g", [None, np.array([8.0, 9.0])], 2))
    stream = MadeStream([one, two])
    assert scores(stream) == [7, 8, 9]
    gc.collect()
    assert (stream.released, one.released.count("array"), two.released.count("array")) == (1, 1, 1)


def test_stream_that_fails() -> None:
    made = table(Made(b"g", [None, np.array([7.0])], 1))
    stream = MadeStream([made], b"disk on fire")
    with pytest.raises(ss.SaniscoreError, match="disk on fire") as caught:
        ss.score(STANDARD, stream)
    assert [d.code for d in caught.value.diagnostics] == ["P003"]
    assert stream.released == 1
    assert made.released.count("array") == 1


def numbers(**more: Any) -> Made:
    return Made(b"g", [None, np.arange(4.0)], 4, **more)


def texts(offsets: list[int], data: bytes = b"lowlow", **more: Any) -> Made:
    return Made(b"u", [None, np.array(offsets, np.int32), data], len(offsets) - 1, **more)


def view(size: int, block: int = 0, start: int = 0) -> np.ndarray[Any, Any]:
    return np.array([size, 0, block, start], np.int32)


def views(entry: np.ndarray[Any, Any], sizes: list[int] | None = None) -> Made:
    return Made(b"vu", [None, entry, b"a rather long label", np.array([19] if sizes is None else sizes, np.int64)], 1)


def coded(codes: list[int], dictionary: Made | None) -> Made:
    return Made(b"c", [None, np.array(codes, np.int8)], len(codes), dictionary=dictionary)


def changed(made: Made, **fields: Any) -> Made:
    for name, value in fields.items():
        setattr(made.array, name, value)
    return made


UNSOUND: dict[str, Callable[[], Made]] = {
    "length": lambda: table(changed(numbers(), length=-1), length=4),
    "negative offset": lambda: table(numbers(offset=-1)),
    "huge offset": lambda: table(numbers(offset=2**62)),
    "length of table": lambda: table(numbers(), length=-4),
    "huge table": lambda: table(numbers(), length=2**40),
    "shorter than its table": lambda: table(numbers(), length=5),
    "shorter than offset and table": lambda: table(numbers(), length=3, offset=2),
    "buffers missing": lambda: table(changed(numbers(), n_buffers=1)),
    "buffers too many": lambda: table(changed(numbers(), n_buffers=3)),
    "no buffers": lambda: table(changed(numbers(), buffers=None)),
    "no data": lambda: table(Made(b"g", [None, None], 2)),
    "nulls without bitmap": lambda: table(numbers(null_count=2)),
    "null count": lambda: table(numbers(null_count=-2)),
    "null count too large": lambda: table(numbers(null_count=9)),
    "children fewer": lambda: changed(table(numbers()), n_children=0),
    "children null": lambda: changed(table(numbers()), children=None),
    "format null": lambda: table(Made(None, [None, np.arange(4.0)], 4)),
    "table format null": lambda: Made(None, [None], 0),
    "struct buffers": lambda: table(numbers(), buffers=[None, None]),
    "offsets fall": lambda: table(texts([0, 3, 1])),
    "offsets negative": lambda: table(texts([-1, 3])),
    "offsets missing": lambda: table(Made(b"u", [None, None, b"low"], 1)),
    "bytes missing": lambda: table(Made(b"u", [None, np.array([0, 3], np.int32), None], 1)),
    "string buffers": lambda: table(Made(b"u", [None, np.array([0, 3], np.int32)], 1)),
    "view size": lambda: table(views(view(-1))),
    "view block": lambda: table(views(view(19, block=1))),
    "view block negative": lambda: table(views(view(19, block=-1))),
    "view beyond its buffer": lambda: table(views(view(19, start=1))),
    "view start negative": lambda: table(views(view(19, start=-1))),
    "view size lies": lambda: table(views(view(19), [18])),
    "view sizes missing": lambda: table(Made(b"vu", [None, view(3)], 1)),
    "code too large": lambda: table(coded([0, 2], texts([0, 3, 6]))),
    "code negative": lambda: table(coded([-1], texts([0, 3]))),
    "dictionary missing": lambda: table(_without_dictionary()),
}  # fmt: skip


def _without_dictionary() -> Made:
    made = coded([0], texts([0, 3]))
    made.array.dictionary = None
    return made


@pytest.mark.parametrize("case", UNSOUND)
def test_unsound(case: str) -> None:
    made = UNSOUND[case]()
    with pytest.raises(ss.SaniscoreError, match="Arrow data is not sound") as caught:
        ss.score(LABELS, made)
    (complaint,) = caught.value.diagnostics
    assert complaint.code == "P003"
    assert complaint.zh
    del caught
    gc.collect()
    assert sorted(made.released) == ["array", "schema"]


def test_nested_too_deeply() -> None:
    made = numbers()
    for _ in range(12):
        made = table(made)
    with pytest.raises(ss.SaniscoreError, match="nested too deeply"):
        ss.score(STANDARD, made)


@pytest.mark.parametrize(
    ("format", "called"),
    [(b"tdD", "dates"), (b"tsu:UTC", "timestamps"), (b"+l", "lists"), (b"z", "bytes"), (b"?", "type")],
)
def test_types_that_hold_no_observations(format: bytes, called: str) -> None:
    made = table(Made(format, [None, np.arange(4.0), None], 4))
    with pytest.raises(ss.SaniscoreError, match=called) as caught:
        ss.score(STANDARD, made)
    assert caught.value.diagnostics[0].code == "P001"
    assert caught.value.diagnostics[0].pointer == "column x"


def test_text_that_is_not_utf8() -> None:
    with pytest.raises(ss.SaniscoreError, match="row 1, column x: the text is not UTF-8"):
        ss.score(LABELS, table(texts([0, 3, 6], b"low\xff\xfe\xfd")))


def test_refused_columns_can_be_left_out() -> None:
    frame = pa.table({"x": [5.0], "when": pa.array([0], pa.date32())})
    assert ss.score(STANDARD, frame, ignore="when").score().tolist() == [5]


def test_what_is_not_a_capsule() -> None:
    class Liar:
        def __arrow_c_stream__(self) -> object:
            return pa.table({"x": [1]}).__arrow_c_stream__

    with pytest.raises(TypeError):
        ss.score(STANDARD, Liar())
