"""``python -m saniscore`` is the C++ command: the same output, complaints and exit codes; and it reads Excel."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from test_editions import market_workbook
from test_reading import jining_rows, workbook

ROOT = Path(__file__).parents[2]
COMMAND = Path(os.environ.get("SANISCORE_COMMAND", ROOT / "build" / "dev" / "saniscore"))
MARKET = "examples/data/market_sheet.csv"
FHRS = ["uk.fsa.fhrs", "examples/data/kitchens.csv"]
DUTIES = [
    "cn.village.cleaner-daily",
    "examples/data/duties_grids.csv",
    *(f"--{name}=examples/data/duties_{name}.csv" for name in ("parties", "areas", "assignments")),
]
CALLS = [
    ["--version"],
    ["--help"],
    ["score", *FHRS],
    ["score", *FHRS, "--format", "json", "--all"],
    ["score", *FHRS, "--format", "csv", "--bom"],
    ["score", *FHRS, "--lang", "zh"],
    ["score", *FHRS, "--gate", "rating=5"],
    ["explain", *FHRS, "Corner Café"],
    ["explain", *FHRS, "Corner Cafe"],
    ["validate", "standards/uk.fsa.fhrs@2012.json", "examples/data/kitchens.csv"],
    ["explain", *FHRS, "Corner Café", "--against", "Mill Lane School"],
    ["explain", *FHRS, "Corner Café", "--against", "Mill Lane School", "--format", "csv"],
    ["explain", *FHRS, "Corner Café", "--against-data", "examples/data/kitchens.csv", "--format", "json"],
    ["explain", *FHRS, "Corner Café", "--against-standard", "cn.jining.civility-index"],
    ["explain", "uk.fsa.fhrs"],
    ["explain", "uk.fsa.fhrs", "--format", "json", "--lang", "zh"],
    ["diff", "uk.fsa.fhrs", "cn.jining.civility-index"],
    ["diff", "uk.fsa.fhrs", "uk.fsa.fhrs@2012", "--format", "csv"],
    ["convert", MARKET],
    ["convert", MARKET, "--format", "csv", "--lang", "zh", "--bom"],
    ["convert", "cn.unit.office-100", "--overlay", "examples/data/office_overlay.json"],
    ["convert", "uk.fsa.fhrs"],
    ["validate", MARKET, "--lang", "zh"],
    ["validate", MARKET, "--format", "json"],
    ["score", MARKET, "examples/data/market_inspection.csv", "--lang", "zh"],
    ["score", *FHRS, "--encoding", "klingon"],
    ["catalogue"],
    ["catalogue", "uk.fsa.fhrs", "--markdown"],
    ["catalogue", "uk.fsa.fhrs", "--format", "json"],
    ["score", "no.such", "examples/data/kitchens.csv"],
    ["score", "uk.fsa.fhrs", "nowhere.csv"],
    ["who", *DUTIES],
    ["who", *DUTIES, "一号网格", "--lang", "zh"],
    ["who", *DUTIES, "--party", "bureau", "--format", "csv"],
    ["who", *DUTIES, "--graph", "dot"],
    ["who", *DUTIES, "--party", "nobody"],
    ["score"],
    ["nonsense"],
]  # fmt: skip


def run(command: list[str]) -> tuple[int, bytes, bytes]:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=60)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("arguments", CALLS, ids=" ".join)
def test_both_commands_say_the_same(arguments: list[str]) -> None:
    theirs = run([str(COMMAND), *arguments])
    assert run([sys.executable, "-m", "saniscore", *arguments]) == theirs
    assert theirs[0] in (0, 1, 2, 3, 4)


def test_every_verb_is_compared() -> None:
    """A verb that is added to the command is called here, too."""
    listed = run([str(COMMAND), "--help"])[1].decode().partition("Subcommands:")[2]
    verbs = {line.split()[0] for line in listed.splitlines() if line.startswith("  ") and line[2] != " "}
    assert len(verbs) >= 6
    assert verbs <= {call[0] for call in CALLS if call}


def test_excel(tmp_path: Path) -> None:
    file = workbook(tmp_path / "济宁.xlsx", jining_rows())
    wanted = run([str(COMMAND), "score", "cn.jining.civility-index", "examples/data/jining_2017-08.csv"])
    for name in (str(file), f"{file}#八月"):
        assert run([sys.executable, "-m", "saniscore", "score", "cn.jining.civility-index", name]) == wanted
    code, out, err = run([sys.executable, "-m", "saniscore", "score", "cn.jining.civility-index", f"{file}#九月"])
    assert (code, out) == (3, b"")
    assert "the workbook has: 八月, 空" in err.decode()
    rows: list[list[Any]] = [["单位", "实地测评", "问卷调查"], ["甲", 90, 80], [], ["乙", "９５", 80]]
    bad = workbook(tmp_path / "bad.xlsx", rows)
    code, out, err = run([sys.executable, "-m", "saniscore", "score", "cn.jining.civility-index", str(bad)])
    assert (code, out) == (3, b"")
    assert "row 4, column 实地测评" in err.decode()


def test_workbooks_stand_for_csv_files_everywhere(tmp_path: Path) -> None:
    """Standards and data; complaints and results name the workbook."""
    book = market_workbook(tmp_path / "市场.xlsx")
    rows = [line.split(",") for line in (ROOT / "examples/data/market_inspection.csv").read_text("utf-8").splitlines()]
    data = workbook(tmp_path / "检查.xlsx", rows)
    sheet = f"{book}#评分表"
    for ours, theirs in (
        (["validate", sheet, "--format", "csv"], ["validate", MARKET, "--format", "csv"]),
        (["validate", sheet, "--format", "json"], ["validate", MARKET, "--format", "json"]),
        (["convert", sheet, "--lang", "zh"], ["convert", MARKET, "--lang", "zh"]),
        (["score", sheet, str(data)], ["score", MARKET, "examples/data/market_inspection.csv"]),
        (["score", sheet, str(data), "--encoding", "gb18030", "--separator", ";"],
         ["score", MARKET, "examples/data/market_inspection.csv"]),
        (["diff", sheet, MARKET], ["diff", MARKET, MARKET]),
        (["explain", sheet], ["explain", MARKET]),
        (["explain", MARKET, str(data), "东门市场", f"--against-standard={sheet}"],
         ["explain", MARKET, "examples/data/market_inspection.csv", "东门市场", "--against-standard", MARKET]),
    ):  # fmt: skip
        code, out, err = run([sys.executable, "-m", "saniscore", *ours])
        wanted = run([str(COMMAND), *theirs])
        assert (code, out.decode().replace(sheet, MARKET), err.decode().replace(sheet, MARKET)) == (
            wanted[0], wanted[1].decode(), wanted[2].decode()
        )  # fmt: skip
        assert str(book).encode() + b".csv" not in out + err
    code, out, err = run([sys.executable, "-m", "saniscore", "validate", f"{book}#无"])
    assert (code, out) == (3, b"")
    assert "封面, 评分表" in err.decode()
