"""Standards before anything is observed: sheets, tailoring, differences, self-knowledge."""

from __future__ import annotations

import csv
import io
import json
import pickle
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
import saniscore as ss
import xlsxwriter

EXAMPLES = Path(__file__).parents[2] / "examples" / "data"
MARKET = EXAMPLES / "market_sheet.csv"
OVERLAY = EXAMPLES / "office_overlay.json"
#: The market sheet's limits are absolute, which is said.
pytestmark = pytest.mark.filterwarnings("ignore:.*S135:saniscore.SaniscoreWarning")


def market_workbook(path: Path, numbers: bool = True) -> Path:
    """The example sheet as a workbook; points are numbers there."""
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("封面").write(0, 0, "说明")
    page = book.add_worksheet("评分表")
    for r, row in enumerate(csv.reader(io.StringIO(MARKET.read_text("utf-8")))):
        for c, cell in enumerate(row):
            if cell and numbers and cell.isdigit():
                page.write_number(r, c, float(cell))
            elif cell:
                page.write_string(r, c, cell)
    book.close()
    return path


def test_sheet_says_what_was_understood() -> None:
    with pytest.warns(ss.SaniscoreWarning, match="S135"):
        market = ss.load_standard(MARKET)
    said = {note.pointer: note.zh for note in market.notes}
    assert said["row 10"] == "“每发现一处不合格扣1分，扣完为止”读作：每处扣1分；扣完为止"  # docs/authoring.md
    assert {note.code for note in market.notes} == {"S215"}
    assert market.points(market.root) == 100  # 合计
    again = pickle.loads(pickle.dumps(market))
    assert (again, again.notes) == (market, market.notes)


def test_sheet_scores_like_the_documented_example() -> None:
    result = ss.score(MARKET, EXAMPLES / "market_inspection.csv")
    assert result.units.tolist() == ["东门市场"]
    shown = Decimal(repr(float(result.score()[0]))).quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert str(shown) == "82.3"  # docs/authoring.md
    assert result.outcome().tolist() == ["合格"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_sheet_encodings(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "market.csv"
    file.write_bytes(MARKET.read_text("utf-8").encode(encoding))
    assert ss.load_standard(file) == ss.load_standard(MARKET)


@pytest.mark.parametrize("numbers", [True, False])
def test_sheet_in_a_workbook(tmp_path: Path, numbers: bool) -> None:
    file = market_workbook(tmp_path / "评分表.xlsx", numbers)
    market = ss.load_standard(file, sheet="评分表")
    assert market == ss.load_standard(MARKET)
    assert ss.load_standard(str(file), sheet=1) == market
    assert [(n.pointer, n.en) for n in market.notes] == [(n.pointer, n.en) for n in ss.load_standard(MARKET).notes]
    assert {n.source for n in market.notes} == {str(file)}
    assert [d.code for d in ss.validate(file, sheet="评分表")] == [d.code for d in ss.validate(MARKET)]
    with pytest.raises(ss.SaniscoreError, match=r"S2.. at .*封面|there is no column|S2"):
        ss.load_standard(file)  # the cover
    with pytest.raises(ss.SaniscoreError, match="封面, 评分表"):
        ss.load_standard(file, sheet="评分")


def test_merged_cells_are_refused(tmp_path: Path) -> None:
    """Excel keeps the value of the first of them only; the others would read as empty."""
    book = xlsxwriter.Workbook(tmp_path / "merged.xlsx")
    page = book.add_worksheet()
    page.write_row(0, 0, ["序号", "上级", "检查项目", "标准分"])
    page.write_column(1, 0, ["1", "2"])
    page.merge_range(1, 1, 2, 1, "一")
    book.close()
    for read in (ss.load_standard, ss.read_excel):
        with pytest.raises(ss.SaniscoreError, match=r"P012 at row 2, column 2: .*row 3.*unmerge"):
            read(tmp_path / "merged.xlsx")
    book = xlsxwriter.Workbook(tmp_path / "headings.xlsx")
    page = book.add_worksheet()
    page.merge_range(0, 0, 1, 0, "单位")
    page.merge_range(0, 1, 0, 2, "得分")
    page.write_row(1, 1, ["甲", "乙"])
    page.write_row(2, 0, ["a", 1, 2])
    book.close()
    assert ss.read_excel(tmp_path / "headings.xlsx", header_rows=2).names == ["单位", "得分/甲", "乙"]


def test_a_workbook_laid_out_as_on_paper(tmp_path: Path) -> None:
    """Merged titles and groups are what paper sheets have; merged points would be counted for one row only."""

    def write(file: Path, merged_points: bool) -> Path:
        book = xlsxwriter.Workbook(file)
        page = book.add_worksheet()
        page.merge_range(0, 0, 1, 3, "卫生检查表")
        page.write_row(2, 0, ["项目", "检查内容", "分值", "评分标准"])
        page.merge_range(3, 0, 4, 0, "环境（10分）")
        page.write_column(3, 1, ["地面", "摊位", "证照"])
        page.write_column(3, 2, [5, 5, "10分"])
        page.write_column(3, 3, ["每处扣1分", "打分", "缺一项扣2分"])
        page.write(5, 0, "食品")
        if merged_points:
            page.merge_range(3, 2, 4, 2, 10)
        book.close()
        return file

    standard = ss.load_standard(write(tmp_path / "paper.xlsx", False))
    assert standard.title(lang="zh") == "卫生检查表"
    assert standard.criteria == ("total", "1", "1.1", "1.2", "2", "2.1")
    assert ss.score(standard, {"1.1": 2, "1.2": 4, "2.1": 0}).score() == pytest.approx([17])
    with pytest.raises(ss.SaniscoreError, match="P012 at row 4, column 3"):
        ss.load_standard(write(tmp_path / "points.xlsx", True))


def test_unclear_words_are_refused_with_row_and_column(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("序号,标准分,评分标准\n1,5,每两处扣1分\n", "utf-8")
    with pytest.raises(ss.SaniscoreError, match="S210 at row 2, column 评分标准"):
        ss.load_standard(file)
    assert [d.code for d in ss.validate(file) if d.severity == "error"] == ["S210"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_sheets_and_documents_read_back(tmp_path: Path, lang: str) -> None:
    market = ss.load_standard(MARKET)
    file = tmp_path / "again.csv"
    file.write_text(market.to_sheet(lang), "utf-8")
    assert ss.load_standard(file) == market
    assert ss.load_standard(market.to_json(pretty=True)) == ss.load_standard(market.to_json()) == market
    with pytest.raises(ss.SaniscoreError, match="S218 at outcome rating"):
        ss.load_standard("uk.fsa.fhrs").to_sheet(lang)  # a sheet cannot hold all of it


def test_tailoring() -> None:
    office = ss.load_standard("cn.unit.office-100")
    for overlay in (OVERLAY, str(OVERLAY), OVERLAY.read_text("utf-8"), json.loads(OVERLAY.read_text("utf-8"))):
        fitted = ss.tailor(office, overlay)
        assert fitted.name == "example.office.tailored@2024"
    assert office.tailored is None
    made = fitted.tailored
    assert made is not None
    assert (made.of, made.fingerprint) == (office.name, office.fingerprint)
    assert made.changes[0] == "not applicable 18: the rooms have no air conditioning"
    # item 14 from 6 to 10 points, L1 with 7 added, 10 and 11 gone
    gone = office.points("10") + office.points("11")
    assert fitted.points("14") == 10
    assert fitted.points(fitted.root) == 100 - gone + 4 + 7
    assert pickle.loads(pickle.dumps(fitted)).tailored == made
    with pytest.raises(ss.SaniscoreError, match="S301"):
        ss.tailor("uk.fsa.fhrs", OVERLAY)
    wrong: dict[str, Any] = {**json.loads(OVERLAY.read_text("utf-8")), "fingerprint": "000000000000"}
    with pytest.raises(ss.SaniscoreError, match="S302"):
        ss.tailor(office, wrong)


def test_diff() -> None:
    office = ss.load_standard("cn.unit.office-100")
    changes = ss.diff(office, ss.tailor(office, OVERLAY))
    found = {(c.kind, c.id, c.key): (c.before, c.after) for c in changes}
    assert found["weight", "14", "points"] == ("6", "10")
    assert found["limit", "14", "measure.deduct"] == ("1", "2")
    assert {(c.kind, c.id) for c in changes if c.part == "criterion"} >= {
        ("removed", "10"),
        ("removed", "11"),
        ("added", "L1"),
    }
    assert not changes.same_results
    assert "removed 2" in changes.text()
    assert "删除 2" in changes.text("zh")
    assert "<td" in changes._repr_html_()
    assert changes.to_frame("polars")["kind"].to_list() == [c.kind for c in changes]
    assert [c.kind for c in ss.diff(office, office)] == []
    reworded = json.loads(office.to_json())
    reworded["note"] = "another note"
    only = ss.diff(office, reworded)
    assert [c.kind for c in only] == ["wording"]
    assert only.same_results
    assert only[0] is only[:1][0]


def test_examine() -> None:
    """FHRS: three marks of at most 25, 25 and 30 points, as published; 25/80 and 30/80 of the total."""
    found = ss.examine("uk.fsa.fhrs")
    assert [(c.id, c.lowest, c.highest) for c in found.criteria] == [
        ("total", 0, 80), ("hygiene", 0, 25), ("structural", 0, 25), ("confidence", 0, 30)
    ]  # fmt: skip
    assert [c.weight for c in found.criteria] == [1, 25 / 80, 25 / 80, 30 / 80]
    assert [c.moves for c in found.criteria] == [None, 25, 25, 30]
    assert found["hygiene"].highest_exact
    assert found.oddities == ()
    assert "while every criterion applies" in found.text().lower()
    assert "hygiene" in found._repr_html_()
    frame = found.to_frame("pandas")
    assert frame["moves"].isna().tolist() == [True, False, False, False]
    odd = {
        "format": "saniscore/standard", "format_version": 1, "id": "t", "edition": "1", "title": {"en": "t"},
        "tree": {"id": "a", "points": 10, "measure": {"score": 10}},
        "outcomes": [{"id": "o", "levels": [{"level": "y", "when": {"score": "a", ">=": 11}}, {"level": "n"}]}],
    }  # fmt: skip
    (oddity,) = ss.examine(odd).oddities
    assert (oddity.kind, oddity.id) == ("level_never", "o/y")
    assert oddity.zh
