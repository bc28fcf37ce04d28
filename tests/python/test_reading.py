"""CSV and Excel files."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import saniscore as ss
import xlsxwriter

EXAMPLES = Path(__file__).parents[2] / "examples" / "data"
JINING = EXAMPLES / "jining_2017-08.csv"


def workbook(path: Path, rows: Sequence[Sequence[Any]], sheet: str = "八月") -> Path:
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet(sheet)
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value is not None:
                page.write(r, c, value)
    book.add_worksheet("空")
    book.close()
    return path


def jining_rows() -> list[list[Any]]:
    lines = [line.split(",") for line in JINING.read_text("utf-8").splitlines()]
    return [lines[0], *([name, *map(float, rest)] for name, *rest in lines[1:])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_encodings(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "数据.csv"
    file.write_bytes(JINING.read_text("utf-8").encode(encoding))
    sheet = ss.read_csv(file)
    assert sheet["单位"][0] == "洸河街道"
    assert (
        ss.score("cn.jining.civility-index", file).score().tobytes()
        == ss.score("cn.jining.civility-index", JINING).score().tobytes()
    )
    if encoding == "gb18030":
        assert ss.read_csv(file, encoding="gb18030").names == sheet.names


def test_csv_complaints_name_file_row_and_column(tmp_path: Path) -> None:
    file = tmp_path / "data.csv"
    file.write_text("unit,@status,hygiene,structural,confidence\na,rated,5,5,0\nb,rated,95%,5,0\n", "utf-8")
    with pytest.raises(ss.SaniscoreError) as caught:
        ss.score("uk.fsa.fhrs", file)
    (found,) = caught.value.diagnostics
    assert (found.code, found.pointer, found.source) == ("D114", "row 3, column hygiene", str(file))
    file.write_text("unit,a\n1,2,3\n", "utf-8")
    with pytest.raises(ss.SaniscoreError) as caught:
        ss.read_csv(file)
    assert [d.code for d in caught.value.diagnostics] == ["D103"]
    with pytest.raises(ss.SaniscoreError, match="unknown encoding"):
        ss.read_csv(JINING, encoding="latin-9")


def test_excel_gives_the_bits_of_csv(tmp_path: Path) -> None:
    file = workbook(tmp_path / "济宁.xlsx", jining_rows())
    sheet = ss.read_excel(file, sheet="八月")
    assert sheet.names == ["单位", "实地测评", "问卷调查", "x-printed"]
    from_csv = ss.score("cn.jining.civility-index", JINING)
    for data in (file, str(file), sheet, dict(sheet)):
        result = ss.score("cn.jining.civility-index", data)
        assert result.score().tobytes() == from_csv.score().tobytes()
        assert result.units.tolist() == from_csv.units.tolist()


def test_headings_further_down_and_in_two_rows(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["济宁市测评"],
        [None],
        ["单位", "得分", "得分"],
        ["单位", "实地", "问卷"],
        ["甲", 90, 80],
        [None],
        ["乙", 80, None],
    ]
    sheet = ss.read_excel(workbook(tmp_path / "a.xlsx", rows), header=3, header_rows=2)
    assert dict(sheet) == {"单位": ["甲", "乙"], "得分/实地": [90, 80], "得分/问卷": [80, None]}
    assert sheet.rows == [5, 7]


def test_excel_complaints_name_the_row_of_the_sheet(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["单位", "实地测评", "问卷调查"], ["甲", 90, 80], [], ["乙", "９５", 80]]
    file = workbook(tmp_path / "a.xlsx", rows)
    with pytest.raises(ss.SaniscoreError) as caught:
        ss.score("cn.jining.civility-index", file)
    (found,) = caught.value.diagnostics
    assert (found.pointer, found.source) == ("row 4, column 实地测评", str(file))
    assert "write the number 95" in found.en


@pytest.mark.parametrize(
    ("rows", "code"),
    [([["单位", "a", "a"], ["x", 1, 2]], "D105"), ([["单位", None], ["x", 1]], "D104"), ([[None]], "D108")],
)
def test_bad_headings(tmp_path: Path, rows: list[list[Any]], code: str) -> None:
    with pytest.raises(ss.SaniscoreError) as caught:
        ss.read_excel(workbook(tmp_path / "a.xlsx", rows))
    assert [d.code for d in caught.value.diagnostics] == [code]


def test_no_such_sheet(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", [["单位"]])
    for sheet in ("九月", 7):
        with pytest.raises(ss.SaniscoreError, match="the workbook has: 八月, 空"):
            ss.read_excel(file, sheet=sheet)


def refused(path: Path, data: bytes, part: str) -> None:
    path.write_bytes(data)
    with pytest.raises(ss.SaniscoreError, match=part) as caught:
        ss.read_excel(path)
    assert [d.code for d in caught.value.diagnostics] == ["P007"]


def packed(sizes: list[int], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for k, size in enumerate(sizes):
            with archive.open(f"xl/worksheets/sheet{k}.xml", "w") as part:
                while size > 0:
                    size -= part.write(b"0" * min(size, 1 << 20))
    return out.getvalue()


def test_zip_bombs(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    refused(path, packed([70 << 20]), "unpacks to 70 MiB")
    refused(path, packed([60 << 20] * 5), "unpacks to 300 MiB")
    refused(path, packed([50 << 20]), "times its size")
    refused(path, packed([0] * 2001), "2001 parts")
    refused(path, b"PK\x03\x04 nothing", "not a readable zip file")
    refused(path, b"not a workbook at all", "not a workbook")


def test_zip_directory_that_lies(tmp_path: Path) -> None:
    """The sizes that the directory names are smaller than what comes out."""
    data = bytearray(packed([8 << 20]))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 1000)
    refused(tmp_path / "lies.xlsx", bytes(data), "damaged part|more than its directory says|times its size")


def test_damaged_part(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", [["单位"], ["x"]])
    data = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as archive:
        entry = archive.getinfo("xl/worksheets/sheet1.xml")
    data[entry.header_offset + 60] ^= 0xFF
    refused(file, bytes(data), "damaged part|not a workbook|cannot be read")


def test_without_calamine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(ss.SaniscoreError, match=r"pip install saniscore\[excel\]"):
        ss.read_excel(workbook(tmp_path / "a.xlsx", [["单位"]]))
