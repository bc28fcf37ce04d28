"""The compiled part of saniscore."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import numpy
from numpy.typing import NDArray
from typing_extensions import CapsuleType


version: str = '0.1.0'

class Standard:
    """A checked, compiled, immutable standard."""

    @property
    def id(self) -> str: ...

    @property
    def edition(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def fingerprint(self) -> str: ...

    @property
    def partial(self) -> bool: ...

    @property
    def titles(self) -> dict[str, str]: ...

    @property
    def json(self) -> str:
        """The document in canonical form; reads back to the same standard."""

    @property
    def root(self) -> str: ...

    @property
    def criteria(self) -> list[str]:
        """In document order."""

    @property
    def columns(self) -> list[str]: ...

    @property
    def outcomes(self) -> list[tuple[str, dict[str, str], list[tuple[str, dict[str, str]]]]]:
        """(id, titles, [(level, titles)]) of each ladder, the best level first."""

    def __contains__(self, id: str) -> bool: ...

    def children(self, id: str) -> list[str]: ...

    def parent(self, id: str) -> str | None: ...

    def is_leaf(self, id: str) -> bool: ...

    def scored(self, id: str) -> bool: ...

    def points(self, id: str) -> float: ...

    def demerit(self, id: str) -> bool:
        """Fewer points are better."""

    def levels(self, id: str) -> list[str]:
        """Names of the criterion's own levels."""

    def title(self, id: str, chinese: bool = False) -> str: ...

def load_standard(json: bytes, source: str = '') -> tuple[Standard | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def catalogue_entries() -> list[tuple[str, str, str, str, str, str, bool, str]]:
    """(id, edition, title_en, title_zh, valid_from, valid_to, partial, json)"""

def catalogue(name: str, date: str = '') -> tuple[Standard | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def group_columns(cells: Sequence[str]) -> list[int] | None:
    """
    Of the header of a sheet, the columns that name or number groups; None for another row.
    """

def load_sheet(sheet: bytes, source: str) -> tuple[Standard | None, list[tuple[str, str, str, int, int, str, str, str]]]:
    """A standard from a flat sheet (CSV)."""

def write_sheet(standard: Standard, chinese: bool) -> tuple[str | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def write_document(standard: Standard) -> str:
    """JSON for people to read."""

def tailor(standard: Standard, overlay: bytes, source: str) -> tuple[Standard | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def tailored(standard: Standard) -> tuple[str, str, list[str]] | None:
    """(id@edition, fingerprint, changes) of what the standard was made from."""

def diff(before: Standard, after: Standard) -> tuple[list[tuple[str, str, str, dict[str, str], str, str, str]], str, str]: ...

def examine(standard: Standard) -> dict[str, Any]: ...

class Frame:
    """Named columns, borrowed from the caller."""

    def __init__(self) -> None: ...

    @property
    def names(self) -> list[str]: ...

    @property
    def rows(self) -> int: ...

    @property
    def batches(self) -> int: ...

    def address(self, name: str, batch: int = 0) -> int:
        """Where a numeric column is read from; 0 for texts."""

    def is_integer(self, name: str) -> bool:
        """Whether a column holds integers."""

    def add_array(self, name: str, array: object) -> None: ...

    def add_matrix(self, names: Sequence[str], array: object) -> None: ...

    def add_objects(self, name: str, objects: list[object]) -> None: ...

    def add_codes(self, name: str, codes: object, labels: list[str]) -> None: ...

    def add_stream(self, name: str, stream: CapsuleType) -> list[tuple[str, str, str, int, int, str, str, str]]: ...

    def refuse(self, name: str, why: str, rows: int) -> None: ...

    def place(self, source: str, numbers: Sequence[int]) -> None:
        """Which file the rows come from, and their numbers there."""

def frame_from_stream(stream: CapsuleType) -> tuple[Frame | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def frame_from_array(schema: CapsuleType, array: CapsuleType) -> tuple[Frame | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def arrow_stream(columns: dict[str, Any], rows: int) -> CapsuleType:
    """A table as an Arrow C stream."""

def read_csv(data: bytes, source: str, encoding: str, separator: str) -> tuple[tuple[list[str], list[int], list[list[str]]] | None, list[tuple[str, str, str, int, int, str, str, str]]]:
    """Header, row numbers and columns of text."""

class Observations:
    """What was seen, by name."""

    def __init__(self, standard: Standard) -> None: ...

    def add_unit(self, unit: str) -> None: ...

    def set(self, unit: str, column: str, value: object, site: str = '', method: str = '', round: str = '') -> None: ...

    def set_state(self, unit: str, column: str, state: str, site: str = '', method: str = '', round: str = '') -> None: ...

    def add_finding(self, unit: str, criterion: str, rule: str = '', count: float = 1.0, facts: Mapping[str, object] = {}, site: str = '', method: str = '', round: str = '') -> None: ...

    def add_visit(self, unit: str, covers: Sequence[str], site: str = '', method: str = '', round: str = '') -> None: ...

    def set_attribute(self, unit: str, name: str, value: object, site: str = '') -> None: ...

    def set_previous(self, unit: str, what: str, value: object) -> None:
        """Called again: the result before that."""

    def set_previous_state(self, unit: str, what: str, state: str) -> None: ...

def score_observations(standard: Standard, observations: Observations, lanes: bool = False) -> tuple[Scored | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

class Scored:
    """
    Arrays of one scoring call: a row per criterion or ladder, a column per unit.
    """

    @property
    def units(self) -> int: ...

    @property
    def in_place(self) -> bool:
        """Scored from the caller's columns, without reading them by name."""

    @property
    def pieces(self) -> int: ...

    @property
    def nothing_observed(self) -> bool:
        """Every criterion of every unit is not inspected."""

    @property
    def nodes(self) -> list[str]: ...

    def unit_names(self) -> list[str]: ...

    def score(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None, None), writable=False)]: ...

    def maximum(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None, None), writable=False)]: ...

    def lower(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None, None), writable=False)]: ...

    def upper(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None, None), writable=False)]: ...

    def coverage(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None, None), writable=False)]: ...

    def state(self) -> Annotated[NDArray[numpy.uint8], dict(shape=(None, None), writable=False)]: ...

    def level(self) -> Annotated[NDArray[numpy.int16], dict(shape=(None, None), writable=False)]: ...

    def provisional(self) -> Annotated[NDArray[numpy.uint8], dict(shape=(None, None), writable=False)]: ...

    def outcome(self) -> Annotated[NDArray[numpy.int16], dict(shape=(None, None), writable=False)]: ...

    def possible(self) -> Annotated[NDArray[numpy.uint64], dict(shape=(None, None), writable=False)]: ...

    def shortages(self) -> list[tuple[str, int, str, float, int]]:
        """(criterion, unit, over, needed, had)"""

    def lanes(self) -> list[tuple[str, int, str, str, str, float, float, str]]:
        """(criterion, unit, site, method, round, score, maximum, state)"""

    @property
    def all_fields(self) -> bool:
        """Holds more than scores, states and outcomes."""

    def complete(self) -> tuple[Scored | None, list[tuple[str, str, str, int, int, str, str, str]]]:
        """The same call with every field."""

    def more(self, nodes: Sequence[str]) -> tuple[Scored | None, list[tuple[str, str, str, int, int, str, str, str]]]:
        """The same call for other criteria."""

    def under(self, standard: Standard, missing: str | None) -> tuple[Scored | None, list[tuple[str, str, str, int, int, str, str, str]]]:
        """The same data under another standard."""

    def explain(self, unit: str) -> tuple[dict[str, Any] | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def score(standard: Standard, table: Frame, findings: Frame | None, visits: Frame | None, unit: str, roles: Mapping[str, str], ignore: Sequence[str], missing: str | None, nodes: Sequence[str], all_nodes: bool, lanes: bool, threads: int, piece: int | None = None) -> tuple[Scored | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def compare(before: Scored, unit_before: str, after: Scored, unit_after: str) -> tuple[dict[str, Any] | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def draw(result: Scored, unit: str, estimates: Mapping[str, tuple[float, float, float, float, float, float, float]], sites: int | None, nodes: Sequence[str], draws: int, seed: int) -> tuple[dict[str, Any] | None, list[tuple[str, str, str, int, int, str, str, str]]]:
    """
    Estimates are (value, lower, upper, alpha, answers, full, n); sites: how many there are, 0 for too many to count.
    """

def reweigh(result: Scored, criteria: Sequence[str], weights: Annotated[NDArray[numpy.float64], dict(shape=(None, None), order='C', device='cpu', writable=False)], nodes: Sequence[str], threads: int) -> tuple[tuple[Annotated[NDArray[numpy.float64], dict(shape=(None, None, None))], Annotated[NDArray[numpy.int16], dict(shape=(None, None, None))]] | None, list[tuple[str, str, str, int, int, str, str, str]]]:
    """
    Weights are draws x criteria. Returns scores (nodes x draws x units) and outcomes (ladders x draws x units).
    """

def gains(result: Scored, threads: int) -> tuple[tuple[list[str], Annotated[NDArray[numpy.float64], dict(shape=(None, None, None))], Annotated[NDArray[numpy.int16], dict(shape=(None, None, None))]] | None, list[tuple[str, str, str, int, int, str, str, str]]]:
    """
    Leaves, their gains (1 x leaves x units) and outcomes after each repair (ladders x leaves x units).
    """

class Coding:
    """What each answer of a question means."""

    @property
    def id(self) -> str: ...

    @property
    def source(self) -> str: ...

    @property
    def options(self) -> list[tuple[int, int, float, str, str]]:
        """(code, outcome, value, zh, en) of each answer."""

    @property
    def as_unfavourable(self) -> bool: ...

def make_coding(id: str, options: Sequence[tuple[int, int, float, str, str]], as_unfavourable: bool, source: str) -> tuple[Coding | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def coding_of(id: str, favourable: Sequence[str], unfavourable: Sequence[str], dont_know: Sequence[str], as_unfavourable: bool, source: str) -> tuple[Coding | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def coding(id: str) -> tuple[Coding | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def coding_ids() -> list[str]: ...

class Answers:
    """Coded answers, one per respondent."""

    @property
    def coding(self) -> str: ...

    @property
    def as_unfavourable(self) -> bool: ...

    @property
    def outcomes(self) -> Annotated[NDArray[numpy.uint8], dict(shape=(None,))]: ...

    @property
    def values(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,))]: ...

def code(frame: Frame, column: str, coding: Coding | None) -> tuple[Answers | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def ids(frame: Frame, column: str, labelled: bool) -> tuple[tuple[Annotated[NDArray[numpy.int32], dict(shape=(None,))], list[Any]] | None, list[tuple[str, str, str, int, int, str, str, str]]]:
    """
    Ids of a column and what they are called; without names they are the column's own numbers.
    """

def numbers(frame: Frame, column: str) -> tuple[Annotated[NDArray[numpy.float64], dict(shape=(None,))] | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

class Design:
    """How respondents were chosen."""

    @property
    def rows(self) -> int: ...

    @property
    def psus(self) -> int: ...

    @property
    def strata(self) -> int: ...

    @property
    def is_simple(self) -> bool: ...

def make_design(weight: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, stratum: Annotated[NDArray[numpy.int32], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, psu: Annotated[NDArray[numpy.int32], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, psu_population: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, psu_size: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, stratum_names: Sequence[str], psu_names: Sequence[str], lonely: int, convenience: bool) -> tuple[Design | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def simple_design(respondents: int, convenience: bool) -> tuple[Design | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

class Rates:
    """Rates of one place or of many."""

    def __len__(self) -> int: ...

    def columns(self) -> dict[str, Any]: ...

    def pick(self, k: int) -> Rates: ...

    def decide(self, threshold: float, alpha: float) -> tuple[Decisions | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

    def estimates(self, alpha: float, full: float, acceptance: int, more_is_better: bool) -> tuple[tuple[Annotated[NDArray[numpy.float64], dict(shape=(None,))], Annotated[NDArray[numpy.float64], dict(shape=(None,))], Annotated[NDArray[numpy.float64], dict(shape=(None,))], Annotated[NDArray[numpy.float64], dict(shape=(None,))], Annotated[NDArray[numpy.float64], dict(shape=(None,))]] | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

class Decisions:
    """Verdicts."""

    def __len__(self) -> int: ...

    def columns(self) -> dict[str, Any]: ...

    def sentence(self, k: int, chinese: bool) -> str: ...

    def adjusted(self, family: int) -> tuple[Decisions | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def rate(design: Design, answers: Answers, where: Annotated[NDArray[numpy.uint8], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, level: float, method: str, deff_at_ends: float, jackknife: bool) -> tuple[Rates | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def rates(design: Design, answers: Answers, group: Annotated[NDArray[numpy.int32], dict(shape=(None,), order='C', device='cpu', writable=False)], level: float, method: str, deff_at_ends: float, jackknife: bool) -> tuple[tuple[list[int], Rates] | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def decide_counts(x: Annotated[NDArray[numpy.int64], dict(shape=(None,), order='C', device='cpu', writable=False)], n: Annotated[NDArray[numpy.int64], dict(shape=(None,), order='C', device='cpu', writable=False)], threshold: float, alpha: float, population: int | None) -> tuple[Decisions | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def index(design: Design, answers: Answers, where: Annotated[NDArray[numpy.uint8], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, level: float) -> tuple[dict[str, Any] | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def change(design: Design, answers: Answers, wave: Annotated[NDArray[numpy.int32], dict(shape=(None,), order='C', device='cpu', writable=False)], from_: int, to: int, level: float, where: Annotated[NDArray[numpy.uint8], dict(shape=(None,), order='C', device='cpu', writable=False)] | None) -> tuple[tuple[Rates, dict[str, Any]] | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def homogeneity(design: Design, answers: Answers, group: Annotated[NDArray[numpy.int32], dict(shape=(None,), order='C', device='cpu', writable=False)], where: Annotated[NDArray[numpy.uint8], dict(shape=(None,), order='C', device='cpu', writable=False)] | None) -> tuple[dict[str, Any] | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def rake(design: Design, margins: Sequence[tuple[Annotated[NDArray[numpy.int32], dict(shape=(None,), order='C', device='cpu', writable=False)], Sequence[tuple[int, float]], Sequence[str]]], tolerance: float, rounds: int) -> tuple[tuple[Design, Annotated[NDArray[numpy.float64], dict(shape=(None,))], dict[str, Any]] | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def limits(x: Annotated[NDArray[numpy.int64], dict(shape=(None,), order='C', device='cpu', writable=False)], n: Annotated[NDArray[numpy.int64], dict(shape=(None,), order='C', device='cpu', writable=False)], level: float, method: str, side: int, population: int | None) -> tuple[tuple[Annotated[NDArray[numpy.float64], dict(shape=(None,))], Annotated[NDArray[numpy.float64], dict(shape=(None,))]] | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def difference(x1: int, n1: int, x2: int, n2: int, level: float, method: int) -> tuple[dict[str, Any] | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def paired_difference(both: int, first_only: int, second_only: int, neither: int, level: float) -> tuple[dict[str, Any] | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def plan(threshold: float, alpha: float, true_rate: float, power: float, deff: float, response: float) -> tuple[dict[str, Any] | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def lqas(lower: float, upper: float, alpha: float, beta: float, population: int | None, rule: tuple[int, int] | None) -> tuple[dict[str, Any] | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def precision(rate: float, half_width: float, level: float, population: int | None) -> tuple[dict[str, Any] | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def deciding_sample(observed: float, threshold: float, alpha: float, method: str, printed_to: float) -> tuple[dict[str, Any] | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def smallest_sample(printed: Sequence[float], printed_to: float) -> tuple[int | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

class Questionnaire:
    """What a sheet of questionnaires gave."""

    @property
    def answers(self) -> Answers: ...

    def counts(self) -> dict[str, Any]: ...

    def categories(self, column: str) -> tuple[list[str | None] | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

    def numbers(self, column: str) -> tuple[Annotated[NDArray[numpy.float64], dict(shape=(None,))] | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def read_questionnaire(frame: Frame, question: str, coding: Coding, refusals: Sequence[str] | None, respondent: str, duplicates: int, filters: Sequence[tuple[str, float | Sequence[str]]], quotas: Sequence[tuple[str, Sequence[tuple[str, int]]]], drop_excess: bool) -> tuple[Questionnaire | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

class Losses:
    """Points that units lost, criterion by criterion."""

class Roster:
    """Checked duties for one standard."""

    @property
    def ids(self) -> list[str]: ...

    @property
    def parties(self) -> dict[str, Any]: ...

    @property
    def areas(self) -> dict[str, Any]: ...

    @property
    def assignments(self) -> dict[str, Any]: ...

    @property
    def json(self) -> str: ...

    @property
    def accounts(self) -> list[str]: ...

    def task_table(self, chinese: bool) -> tuple[list[str], list[list[str]]]: ...

    def who(self, losses: Losses, day: str, chinese: bool) -> tuple[dict[str, Any] | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

    def answers(self, party: str, losses: Losses, day: str) -> tuple[dict[str, Any] | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

    def attribute(self, rounds: Sequence[str], losses: Sequence[Losses], account: str, rule: str, weights: Mapping[str, float]) -> tuple[list[dict[str, Any]] | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

    def graph(self, losses: Losses | None, day: str, json: bool, chinese: bool) -> tuple[str | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def read_duty_table(csv: bytes, source: str) -> tuple[tuple[str, list[str], list[list[str]], list[int]] | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def make_roster(standard: Standard, parties: tuple[str, Sequence[str], Sequence[Sequence[str]], Sequence[int]], areas: tuple[str, Sequence[str], Sequence[Sequence[str]], Sequence[int]], assignments: tuple[str, Sequence[str], Sequence[Sequence[str]], Sequence[int]], tasks: tuple[str, Sequence[str], Sequence[Sequence[str]], Sequence[int]] | None, json: bytes | None, source: str) -> tuple[Roster | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def losses(scored: Scored, unit: str | None) -> tuple[Losses | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def refuses_ranking(standard: Standard) -> bool: ...

def rank(units: Sequence[str], groups: Sequence[str], scores: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], before: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)] | None, lower_is_better: bool, dense: bool, tolerance: float, decimals: int | None, ranked: bool, top: int, bottom: int, by_group: Mapping[str, tuple[int, int]], progress: tuple[bool, float, float, float] | None) -> tuple[dict[str, Any] | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def escalate(rounds: Sequence[tuple[Sequence[str], Sequence[str]]], in_a_row: Sequence[int], pauses: bool) -> tuple[list[tuple[str, int, int]] | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def flags(rounds: Sequence[tuple[Sequence[str], Sequence[str]]], keep_after: int) -> tuple[list[str], list[str], list[str], list[str], list[str]]: ...

def certified_shares(parents: Sequence[str], certified: Sequence[bool | None]) -> list[tuple[str, int, int, int, float, float]]: ...

def side_by_side(assessments: Sequence[Mapping[str, float]], reference: int) -> tuple[list[tuple[str, list[float | None], list[float | None], float]] | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def tiers(scores: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], tiers: Sequence[tuple[str, float]], lower_is_better: bool) -> tuple[list[str] | None, list[tuple[str, str, str, int, int, str, str, str]]]: ...

def command(arguments: Sequence[str], files: Mapping[str, str]) -> int:
    """
    Run the saniscore command: the program's name and its arguments, and the contents of files that it shall not read itself. Returns the exit code.
    """

def state_name(text: str) -> str | None:
    """The English name of a state given in English or Chinese."""
