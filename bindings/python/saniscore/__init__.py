"""Scores how well places meet a sanitation standard, and explains the scores. 卫生检查、创卫测评的评分库。

>>> import saniscore as ss
>>> std = ss.load_standard("uk.fsa.fhrs")
>>> res = ss.score(std, {"unit": ["Corner Café"], "@status": "rated", "hygiene": [5], "structural": [10], "confidence": [10]})
>>> res
Food Hygiene Rating Scheme · uk.fsa.fhrs@2012 · b9feb6ae0ae4 · saniscore 0.1.0 · 1 unit
<BLANKLINE>
unit         score  of  rating  broadly_compliant
Corner Café  25     80  3       yes
"""

from ._change import Calibrated, Homogeneity, RateChange, change, homogeneity, poststratify, rake
from ._coding import Answers, Coding, code, codings
from ._compare import Comparison, CriterionChange, OutcomeChange, RuleChange, ScoreChange, compare
from ._core import version as __version__
from ._design import Design
from ._draw import Draws, Estimate, NodeDraws, OutcomeDraws, draw
from ._editions import Change, Changes, Examination, Oddity, Reach, diff, examine, tailor
from ._errors import Diagnostic, SaniscoreError, SaniscoreWarning
from ._explain import Binding, CriterionExplanation, Explanation, OutcomeExplanation, RuleLoss
from ._files import Sheet, read_csv, read_excel
from ._make import Table
from ._plan import (
    Deciding,
    Lqas,
    Plan,
    Precision,
    deciding_sample,
    lqas,
    lqas_rule,
    plan,
    precision,
    smallest_sample,
)
from ._proportion import (
    METHODS,
    Difference,
    Interval,
    Intervals,
    PairedDifference,
    bound_lower,
    bound_upper,
    difference,
    interval,
    paired_difference,
)
from ._questionnaire import Questionnaire, read_questionnaire
from ._rank import Escalated, Flags, Ranking, certified_shares, escalate, flags, rank, side_by_side, tiers
from ._responsibility import Accounts, Roster, assign
from ._result import STATES, Lane, Result, Shortage
from ._scenarios import Gains, Reweighed, gains, reweigh
from ._score import score
from ._standard import CatalogueEntry, Ladder, Standard, Tailored, catalogue, load_standard, validate
from ._survey import Index, Rate, Rates, index, rate
from ._verdict import Decision, Decisions, decide

__all__ = [
    "METHODS",
    "STATES",
    "Accounts",
    "Answers",
    "Binding",
    "Calibrated",
    "CatalogueEntry",
    "Change",
    "Changes",
    "Coding",
    "Comparison",
    "CriterionChange",
    "CriterionExplanation",
    "Deciding",
    "Decision",
    "Decisions",
    "Design",
    "Diagnostic",
    "Difference",
    "Draws",
    "Escalated",
    "Estimate",
    "Examination",
    "Explanation",
    "Flags",
    "Gains",
    "Homogeneity",
    "Index",
    "Interval",
    "Intervals",
    "Ladder",
    "Lane",
    "Lqas",
    "NodeDraws",
    "Oddity",
    "OutcomeChange",
    "OutcomeDraws",
    "OutcomeExplanation",
    "PairedDifference",
    "Plan",
    "Precision",
    "Questionnaire",
    "Ranking",
    "Rate",
    "RateChange",
    "Rates",
    "Reach",
    "Result",
    "Reweighed",
    "Roster",
    "RuleChange",
    "RuleLoss",
    "SaniscoreError",
    "SaniscoreWarning",
    "ScoreChange",
    "Sheet",
    "Shortage",
    "Standard",
    "Table",
    "Tailored",
    "__version__",
    "assign",
    "bound_lower",
    "bound_upper",
    "catalogue",
    "certified_shares",
    "change",
    "code",
    "codings",
    "compare",
    "decide",
    "deciding_sample",
    "diff",
    "difference",
    "draw",
    "escalate",
    "examine",
    "flags",
    "gains",
    "homogeneity",
    "index",
    "interval",
    "load_standard",
    "lqas",
    "lqas_rule",
    "paired_difference",
    "plan",
    "poststratify",
    "precision",
    "rake",
    "rank",
    "rate",
    "read_csv",
    "read_excel",
    "read_questionnaire",
    "reweigh",
    "score",
    "side_by_side",
    "smallest_sample",
    "tailor",
    "tiers",
    "validate",
]

for _name in __all__:
    _item = globals()[_name]
    if getattr(_item, "__module__", "").startswith("saniscore._") and _item.__module__ != "saniscore._core":
        _item.__module__ = "saniscore"  # how users import it, in messages and pickles
del _name, _item
