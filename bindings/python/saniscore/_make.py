"""Columns → the caller's kind of frame, or an Arrow stream."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import narwhals as nw
import numpy as np

from . import _core

__all__ = ["Page", "Table", "Tabular", "columns_of"]

Columns = Mapping[str, Any]


class Tabular(ABC):
    """Something that is one table: a frame of any kind, or an Arrow stream.

    ``pl.DataFrame(x)``, ``pa.table(x)`` and DuckDB read it as it is.
    """

    __slots__ = ()
    kind: str

    @abstractmethod
    def _columns(self) -> Columns:
        """Arrays, and lists of texts; of one length."""

    def to_frame(self, kind: str | None = None) -> Any:
        """The table in the caller's kind of frame.

        Parameters
        ----------
        kind : {"pandas", "polars", "pyarrow", "duckdb", "dict"}, optional
            Another kind than the input's.
        """
        return make_frame(self._columns(), kind or self.kind)

    def __arrow_c_stream__(self, requested_schema: object = None) -> Any:
        return Stream(self._columns()).__arrow_c_stream__()


@dataclass(frozen=True, slots=True, repr=False)
class Table(Tabular):
    """Columns by name, and the kind of frame that they came from."""

    columns: Columns
    kind: str

    def _columns(self) -> Columns:
        return self.columns

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def __repr__(self) -> str:
        rows = [list(self.columns), *([str(v) for v in row] for row in zip(*self.columns.values(), strict=True))]
        return "\n".join("  ".join(row) for row in rows)


class Page:
    """Something that prints as a page of text, English or Chinese."""

    __slots__ = ()
    text_en: str
    text_zh: str

    def text(self, lang: str = "en") -> str:
        """The page of text that the command line prints."""
        return self.text_zh if lang == "zh" else self.text_en

    def __repr__(self) -> str:
        return self.text_en


class Stream:
    """Columns as what every frame library reads."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns

    def __arrow_c_stream__(self, requested_schema: object = None) -> Any:
        return _core.arrow_stream(dict(self.columns), len(next(iter(self.columns.values()), ())))


def make_frame(columns: Columns, kind: str) -> Any:
    """A pandas, polars, pyarrow or DuckDB table, or a dict of arrays. A number that does not exist is null."""
    if kind == "dict":
        return {
            name: np.asarray(values, dtype=object) if isinstance(values, list) else values
            for name, values in columns.items()
        }
    if kind == "pandas":
        plain = {
            name: values.tolist() if isinstance(values, np.ndarray) and values.dtype == object else values
            for name, values in columns.items()
        }
        return nw.from_dict(plain, backend="pandas").to_native()
    native = nw.from_arrow(Stream(columns), backend="polars" if kind == "polars" else "pyarrow").to_native()
    if kind == "duckdb":
        import duckdb

        return duckdb.from_arrow(native)
    return native


def columns_of(items: Sequence[Any], of: type, leave_out: Sequence[str] = ()) -> dict[str, Any]:
    """A column per field of a dataclass, typed as it is declared; tuples joined by semicolons."""
    out: dict[str, Any] = {}
    for field in fields(of):
        if field.name in leave_out:
            continue
        values = [getattr(item, field.name) for item in items]
        if field.type == "bool":
            out[field.name] = np.array(values, dtype=bool)
        elif str(field.type).startswith("float"):
            out[field.name] = np.array([np.nan if v is None else v for v in values], dtype=np.float64)
        else:
            out[field.name] = ["; ".join(v) if isinstance(v, tuple) else None if v is None else str(v) for v in values]
    return out
