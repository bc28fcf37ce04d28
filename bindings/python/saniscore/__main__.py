"""``python -m saniscore``: the saniscore command, which also reads Excel files.

The verbs, options, formats and exit codes are those of the C++ command, because it is the same code. Wherever the
command takes a CSV file, with data or with a standard, a workbook may stand; its first sheet is read, or the one named
after ``#`` (``data.xlsx#八月``).
"""

from __future__ import annotations

import sys
from pathlib import Path

from . import _core
from ._errors import SaniscoreError
from ._files import WORKBOOKS, workbook_csv


def _workbook(word: str) -> tuple[str, str] | None:
    """Path and sheet of an argument that is a workbook."""
    for path, sheet in ((word, ""), word.rpartition("#")[::2]):
        if path.lower().endswith(WORKBOOKS) and Path(path).is_file():
            return path, sheet
    return None


def main(arguments: list[str] | None = None) -> int:
    words = sys.argv[1:] if arguments is None else arguments
    files = {}
    for word in words:
        word = word.partition("=")[2] if word.startswith("--") else word
        if (found := _workbook(word)) is None:
            continue
        try:
            files[word] = workbook_csv(found[0], found[1] or 0)
        except SaniscoreError as error:
            for diagnostic in error.diagnostics:
                print(diagnostic.text("zh" if "zh" in words or "--lang=zh" in words else "en"), file=sys.stderr)
            return 3
    return _core.command(["saniscore", *words], files)


if __name__ == "__main__":
    sys.exit(main())
