"""``python -m saniscore`` is the C++ command: the same output, complaints and exit codes; and it reads Excel."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from test_reading import jining_rows, workbook

ROOT = Path(__file__).parents[2]
COMMAND = Path(os.environ.get("SANISCORE_COMMAND", ROOT / "build" / "dev" / "saniscore"))
FHRS = ["uk.fsa.fhrs", "examples/data/kitchens.csv"]
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
    ["catalogue"],
    ["score", "no.such", "examples/data/kitchens.csv"],
    ["score", "uk.fsa.fhrs", "nowhere.csv"],
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
