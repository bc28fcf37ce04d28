"""The checked-in types are those of the module."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import saniscore

STUB = Path(__file__).parents[2] / "bindings" / "python" / "saniscore" / "_core.pyi"

#: What is always so with nanobind: its functions and classes are of its own types.
NANOBIND = re.compile(
    r"is not a function$|metaclass differs$|disjoint base|__init__ is inconsistent, .* \*args parameter"
)


def test_stub_is_current(tmp_path: Path) -> None:
    made = tmp_path / "_core.pyi"
    subprocess.run([sys.executable, "-m", "nanobind.stubgen", "-q", "-m", "saniscore._core", "-o", made], check=True)
    assert made.read_text() == STUB.read_text(), "run ./dev stubs"


@pytest.mark.full
def test_stubtest() -> None:
    """mypy's stubtest compares types with the package at run time."""
    run = subprocess.run(
        [sys.executable, "-m", "mypy.stubtest", "saniscore", "--concise"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(saniscore.__file__).parents[1],
    )
    complaints = [line for line in run.stdout.splitlines() if not NANOBIND.search(line)]
    assert complaints == []
    assert run.stdout, run.stderr
