"""Arrow structures made by hand, so that they can be wrong."""

from __future__ import annotations

import ctypes as c
from collections.abc import Sequence
from typing import Any

import numpy as np


class Schema(c.Structure):
    pass


class Array(c.Structure):
    pass


class Stream(c.Structure):
    pass


_ReleaseSchema = c.CFUNCTYPE(None, c.POINTER(Schema))
_ReleaseArray = c.CFUNCTYPE(None, c.POINTER(Array))
_ReleaseStream = c.CFUNCTYPE(None, c.POINTER(Stream))
_GetSchema = c.CFUNCTYPE(c.c_int, c.POINTER(Stream), c.POINTER(Schema))
_GetNext = c.CFUNCTYPE(c.c_int, c.POINTER(Stream), c.POINTER(Array))
_GetError = c.CFUNCTYPE(c.c_void_p, c.POINTER(Stream))

Schema._fields_ = [
    ("format", c.c_char_p), ("name", c.c_char_p), ("metadata", c.c_char_p), ("flags", c.c_int64),
    ("n_children", c.c_int64), ("children", c.POINTER(c.POINTER(Schema))), ("dictionary", c.POINTER(Schema)),
    ("release", _ReleaseSchema), ("private_data", c.c_void_p),
]  # fmt: skip
Array._fields_ = [
    ("length", c.c_int64), ("null_count", c.c_int64), ("offset", c.c_int64), ("n_buffers", c.c_int64),
    ("n_children", c.c_int64), ("buffers", c.POINTER(c.c_void_p)), ("children", c.POINTER(c.POINTER(Array))),
    ("dictionary", c.POINTER(Array)), ("release", _ReleaseArray), ("private_data", c.c_void_p),
]  # fmt: skip
Stream._fields_ = [
    ("get_schema", _GetSchema), ("get_next", _GetNext), ("get_last_error", _GetError), ("release", _ReleaseStream),
    ("private_data", c.c_void_p),
]  # fmt: skip

c.pythonapi.PyCapsule_New.restype = c.py_object
c.pythonapi.PyCapsule_New.argtypes = [c.c_void_p, c.c_char_p, c.c_void_p]


def capsule(structure: c.Structure, name: bytes) -> Any:
    return c.pythonapi.PyCapsule_New(c.addressof(structure), name, None)


#: Callbacks must outlive every structure that points to them, also in the garbage collector.
_ALIVE: list[object] = []


class Made:
    """A column or a struct of columns. Counts how often each base structure is released."""

    def __init__(
        self,
        format: bytes | None,
        buffers: Sequence[np.ndarray[Any, Any] | bytes | None],
        length: int,
        *,
        null_count: int = 0,
        offset: int = 0,
        name: bytes = b"x",
        children: Sequence[Made] = (),
        dictionary: Made | None = None,
    ) -> None:
        _ALIVE.append(self)
        self.released: list[str] = []
        self.schema: Schema
        self.array: Array
        self.children, self.of_dictionary = children, dictionary
        self.memory = [np.frombuffer(b, np.uint8) if isinstance(b, bytes) and b else b for b in buffers]
        self.pointers = (c.c_void_p * max(len(buffers), 1))(
            *(m.ctypes.data if isinstance(m, np.ndarray) else None for m in self.memory)
        )
        n = len(children)
        self.schemas = (c.POINTER(Schema) * max(n, 1))(*(c.pointer(x.schema) for x in children))
        self.arrays = (c.POINTER(Array) * max(n, 1))(*(c.pointer(x.array) for x in children))
        self._keep = (_ReleaseSchema(self._release_schema), _ReleaseArray(self._release_array))
        self.schema = Schema(format, name, None, 2, n, self.schemas, None, self._keep[0], None)
        self.array = Array(
            length, null_count, offset, len(buffers), n, self.pointers, self.arrays, None, self._keep[1], None
        )
        if dictionary is not None:
            self.schema.dictionary = c.pointer(dictionary.schema)
            self.array.dictionary = c.pointer(dictionary.array)

    def _release_schema(self, at: Any) -> None:
        self.released.append("schema")
        at.contents.release = _ReleaseSchema()

    def _release_array(self, at: Any) -> None:
        self.released.append("array")
        at.contents.release = _ReleaseArray()

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[Any, Any]:
        return capsule(self.schema, b"arrow_schema"), capsule(self.array, b"arrow_array")


class MadeStream:
    """A stream of the columns given, or one that fails."""

    def __init__(self, made: Sequence[Made], error: bytes | None = None) -> None:
        _ALIVE.append(self)
        self.made, self.error, self.at, self.released = made, error, 0, 0
        self.message = c.create_string_buffer(error or b"")
        self._keep = (
            _GetSchema(self._schema), _GetNext(self._next), _GetError(lambda _: c.addressof(self.message)),
            _ReleaseStream(self._release),
        )  # fmt: skip
        self.stream = Stream(*self._keep, None)

    def _schema(self, _: Any, out: Any) -> int:
        c.memmove(out, c.addressof(self.made[0].schema), c.sizeof(Schema))
        return 0

    def _next(self, _: Any, out: Any) -> int:
        if self.at == len(self.made):
            if self.error is not None:
                return 5
            out.contents.release = _ReleaseArray()
            return 0
        c.memmove(out, c.addressof(self.made[self.at].array), c.sizeof(Array))
        self.at += 1
        return 0

    def _release(self, at: Any) -> None:
        self.released += 1
        at.contents.release = _ReleaseStream()

    def __arrow_c_stream__(self, requested_schema: object = None) -> Any:
        return capsule(self.stream, b"arrow_array_stream")


def table(*columns: Made, **more: Any) -> Made:
    """A struct of columns, which is what a table is in Arrow."""
    length = more.pop("length", int(columns[0].array.length) if columns else 0)
    return Made(b"+s", more.pop("buffers", [None]), length, children=columns, name=b"", **more)
