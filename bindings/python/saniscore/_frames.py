"""Anything that holds columns → the compiled Frame, borrowing numbers where they lie."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import numpy as np

from . import _core
from ._errors import fail, take
from ._files import Sheet, read_table

__all__ = ["Borrowed", "borrow"]

#: NumPy kinds that are read in place: float, int, unsigned, bool.
_PLAIN = frozenset(
    f"{kind}{size}" for kind, sizes in (("f", (4, 8)), ("i", (1, 2, 4, 8)), ("u", (1, 2, 4, 8))) for size in sizes
) | {"b1"}
_REFUSED = {"M": "dates", "m": "durations", "c": "complex numbers", "S": "bytes", "V": "records"}


class Borrowed:
    """A compiled frame, and what its caller's looks like."""

    __slots__ = ("core", "first_is_unit", "kind")

    def __init__(self, core: _core.Frame, kind: str, first_is_unit: bool = False) -> None:
        self.core = core
        self.kind = kind  #: "pandas", "polars", "pyarrow", "duckdb" or "dict"
        self.first_is_unit = first_is_unit  #: a file: its first column names the units


def _library(data: object) -> str:
    return type(data).__module__.partition(".")[0]


def borrow(data: object, columns: Sequence[str] | None = None, unit: str | None = None) -> Borrowed:
    """Borrow a frame. `columns` names those of a matrix; `unit` may name a level of a pandas index."""
    if isinstance(data, (str, os.PathLike)):
        data = read_table(data)
    library = _library(data)
    if isinstance(data, Sheet):
        return _sheet(data)
    if library == "pandas" and hasattr(data, "columns"):
        return _pandas(cast(Any, data), unit)
    if isinstance(data, np.ndarray):
        return _numpy(data, columns)
    if isinstance(data, Mapping):
        return _mapping(data)
    if hasattr(data, "__arrow_c_stream__"):
        core = take(_core.frame_from_stream(data.__arrow_c_stream__()))
    elif hasattr(data, "__arrow_c_array__"):
        core = take(_core.frame_from_array(*data.__arrow_c_array__()))
    else:
        hint = "; collect() it first" if hasattr(data, "collect") else ""
        raise fail(
            "P004",
            f"cannot read columns from a {type(data).__name__}{hint}; pass a pandas, polars or Arrow frame, a mapping of arrays, "
            "a NumPy matrix with columns=…, or the path of a CSV or Excel file",
            f"无法从 {type(data).__name__} 读取列{'；请先 collect()' if hint else ''}；请传入 pandas、polars、Arrow 数据框，数组字典，带 columns 的 NumPy 矩阵，或 CSV、Excel 文件路径",
        )
    if core.names == [""]:
        raise fail(
            "P004",
            f"a {type(data).__name__} is one column, not a table; pass a frame, or {{'column name': it}}",
            f"{type(data).__name__} 只是一列而不是表；请传入数据框，或 {{'列名': 该列}}",
        )
    return Borrowed(core, library if library in ("polars", "pyarrow", "duckdb") else "dict")


def _pandas(data: Any, unit: str | None) -> Borrowed:
    core = _core.Frame()
    names = [str(name) for name in data.columns]
    series = [data.iloc[:, k] for k in range(len(names))]
    if unit is not None and unit not in names and unit in data.index.names:
        names.insert(0, unit)
        series.insert(0, data.index.get_level_values(unit).to_series(index=data.index))
    for name, column in zip(names, series, strict=True):
        _series(core, name, column)
    return Borrowed(core, "pandas")


def _series(core: _core.Frame, name: str, column: Any) -> None:
    """A pandas column: numbers in place, what has a mask as floats, everything else as objects."""
    kind = getattr(column.dtype, "kind", "O")
    if isinstance(column.dtype, np.dtype) and kind != "O":
        _array(core, name, column.to_numpy())
    elif kind in "iu" and not column.hasnans:
        _array(core, name, column.to_numpy(dtype=f"{kind}8"))
    elif kind in "iuf":
        _array(core, name, column.to_numpy(dtype=np.float64, na_value=np.nan))
    elif kind in _REFUSED:
        core.refuse(name, _REFUSED[kind], len(column))
    elif hasattr(column, "cat") and all(isinstance(label, str) for label in column.cat.categories):
        core.add_codes(name, _readable(column.array.codes), column.array.categories.tolist())
    elif getattr(column.dtype, "storage", None) == "pyarrow":
        texts = column.array.__arrow_array__()
        _column(core, name, texts if len(column) else [])
    else:
        core.add_objects(name, column.astype(object).where(column.notna(), None).tolist())


def _array(core: _core.Frame, name: str, array: np.ndarray[Any, Any]) -> None:
    if array.ndim != 1:
        raise fail("P005", f"the column has {array.ndim} dimensions; give it one", "该列须为一维", f"column {name}")
    if isinstance(array, np.ma.MaskedArray):
        core.add_objects(name, array.tolist())
    elif f"{array.dtype.kind}{array.dtype.itemsize}" in _PLAIN:
        core.add_array(name, _readable(array))
    elif array.dtype.kind in _REFUSED:
        core.refuse(name, _REFUSED[array.dtype.kind], len(array))
    elif array.dtype.kind == "f":
        core.refuse(name, f"{array.dtype} numbers", len(array))
    else:
        core.add_objects(name, array.tolist())


def _readable(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The array itself where its numbers can be read in place: in this machine's byte order, at whole strides."""
    if array.dtype.isnative and all(stride % array.itemsize == 0 for stride in array.strides):
        return array
    return np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("="))


def _numpy(data: np.ndarray[Any, Any], columns: Sequence[str] | None) -> Borrowed:
    core = _core.Frame()
    if data.dtype.names is not None and data.ndim == 1:
        for name in data.dtype.names:
            _array(core, name, data[name])
        return Borrowed(core, "dict")
    if data.ndim != 2 or columns is None or len(columns) != data.shape[1]:
        width = data.shape[1] if data.ndim == 2 else 0
        raise fail(
            "P005",
            f"an array of shape {data.shape} needs columns= with {width or 'its'} names"
            if data.ndim == 2
            else f"an array of shape {data.shape} is no table; pass a matrix with one row per unit and columns=…",
            f"形状为 {data.shape} 的数组须是每单位一行的矩阵，并用 columns 给出各列名称",
        )
    names = [str(name) for name in columns]
    if f"{data.dtype.kind}{data.dtype.itemsize}" in _PLAIN and not isinstance(data, np.ma.MaskedArray):
        core.add_matrix(names, _readable(data))
    else:
        for k, name in enumerate(names):
            _array(core, name, data[:, k])
    return Borrowed(core, "dict")


def _mapping(data: Mapping[Any, Any]) -> Borrowed:
    core = _core.Frame()
    rows, of = -1, ""
    repeated: list[tuple[str, Any]] = []
    for key, value in data.items():
        name = str(key)
        if value is None or isinstance(value, (str, bytes, int, float, np.generic)):
            repeated.append((name, value))
            continue
        size = len(value) if hasattr(value, "__len__") else -1
        if rows < 0:
            rows, of = size, name
        if size != rows and size >= 0:
            raise fail(
                "P005",
                f"{size} values where column {of!r} has {rows}; columns need one value per row",
                f"本列有 {size} 个值，“{of}”列有 {rows} 个",
                f"column {name}",
            )
        _column(core, name, value)
    for name, value in repeated:
        core.add_objects(name, [value] * max(rows, 1 if rows < 0 else rows))
    return Borrowed(core, "dict")


def _column(core: _core.Frame, name: str, value: Any) -> None:
    """One column of a mapping, of any library's kind."""
    if isinstance(value, np.ndarray):
        _array(core, name, value)
    elif isinstance(value, (list, tuple, range)):
        core.add_objects(name, list(value))
    elif _library(value) == "pandas":
        _series(core, name, value if hasattr(value, "notna") and hasattr(value, "tolist") else value.to_series())
    elif hasattr(value, "__arrow_c_stream__"):
        for whole in ("rechunk", "combine_chunks"):  # polars, pyarrow: one piece
            value = getattr(value, whole)() if hasattr(value, whole) else value
        if hasattr(value, "__arrow_c_stream__"):
            for complaint in core.add_stream(name, value.__arrow_c_stream__()):
                take((None, [complaint]))
        else:
            core.add_objects(name, value.to_pylist())
    elif hasattr(value, "to_pylist"):
        core.add_objects(name, value.to_pylist())
    elif isinstance(value, Iterable):
        core.add_objects(name, list(value))
    else:
        raise fail(
            "P004",
            f"a {type(value).__name__} is no column; pass an array or a list",
            f"{type(value).__name__} 不是列；请传入数组或列表",
            f"column {name}",
        )


def _sheet(sheet: Sheet) -> Borrowed:
    core = _core.Frame()
    for name, column in zip(sheet.names, sheet.columns, strict=True):
        core.add_objects(name, column)
    core.place(sheet.source, sheet.rows)
    return Borrowed(core, "dict", first_is_unit=True)
