"""The schema for editors and the checker agree on the shape of a standard.

What a schema cannot say is left to the checker, and only that: see LEFT_TO_THE_CHECKER.
"""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import saniscore as ss
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from saniscore import _core

TESTS = Path(__file__).parents[1]
SCHEMA = json.loads((TESTS.parent / "standards/standard.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
OVERLAY_SCHEMA = json.loads((TESTS.parent / "standards/overlay.schema.json").read_text("utf-8"))
OVERLAY_VALIDATOR = Draft202012Validator(
    OVERLAY_SCHEMA,
    format_checker=FormatChecker(),
    registry=Registry().with_resource("standard.schema.json", Resource.from_contents(SCHEMA)),
)
EVERYTHING = TESTS / "standard/everything.json"
GOOD = [
    *TESTS.parent.glob("standards/*@*.json"),
    *TESTS.glob("golden/*/standards/*.json"),
    EVERYTHING,
]
# How codes begin → why a schema does not find them. Everything else it must refuse, and these it must not.
LEFT_TO_THE_CHECKER = {
    "J": "the text is not JSON, or repeats a key: an editor's JSON parser says so, a schema sees only values",
    "S1": "the meaning: ids that are defined elsewhere, numbers that are compared with each other, depth",
}


def codes_of(document: bytes) -> set[str]:
    _, diagnostics = _core.load_standard(document, "")
    return {d[0] for d in diagnostics}


def expressible(codes: set[str]) -> bool:
    return any(not code.startswith(tuple(LEFT_TO_THE_CHECKER)) for code in codes)


def malformed() -> Iterator[Any]:
    """The cases of tests/standard/malformed/*.txt; malformed_test.cpp tells the format."""
    head = '"format": "saniscore/standard", "format_version": 1, "id": "x", "edition": "1"'
    for path in sorted((TESTS / "standard/malformed").glob("*.txt")):
        for case in re.split(r"^=== ", path.read_text("utf-8"), flags=re.MULTILINE)[1:]:
            name, *lines = case.split("\n")
            codes = {line.split()[1] for line in lines if line.startswith("! ")}
            document = "\n".join(line for line in lines if not line.startswith(("! ", "~ escapes")))
            if not any(code.startswith("J") for code in codes):
                yield pytest.param(document.replace("<head>", head), codes, id=f"{path.stem}: {name}")


def test_schema_is_sound() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_accepted_by_both(path: Path) -> None:
    document = path.read_bytes()
    VALIDATOR.validate(json.loads(document))
    assert not expressible(codes_of(document))  # everything.json has the shape of a standard, but no sense


OVERLAY: dict[str, Any] = {
    "format": "saniscore/overlay", "format_version": 1, "id": "o", "edition": "1", "title": {"en": "a"},
    "of": "cn.unit.office-100@mirror", "fingerprint": "06b9", "note": "n", "sources": [{"title": "t"}], "changes": [
        {"deselect": ["10", "11"], "reason": "why"}, {"deselect": "9"}, {"not_applicable": "18"},
        {"change": "14", "points": 10, "weight": 2, "measure": {"deduct": 2}, "title": "b"},
        {"add": {"id": "L", "points": 7, "measure": "pass"}, "under": "total", "after": "14"},
        {"level": "A", "of": "grade", "when": {"percent": "total", ">=": 1}}, {"remove_gate": "g"},
    ],
}  # fmt: skip


OFFICE = ss.load_standard("cn.unit.office-100")


def overlay_codes(document: Any) -> set[str]:
    _, diagnostics = _core.tailor(OFFICE._core, json.dumps(document, ensure_ascii=False).encode(), "")
    return {
        d[0] for d in diagnostics if not d[0].startswith("S3")
    }  # S3: against the standard, which a schema never sees


def test_overlays() -> None:
    """The schema of overlays and their reader agree: the example, and every change of one value or key."""
    Draft202012Validator.check_schema(OVERLAY_SCHEMA)
    example = json.loads((TESTS.parent / "examples/data/office_overlay.json").read_text("utf-8"))
    assert OVERLAY_VALIDATOR.is_valid(example)
    members = {
        "nonsense": 1, "x-own": 1, "$schema": "overlay.schema.json",
        **{k: v for change in OVERLAY["changes"] for k, v in change.items()}, **OVERLAY,
    }  # fmt: skip
    found, tried = [], 0
    for document in mutants_of([copy.deepcopy(OVERLAY)], members):
        codes = overlay_codes(document)
        tried += 1
        if OVERLAY_VALIDATOR.is_valid(document) == expressible(codes):
            found.append(f"{sorted(codes)} {json.dumps(document, ensure_ascii=False)}")
    assert not found[:5]
    assert tried > 1000


def test_corpora_are_there() -> None:
    assert len(GOOD) > 80
    assert len(list(malformed())) > 200


@pytest.mark.parametrize(("document", "codes"), list(malformed()))
def test_malformed(document: str, codes: set[str]) -> None:
    assert codes_of(document.encode()) == codes
    assert VALIDATOR.is_valid(json.loads(document)) != expressible(codes)


def test_everything_has_every_key() -> None:
    """So that the mutants below try each of them everywhere."""
    known = {key for holder, name in places(SCHEMA) if name == "properties" for key in holder[name]}
    used = {key for holder, key in places(json.loads(EVERYTHING.read_text("utf-8"))) if isinstance(holder, dict)}
    assert known - used == {"$schema"}


def small_documents() -> list[dict[str, Any]]:
    """everything.json in pieces: each criterion by itself, and the rest."""
    document = json.loads(EVERYTHING.read_text("utf-8"))
    leaves = document["tree"]["children"]
    document["tree"]["children"] = [{"id": "leaf"}]
    names = ("format", "format_version", "id", "edition")
    return [document, *({**{k: document[k] for k in names}, "tree": leaf} for leaf in leaves)]


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every member and item as (where it is, key)."""
    for key, member in list(value.items() if isinstance(value, dict) else enumerate(value)):
        yield value, key
        if isinstance(member, dict | list) and not str(key).startswith("x-"):
            yield from places(member)


REPLACEMENTS: list[Any] = [
    None, True, False, 0, -1, 1.5, 1e10, "", "a/b", "no such word", "2023-02-29", [], ["a"], [1, 2, 3], [1, 2], [""], {}, {"a": 1},
    "a" * 129, "a" * 4097, "a\u202eb", "中" * 128, "known", "合理缺项", 2147483648, {"en": "a" * 4097}, {"en": 1, "x-a": 1}, {"a b": ""},
    {"share": 1}, {"points": 1, "share": 1}, {"attribute": "a"}, {"tag": "a"}, {"score": "a", ">": 1}, {"last": 0},
]  # fmt: skip


def mutants() -> Iterator[dict[str, Any]]:
    """Documents with one value replaced or taken out, or with a key that belongs elsewhere."""
    members: dict[str, Any] = {"nonsense": 1, "x-own": 1, "$schema": "standard.schema.json"}
    pieces = small_documents()
    for piece in pieces:
        for holder, key in places(piece):
            if isinstance(holder, dict):
                members.setdefault(key, copy.deepcopy(holder[key]))
    return mutants_of(pieces, members)


def mutants_of(pieces: list[dict[str, Any]], members: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for piece in pieces:
        for holder, key in places(piece):
            kept = holder[key]
            for value in REPLACEMENTS:
                holder[key] = value
                yield piece
            if isinstance(holder, dict):
                del holder[key]
                yield piece
            holder[key] = kept
            if isinstance(kept, dict):
                for name in members.keys() - kept.keys():
                    kept[name] = members[name]
                    yield piece
                    del kept[name]


def disagreements(share: float) -> list[str]:
    chosen = random.Random(4)
    found = []
    for document in mutants():
        if chosen.random() < share:
            text = json.dumps(document, ensure_ascii=False)
            codes = codes_of(text.encode())
            if VALIDATOR.is_valid(document) == expressible(codes):
                found.append(f"{sorted(codes)} {text}")
    return found


def test_mutants() -> None:
    assert not disagreements(0.05)


@pytest.mark.full
def test_all_mutants() -> None:
    assert not disagreements(1)
