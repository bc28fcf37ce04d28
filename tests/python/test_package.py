"""The wheel and the source distribution, installed outside of the repository, on every Python at hand."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.full

SMOKE = """
import saniscore as ss, sys
assert 'site-packages' in ss.__file__, ss.__file__
r = ss.score('uk.fsa.fhrs', {'unit': ['a'], '@status': 'rated', 'hygiene': [5], 'structural': [10], 'confidence': [10]})
assert r.score().tolist() == [25] and r.outcome('rating').tolist() == ['3'], r
assert r.explain('a')['hygiene'].lost == 5
print(sys.version_info[:2])
"""


def run(*command: str | Path, **more: object) -> str:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False, env=environment, **more)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stdout + done.stderr
    return str(done.stdout + done.stderr)


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Source distribution first; the wheel is built from it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "-o", folder, ROOT)
    return folder


def wheel(dist: Path) -> Path:
    (found,) = dist.glob("*.whl")
    return found


def test_wheel_holds_the_package_and_nothing_else(dist: Path) -> None:
    assert wheel(dist).name.split("-")[2:4] == ["cp311", "abi3"]
    with zipfile.ZipFile(wheel(dist)) as archive:
        names = archive.namelist()
    assert {"saniscore/_core.abi3.so", "saniscore/_core.pyi", "saniscore/py.typed", "saniscore/__init__.py"} <= set(
        names
    )
    assert all(n.startswith(("saniscore/", "saniscore-")) for n in names), names


def test_checkers(dist: Path) -> None:
    run(sys.executable, "-m", "twine", "check", "--strict", *dist.iterdir())
    assert "manylinux" in run(sys.executable, "-m", "auditwheel", "show", wheel(dist))
    run(
        sys.executable, "-m", "abi3audit", "--strict", wheel(dist)
    )  # fails where a symbol is outside the stable interface
    run(Path(sys.executable).with_name("check-wheel-contents"), wheel(dist))


def pythons() -> list[str]:
    """Every Python from 3.11 on: on the path, or of pyenv."""
    found: dict[str, str] = {}
    candidates = [sys.executable, *(shutil.which(f"python3.{minor}") or "" for minor in range(11, 16))]
    candidates += [str(p) for p in sorted((Path.home() / ".pyenv" / "versions").glob("3.1[1-9].*/bin/python"))]
    for candidate in filter(None, candidates):
        done = subprocess.run(
            [candidate, "-c", "import sys, ensurepip; print('%d.%d' % sys.version_info[:2])"],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == 0 and tuple(map(int, done.stdout.split("."))) >= (3, 11):
            found.setdefault(done.stdout.strip(), candidate)
    return list(found.values())


@pytest.mark.parametrize("python", pythons())
def test_installed_elsewhere(dist: Path, tmp_path: Path, python: str) -> None:
    """One wheel on every Python; then the tests of the repository against the installed package."""
    home = tmp_path / "venv"
    run(python, "-m", "venv", home)
    there = home / "bin" / "python"
    run(there, "-m", "pip", "install", "-q", f"{wheel(dist)}[excel]")
    run(there, "-c", SMOKE, cwd=tmp_path)
    run(there, "-m", "pip", "install", "-q", "-r", ROOT / "bindings" / "python" / "requirements-dev.txt")
    tests = [
        ROOT / "tests" / "python" / f"test_{name}.py"
        for name in (
            "golden",
            "frames",
            "arrow",
            "errors",
            "objects",
            "reading",
            "editions",
            "compare",
            "export",
            "survey",
            "survey_use",
        )
    ]
    run(
        there,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        ROOT,
        "-c",
        ROOT / "pyproject.toml",
        *tests,
        cwd=tmp_path,
    )
