"""The golden numbers of tests/golden/survey, and its synthetic residents."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import saniscore as ss

SURVEY = Path(__file__).parents[1] / "golden" / "survey"

#: 4 and 5 of 5 are favourable, 9 is "don't know"; on the scale 0, 25, … 100.
TOP2 = ss.Coding({5: "+", 4: "+", 3: "-", 2: "-", 1: "-", 9: "dk"}, values={k: 25 * (k - 1) for k in range(1, 6)})
YES_NO = ss.Coding({1: "+", 0: "-"})


@cache
def golden(name: str) -> Any:
    return json.loads((SURVEY / name).read_text("utf-8"))


def people(wave: int | None = None) -> pd.DataFrame:
    frame = pd.read_csv(SURVEY / "synth_residents.csv")
    return frame if wave is None else frame[frame.wave == wave].reset_index(drop=True)


def drawn(frame: Any, finite: bool = True, **more: Any) -> ss.Design:
    return ss.Design(
        frame, weight="w", stratum="street", psu="community", psu_population="N_psu" if finite else None, **more
    )


def close(got: Any, want: Any, relative: float = 1e-12) -> bool:
    """Within the precision that the golden files state."""
    return bool(np.allclose(got, want, rtol=relative, atol=1e-15))
