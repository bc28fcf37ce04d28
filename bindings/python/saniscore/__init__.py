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

from ._compare import Comparison, CriterionChange, OutcomeChange, RuleChange, ScoreChange, compare
from ._core import version as __version__
from ._draw import Draws, Estimate, OutcomeDraws, draw
from ._editions import Change, Changes, Examination, Oddity, Reach, diff, examine, tailor
from ._errors import Diagnostic, SaniscoreError, SaniscoreWarning
from ._explain import Binding, CriterionExplanation, Explanation, OutcomeExplanation, RuleLoss
from ._files import Sheet, read_csv, read_excel
from ._rank import Ranking, rank
from ._result import STATES, Lane, Result, Shortage
from ._score import score
from ._standard import CatalogueEntry, Ladder, Standard, Tailored, catalogue, load_standard, validate

__all__ = [
    "STATES",
    "Binding",
    "CatalogueEntry",
    "Change",
    "Changes",
    "Comparison",
    "CriterionChange",
    "CriterionExplanation",
    "Diagnostic",
    "Draws",
    "Estimate",
    "Examination",
    "Explanation",
    "Ladder",
    "Lane",
    "Oddity",
    "OutcomeChange",
    "OutcomeDraws",
    "OutcomeExplanation",
    "Ranking",
    "Reach",
    "Result",
    "RuleChange",
    "RuleLoss",
    "SaniscoreError",
    "SaniscoreWarning",
    "ScoreChange",
    "Sheet",
    "Shortage",
    "Standard",
    "Tailored",
    "__version__",
    "catalogue",
    "compare",
    "diff",
    "draw",
    "examine",
    "load_standard",
    "rank",
    "read_csv",
    "read_excel",
    "score",
    "tailor",
    "validate",
]

for _name in __all__:
    _item = globals()[_name]
    if getattr(_item, "__module__", "").startswith("saniscore."):
        _item.__module__ = "saniscore"  # how users import it, in messages and pickles
del _name, _item
