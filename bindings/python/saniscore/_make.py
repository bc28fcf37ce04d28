"""Columns → the caller's kind of frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw
import narwhals.selectors
import numpy as np

__all__ = ["make_frame"]


def make_frame(columns: Mapping[str, Sequence[Any] | np.ndarray[Any, Any]], kind: str) -> Any:
    """A pandas, polars, pyarrow or DuckDB table, or a dict of arrays. A number that does not exist is null."""
    if kind == "dict":
        return {
            name: np.asarray(values, dtype=object) if isinstance(values, list) else values
            for name, values in columns.items()
        }
    backend = "pyarrow" if kind == "duckdb" else kind
    plain = {
        name: values.tolist() if isinstance(values, np.ndarray) and values.dtype == object else values
        for name, values in columns.items()
    }
    frame = nw.from_dict(plain, backend=backend)  # type: ignore[arg-type]
    if kind != "pandas":
        frame = frame.with_columns(nw.selectors.by_dtype(nw.Float64).fill_nan(None))
    native = frame.to_native()
    if kind == "duckdb":
        import duckdb

        return duckdb.from_arrow(native)
    return native
