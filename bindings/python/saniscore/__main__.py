"""``python -m saniscore``: the saniscore command, which also reads Excel files.

The verbs, options, formats and exit codes are those of the C++ command, because it is the same code. Where the command
takes a CSV file with data, a workbook may stand; its first sheet is read, or the one named after ``#``
(``data.xlsx#八月``).
"""

from __future__ import annotations

import csv
import sys
import tempfile
from pathlib import Path

from . import _core
from ._errors import SaniscoreError
from ._files import _WORKBOOKS, read_excel


def _as_csv(argument: str, folder: Path) -> str:
    """A workbook becomes a CSV file with the same rows, so that complaints name the rows of the sheet."""
    path, _, sheet = (
        argument.partition("#") if ".xls" in argument.lower() or ".ods" in argument.lower() else (argument, "", "")
    )
    if not path.lower().endswith(_WORKBOOKS) or not Path(path).is_file():
        return argument
    table = read_excel(path, sheet=sheet or 0)
    out = folder / (Path(path).name + ".csv")
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table.names)
        number = 2
        for k, row in enumerate(table.rows):
            for _ in range(number, row):
                writer.writerow([""] * len(table.names))
            number = row + 1
            writer.writerow(["" if column[k] is None else _text(column[k]) for column in table.columns])
    return str(out)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(int(value)) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else str(value)


def main(arguments: list[str] | None = None) -> int:
    words = sys.argv[1:] if arguments is None else arguments
    with tempfile.TemporaryDirectory(prefix="saniscore-") as folder:
        try:
            words = [_as_csv(word, Path(folder)) for word in words]
        except SaniscoreError as error:
            for diagnostic in error.diagnostics:
                print(diagnostic.text("zh" if "zh" in words else "en"), file=sys.stderr)
            return 3
        return _core.command(["saniscore", *words])


if __name__ == "__main__":
    sys.exit(main())
