"""CSV files through the C++ reader, Excel files through python-calamine."""

from __future__ import annotations

import csv
import io
import os
import zipfile
import zlib
from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import Any

from . import _core
from ._errors import SaniscoreError, fail, take

__all__ = ["Sheet", "read_csv", "read_excel"]

# What a workbook may hold before anything of it is unpacked. A bomb of half a megabyte unpacks to a gigabyte.
_ENTRIES = 2_000
_ENTRY_BYTES = 64 << 20
_TOTAL_BYTES = 256 << 20
_RATIO = 200
_FILE_BYTES = 256 << 20
WORKBOOKS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods")


class Sheet(Mapping[str, list[Any]]):
    """A table read from a file: columns by name, and each row's number as a spreadsheet shows it.

    `score` takes it as it is and names rows and file in its complaints; ``dict(sheet)`` makes any kind of frame.
    """

    __slots__ = ("columns", "names", "rows", "source")

    def __init__(self, source: str, names: list[str], rows: list[int], columns: list[list[Any]]) -> None:
        self.source = source
        self.names = names
        self.rows = rows
        self.columns = columns

    def __getitem__(self, name: str) -> list[Any]:
        try:
            return self.columns[self.names.index(name)]
        except ValueError:
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def __repr__(self) -> str:
        return f"Sheet({self.source!r}, {len(self.rows)} rows: {', '.join(self.names)})"


def read_bytes(path: str | os.PathLike[str]) -> bytes:
    try:
        if os.path.getsize(path) > _FILE_BYTES:
            raise fail(
                "C001",
                f"{path} is larger than {_FILE_BYTES >> 20} MiB; split it, or read it with pandas or polars",
                f"{path} 超过 {_FILE_BYTES >> 20} MiB；请拆分，或用 pandas、polars 读取",
                source=str(path),
            )
        return Path(path).read_bytes()
    except OSError as error:
        raise fail(
            "C001", f"cannot read {path}: {error.strerror}", f"无法读取 {path}：{error.strerror}", source=str(path)
        ) from None


def read_csv(path: str | os.PathLike[str], *, encoding: str = "auto", separator: str = ",") -> Sheet:
    """Read a CSV file in UTF-8 or GB18030, with the reader of the command line.

    Parameters
    ----------
    path : str or path
    encoding : str
        ``"utf-8"``, ``"gb18030"``, ``"utf-16le"``, ``"utf-16be"``; found out by itself if it is UTF-8 or GB18030.
    separator : str
        One character.

    Returns
    -------
    Sheet
        Columns of text, None where a cell is empty.

    Examples
    --------
    >>> import saniscore as ss
    >>> sheet = ss.read_csv("examples/data/jining_2017-08.csv")
    >>> sheet.names
    ['单位', '实地测评', '问卷调查', 'x-printed']
    """
    if len(separator) != 1 or not separator.isascii():
        raise fail("C003", "separator takes one character", "separator 应为一个字符")
    names, rows, columns = take(_core.read_csv(read_bytes(path), str(path), encoding, separator))
    return Sheet(str(path), names, rows, [[cell or None for cell in column] for column in columns])


def check_workbook(data: bytes, source: str) -> None:
    """Refuse a zip that unpacks to much more than it is, by its directory and then by unpacking with a cap."""

    def refuse(why: str, zh: str) -> SaniscoreError:
        return fail(
            "P007",
            f"the workbook {why}; it is damaged or made to exhaust memory, save it again in a spreadsheet program",
            f"工作簿{zh}；文件可能损坏或有意耗尽内存，请用表格软件另存后再试",
            source=source,
        )

    if not data.startswith(b"PK"):
        return  # .xls is not compressed
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise refuse("is not a readable zip file", "不是可读的压缩包") from None
    with archive:
        entries = archive.infolist()
        total = sum(entry.file_size for entry in entries)
        if len(entries) > _ENTRIES:
            raise refuse(
                f"has {len(entries)} parts, more than {_ENTRIES}", f"有 {len(entries)} 个部件，超过 {_ENTRIES}"
            )
        if total > _TOTAL_BYTES or any(entry.file_size > _ENTRY_BYTES for entry in entries):
            raise refuse(f"unpacks to {total >> 20} MiB", f"解压后达 {total >> 20} MiB")
        if total > 1 << 20 and total > _RATIO * len(data):
            raise refuse(
                f"unpacks to {total // max(len(data), 1)} times its size",
                f"解压后为原大小的 {total // max(len(data), 1)} 倍",
            )
        # The directory may lie about sizes.
        left = _TOTAL_BYTES
        for entry in entries:
            try:
                with archive.open(entry) as part:
                    size = 0
                    while chunk := part.read(1 << 20):
                        size += len(chunk)
                        if size > entry.file_size or size > left:
                            raise refuse("holds more than its directory says", "内容多于目录所列")
                    left -= size
            except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError):
                raise refuse("has a damaged part", "有损坏的部件") from None


def read_excel(path: str | os.PathLike[str], *, sheet: str | int = 0, header: int = 1, header_rows: int = 1) -> Sheet:
    """Read one sheet of a workbook (``.xlsx``, ``.xls``, ``.xlsb``, ``.ods``); needs ``pip install saniscore[excel]``.

    Parameters
    ----------
    path : str or path
    sheet : str or int
        Name, or position from 0.
    header : int
        Number of the row that holds the headings, as the spreadsheet shows it; rows above are left out.
    header_rows : int
        How many rows the headings take. With two, ``基本情况`` over ``得分`` is the column ``基本情况/得分``.

    Returns
    -------
    Sheet
        Numbers, truth values and texts as the cells hold them, None where one is empty. A formula counts as the value
        that was saved with it.

    Raises
    ------
    SaniscoreError
        The file cannot be read, unpacks to far more than its size, or has no such sheet; a heading is empty or twice.
    """
    source, cells, merged = _page(path, sheet)
    _refuse_merged(cells, merged, header - 1 + header_rows, source)
    return _sheet_of(cells, source, header, header_rows)


def _page(path: str | os.PathLike[str], sheet: str | int) -> tuple[str, list[list[Any]], list[Any]]:
    """Name of the file, cells from the first row and column on, and which were merged."""
    try:
        from python_calamine import CalamineWorkbook
    except ImportError:
        raise fail(
            "P008",
            "Excel files need python-calamine: pip install saniscore[excel]",
            "读取 Excel 需要 python-calamine：pip install saniscore[excel]",
        ) from None
    source = str(path)
    data = read_bytes(path)
    check_workbook(data, source)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = workbook.sheet_names
    except Exception as error:
        raise fail(
            "P007",
            f"not a workbook that can be read ({error}); save it again as .xlsx",
            f"无法读取该工作簿（{error}）；请另存为 .xlsx",
            source=source,
        ) from None
    if (isinstance(sheet, str) and sheet not in names) or (isinstance(sheet, int) and not 0 <= sheet < len(names)):
        raise fail(
            "P009",
            f"there is no sheet {sheet!r}; the workbook has: {', '.join(names)}",
            f"没有工作表“{sheet}”；现有：{'、'.join(names)}",
            source=source,
        )
    try:
        page = workbook.get_sheet_by_name(sheet) if isinstance(sheet, str) else workbook.get_sheet_by_index(sheet)
        cells = page.to_python(skip_empty_area=False)
        merged = page.merged_cell_ranges or []
    except Exception as error:
        raise fail(
            "P007",
            f"the sheet {sheet!r} cannot be read ({error}); save the workbook again",
            f"无法读取工作表“{sheet}”（{error}）；请另存后再试",
            source=source,
        ) from None
    return source, cells, merged


def _sheet_of(cells: list[list[Any]], source: str, header: int, header_rows: int) -> Sheet:
    top = cells[header - 1 : header - 1 + header_rows] if header >= 1 else []
    if len(top) < header_rows or not any(cell not in ("", None) for row in top for cell in row):
        raise fail(
            "D108",
            f"there are no headings in row {header}; say where they are with header=…",
            f"第 {header} 行没有表头；请用 header 指明",
            source=source,
        )
    width = max(len(row) for row in cells)
    used = [k for k in range(width) if any(k < len(row) and row[k] not in ("", None) for row in cells[header - 1 :])]
    names = []
    for k in used:
        parts: list[str] = []
        for row in top:
            text = str(row[k]).strip() if k < len(row) else ""
            if text and (not parts or parts[-1] != text):
                parts.append(text)
        name = "/".join(parts)
        place = f"row {header}, column {k + 1}"
        if not name:
            raise fail(
                "D104",
                "a column with values has no heading; name it or clear it",
                "有值的列没有表头；请命名或清空",
                place,
                source,
            )
        if name in names:
            raise fail(
                "D105", f"the heading {name!r} stands twice; rename one", f"表头“{name}”重复；请改名", place, source
            )
        names.append(name)
    rows: list[int] = []
    columns: list[list[Any]] = [[] for _ in used]
    for number, row in enumerate(cells[header - 1 + header_rows :], header + header_rows):
        values = [_cell(row[k]) if k < len(row) else None for k in used]
        if all(value is None for value in values):
            continue
        rows.append(number)
        for column, value in zip(columns, values, strict=True):
            column.append(value)
    return Sheet(source, names, rows, columns)


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip() or None
    return value


def _refuse_merged(
    cells: list[list[Any]], merged: list[Any], first: int, source: str, but: Container[int] = ()
) -> None:
    """Cells merged over several rows leave all but the first of them empty, which would read as not inspected.

    `but` are columns where that is what is meant.
    """
    for (top, left), (bottom, _) in merged:
        if (
            bottom > max(top, first - 1)
            and left not in but
            and top < len(cells)
            and left < len(cells[top])
            and cells[top][left] not in ("", None)
        ):
            raise fail(
                "P012",
                f"cells are merged down to row {bottom + 1}, which leaves all but the first empty; unmerge them and write "
                "the value into each row that it holds for",
                f"单元格合并至第 {bottom + 1} 行，除首行外均为空；请取消合并，并在适用的各行填写",
                f"row {top + 1}, column {left + 1}",
                source,
            )


def workbook_csv(path: str | os.PathLike[str], sheet: str | int = 0) -> str:
    """A sheet as CSV text with the same rows, for the readers of C++."""
    source, cells, merged = _page(path, sheet)
    first, groups = 1, list[int]()  # a sheet laid out as on paper has titles above its header and merged groups
    for number, row in enumerate(cells[:10], 1):
        if (found := _core.group_columns([_text(cell) for cell in row])) is not None:
            first, groups = number, found
            break
    _refuse_merged(cells, merged, first, source, groups)
    width = max((k + 1 for row in cells for k, cell in enumerate(row) if cell not in ("", None)), default=0)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in cells:
        writer.writerow([_text(row[k]) if k < len(row) else "" for k in range(width)])
    return out.getvalue()


def _text(value: Any) -> str:
    if value is None or isinstance(value, str):
        return (value or "").strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(int(value)) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else str(value)


def read_table(path: str | os.PathLike[str]) -> Sheet:
    """A data file by its ending."""
    return read_excel(path) if str(path).lower().endswith(WORKBOOKS) else read_csv(path)
