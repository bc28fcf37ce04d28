"""The same table in every kind of frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa


def one_type(values: list[Any]) -> list[Any]:
    """Typed frames hold texts or numbers, not both."""
    kinds = {type(v) for v in values if v is not None}
    if kinds <= {int, float} or len(kinds) < 2:
        return (
            [float(v) if v is not None and float in kinds else v for v in values] if kinds == {int, float} else values
        )
    return [
        None if v is None else str(v).lower() if isinstance(v, bool) else repr(v) if isinstance(v, float) else str(v)
        for v in values
    ]


def typed(table: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return {name: one_type(values) for name, values in table.items()}


KINDS: dict[str, Callable[[dict[str, list[Any]]], Any]] = {
    "dict": lambda table: table,
    "pandas": pd.DataFrame,
    "polars": lambda table: pl.DataFrame(typed(table)),
    "pyarrow": lambda table: pa.table(typed(table)),
}
