"""What the documents show is what happens: doctests, README, the tutorial."""

from __future__ import annotations

import ast
import doctest
import inspect
import os
import re
import subprocess
import sys
import warnings
from pathlib import Path

import nbformat
import pytest
import saniscore
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL


def test_doctests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the package and of everything public, methods too."""
    monkeypatch.chdir(ROOT)
    warnings.simplefilter("ignore", saniscore.SaniscoreWarning)
    finder, runner = doctest.DocTestFinder(), doctest.DocTestRunner(optionflags=FLAGS)
    tests = {t.name.removeprefix("saniscore."): t for t in finder.find(saniscore, module=False) if t.examples}
    for test in tests.values():
        runner.run(test)
    assert runner.failures == 0
    functions = {name for name in saniscore.__all__ if inspect.isfunction(getattr(saniscore, name))}
    assert functions - tests.keys() <= {"read_excel"}, "every function shows how it is used"
    assert "Standard.to_sheet" in tests


@pytest.mark.parametrize("page", ["README.md", "bindings/python/README.md", "docs/survey.md"])
def test_readme_is_python(page: str) -> None:
    """Code shown is valid and names only what exists."""
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("ss", "res"):
                owner = saniscore if node.value.id == "ss" else saniscore.Result
                assert hasattr(owner, node.attr), node.attr


def test_everything_public_is_documented() -> None:
    for name in saniscore.__all__:
        item = getattr(saniscore, name)
        if callable(item):
            assert item.__doc__, name
            for attribute, value in vars(item).items() if isinstance(item, type) else ():
                if not attribute.startswith("_") and (callable(value) or isinstance(value, property)):
                    assert value.__doc__, f"{name}.{attribute}"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_tutorial(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The notebook runs from top to bottom and still gives the outputs that it shows."""
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    path = ROOT / "examples" / "tutorial.ipynb"
    shown = nbformat.read(path, 4)  # type: ignore[no-untyped-call]
    fresh = nbformat.from_dict(shown)  # type: ignore[no-untyped-call]
    NotebookClient(fresh, timeout=120, resources={"metadata": {"path": str(path.parent)}}).execute()
    if os.environ.get("SANISCORE_UPDATE_DOCS"):
        nbformat.write(plain(fresh), path)  # type: ignore[no-untyped-call]
        return
    assert len(shown.cells) > 8
    for before, after in zip(shown.cells, fresh.cells, strict=True):
        if before.cell_type == "code":
            assert outputs(before) == outputs(after), before.source


def plain(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Without what is another every time, and without HTML."""
    for cell in notebook.cells:
        cell.metadata = {}
        for output in cell.get("outputs", []):
            if "data" in output:
                output.data = {"text/plain": output.data["text/plain"]}
    return notebook


@pytest.mark.full
def test_tutorial_has_types(tmp_path: Path) -> None:
    notebook = nbformat.read(ROOT / "examples" / "tutorial.ipynb", 4)  # type: ignore[no-untyped-call]
    code = tmp_path / "tutorial.py"
    code.write_text("\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code"), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", ROOT / "pyproject.toml", code],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def outputs(cell: nbformat.NotebookNode) -> list[str]:
    return [str(o.get("text") or o.get("data", {}).get("text/plain", "")) for o in cell.outputs]
