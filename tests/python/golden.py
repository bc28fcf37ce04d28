"""Golden cases as frames: all cases of a standard in one table, the case's id naming the unit."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from saniscore import _core

FOLDER = Path(__file__).parents[1] / "golden" / "hard"
FILES = sorted(path.stem for path in (FOLDER / "cases").glob("*.json"))
LANES = ("site", "method", "round")


def state_of(value: Any) -> str | None:
    return value[1:] if isinstance(value, str) and value.startswith("#") else None


@dataclass
class Golden:
    """The cases of one file that have a result."""

    name: str
    cases: list[dict[str, Any]] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)

    @property
    def standard(self) -> Path:
        return FOLDER / "standards" / f"{self.name}.json"

    def observed(self, case: dict[str, Any]) -> list[tuple[str, dict[str, str], Any]]:
        rows: list[tuple[str, dict[str, str], Any]] = [
            (column, {}, value) for column, value in case.get("observations", {}).items()
        ]
        rows += [(column, where, value) for column, where, value in case.get("rows", [])]
        for name, value in case.get("attributes", {}).items():
            if value is not None:
                rows.append(("@" + name, {}, value))
        for site, attributes in case.get("site_attributes", {}).items():
            rows += [("@" + name, {"site": site}, value) for name, value in attributes.items()]
        for name, value in case.get("previous", {}).items():
            rows += [("previous/" + name, {}, v) for v in (value if isinstance(value, list) else [value])]
        return rows

    def long(self) -> dict[str, list[Any]]:
        out: dict[str, list[Any]] = {name: [] for name in ("unit", "criterion", *LANES, "value", "state")}
        for case in self.cases:
            for column, where, value in self.observed(case):
                state = state_of(value)
                out["unit"].append(case["id"])
                out["criterion"].append(column)
                for lane in LANES:
                    out[lane].append(where.get(lane))
                out["value"].append(None if state else value)
                out["state"].append(state)
        return out

    def wide(self) -> dict[str, list[Any]]:
        rows: dict[tuple[str, ...], dict[str, Any]] = {}
        for case in self.cases:
            rows[(case["id"], "", "", "")] = {}
            for column, where, value in self.observed(case):
                row = rows.setdefault((case["id"], *(where.get(lane, "") for lane in LANES)), {})
                state = state_of(value)
                row[column + "#state" if state else column] = state or value
        columns = {name: None for row in rows.values() for name in row}
        out: dict[str, list[Any]] = {"unit": [key[0] for key in rows]}
        for k, lane in enumerate(LANES, 1):
            if any(key[k] for key in rows):
                out[lane] = [key[k] or None for key in rows]
        for name in columns:
            out[name] = [row.get(name) for row in rows.values()]
        return out

    def findings(self) -> dict[str, list[Any]] | None:
        found = [(case["id"], finding) for case in self.cases for finding in case.get("findings", [])]
        names = {name: None for _, finding in found for name in finding}
        table: dict[str, list[Any]] = {"unit": [unit for unit, _ in found]}
        table.update({name: [finding.get(name) for _, finding in found] for name in names})
        return table if found else None

    def visits(self) -> dict[str, list[Any]] | None:
        made = [(case["id"], visit) for case in self.cases for visit in case.get("visits", [])]
        table: dict[str, list[Any]] = {"unit": [unit for unit, _ in made]}
        for name in LANES:
            table[name] = [visit.get(name) for _, visit in made]
        table["covers"] = [";".join(visit.get("covers", ["*"])) for _, visit in made]
        return table if made else None

    def by_name(self, standard: _core.Standard) -> _core.Scored:
        """The C++ result: every value set by name, as a C++ program would."""
        seen = _core.Observations(standard)
        for case in self.cases:
            unit = case["id"]
            seen.add_unit(unit)
            for column, where, value in self.observed(case):
                state = state_of(value)
                if column.startswith("@"):
                    seen.set_attribute(unit, column[1:], value, **where)
                elif column.startswith("previous/"):
                    if state:
                        seen.set_previous_state(unit, column[9:], state)
                    else:
                        seen.set_previous(unit, column[9:], value)
                elif state:
                    seen.set_state(unit, column, state, **where)
                else:
                    seen.set(unit, column, value, **where)
            for finding in case.get("findings", []):
                rest = {k: v for k, v in finding.items() if k not in ("criterion", "rule", "count", *LANES)}
                told = {k: v for k, v in finding.items() if k in ("criterion", "rule", "count", *LANES)}
                seen.add_finding(unit, facts=rest, **told)
            for visit in case.get("visits", []):
                seen.add_visit(unit, visit.get("covers", ["*"]), **{k: v for k, v in visit.items() if k in LANES})
        scored, complaints = _core.score_observations(standard, seen, lanes=True)
        assert scored is not None, complaints
        return scored


def load(name: str) -> Golden:
    golden = Golden(name)
    for case in json.loads((FOLDER / "cases" / f"{name}.json").read_text("utf-8"))["cases"]:
        (golden.errors if case["expect"].get("error") else golden.cases).append(case)
    return golden
