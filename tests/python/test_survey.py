"""Surveys against the golden numbers: the same files as the C++ tests, through the names that Python gives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import saniscore as ss
from residents import TOP2, YES_NO, close, drawn, golden, people

NAMES = {
    "wilson": "wilson",
    "wilson_cc": "wilson_continuity",
    "clopper_pearson": "clopper_pearson",
    "jeffreys": "jeffreys",
    "mid_p": "mid_p",
    "agresti_coull": "agresti_coull",
    "likelihood_ratio": "likelihood_ratio",
    "logit": "logit",
    "wald": "wald",
}


@pytest.mark.parametrize("name", NAMES)
def test_intervals(name: str) -> None:
    rows = golden("proportion_ci.json")["rows"]
    assert len(rows) == 225
    (level,) = {r["level"] for r in rows}  # Newcombe's table below is for another
    x, n = np.array([r["x"] for r in rows]), np.array([r["n"] for r in rows])
    want = np.clip([r[name] or r["logit_anscombe"] for r in rows], 0, 1)
    got = ss.interval(x, n, level, NAMES[name])
    assert close(got.lower, want[:, 0])
    assert close(got.upper, want[:, 1])
    one = ss.interval(int(x[40]), int(n[40]), level, method=NAMES[name])
    assert (one.lower, one.upper) == (got.lower[40], got.upper[40])


def test_bounds_are_named_by_their_side() -> None:
    rows = golden("proportion_ci.json")["rows"]
    x, n = [r["x"] for r in rows], [r["n"] for r in rows]
    for method in ("wilson", "clopper_pearson"):
        for side, bound in (("lower", ss.bound_lower), ("upper", ss.bound_upper)):
            assert close(bound(x, n, 0.9, method), [r["one_sided"][f"{method}_{side}"] for r in rows])
    assert ss.bound_lower(90, 100) < 0.9 < ss.bound_upper(90, 100)


def test_newcombes_table() -> None:
    for counts, row in golden("newcombe1998_table1.json")["table"].items():
        x, n = map(int, counts.split("/"))
        for name in NAMES.keys() & row.keys():
            got = ss.interval(x, n, 0.95, NAMES[name])
            assert close([got.lower, got.upper], np.clip(row[name]["computed"], 0, 1)), (counts, name)
            for limit, printed in zip((got.lower, got.upper), row[name]["printed_4dp"], strict=True):
                assert printed is None or abs(limit - printed) <= 5e-5, (counts, name)


def test_coverage() -> None:
    """Exact coverage at the points of Brown, Cai and DasGupta (2001)."""
    from math import comb

    for row in golden("bcd2001_coverage.json")["rows"]:
        n, p = row["n"], row["p"]
        x = np.arange(n + 1)
        chance = np.array([comb(n, int(k)) * p ** int(k) * (1 - p) ** int(n - k) for k in x])
        for name in NAMES.keys() & row.keys() - {"logit"}:  # theirs leaves 0 and n out
            got = ss.interval(x, n, 0.95, NAMES[name])
            assert close(chance[(got.lower <= p) & (p <= got.upper)].sum(), row[name], 1e-9), (n, p, name)


@pytest.mark.parametrize("wave", [1, 2])
def test_homogeneity(wave: int) -> None:
    """Rao and Scott's tests of R's svychisq."""
    want = golden("designs_synth.json")["synth"][f"wave{wave}"]["raoscott"]
    h = ss.homogeneity(drawn(people(wave)), "sat", TOP2, by="street")
    assert close([h.statistic, h.f, h.ndf, h.ddf], [want["Chisq"], want["F"], *want["ndf"]])
    assert close([h.p_value, h.p_first_order, h.wald_p], [want["p"], want["Chisq_p"], want["Wald_p"]], 1e-10)
    assert close(h.wald_f, want["Wald"], 1e-11)
    assert [h.groups - 1, h.df] == want["Wald_par"]
    alone = ss.homogeneity(drawn(people(wave)), "sat", TOP2, by="street", where=people(wave).street.isin(["S1", "S4"]))
    assert alone.groups == 2
    assert alone.f < h.f * 5


@pytest.mark.parametrize("finite", [True, False])
def test_jackknife(finite: bool) -> None:
    want = golden("designs_synth.json")["synth"]["wave1_JKn_fpc" if finite else "wave1_JKn_nofpc"]
    r = ss.rate(drawn(people(1), finite), "sat", TOP2, variance="jackknife")
    assert close([r.rate, r.se], [want["p"], want["se"]])
    assert r.variance == "jackknife"
    by = ss.rate(drawn(people(1), finite), "sat", TOP2, by="street", variance="jackknife")
    assert by["S2"].variance == by.variance == "jackknife"
    assert (by.se != ss.rate(drawn(people(1), finite), "sat", TOP2, by="street").se).all()


@pytest.mark.parametrize("finite", [True, False])
@pytest.mark.parametrize("wave", [1, 2])
def test_designs(wave: int, finite: bool) -> None:
    frame = people(wave)
    want = golden("designs_synth.json")["synth"][f"wave{wave}"]["with_fpc" if finite else "without_fpc"]
    design = drawn(frame, finite)
    as_not = ss.Coding(TOP2.answers, dont_know="as_unfavourable")
    for name, column, coding in (
        ("top2", "sat", TOP2),
        ("aware", "aware", YES_NO),
        ("support", "support", YES_NO),
        ("participate", "participate", YES_NO),
        ("sat_dk_as_not_satisfied", "sat", as_not),
    ):
        if name not in want:
            continue
        w, r = want[name], ss.rate(design, column, coding)
        assert close([r.rate, r.se, r.deff_finite, r.deff], [w["p"], w["se"], w["deff"], w["deff_replace"]])
        assert (r.df, r.n_valid, r.dont_know) == (w["degf"], w["n"], coding.dont_know)
        for level in (0.9, 0.95, 0.99):
            for method, theirs in (("logit", "xlogit"), ("arcsine", "asin"), ("wilson", "wilson"), ("wald", "mean")):
                ci = ss.rate(design, column, coding, level=level, method=method).interval
                limits = w["ci"][f"{theirs}@{level}"]
                if None not in limits and limits[1] < 1:
                    assert close([ci.lower, ci.upper], limits, 1e-11)
    for name, column, coding in (("by_street", "sat", TOP2), ("by_street_support", "support", YES_NO)):
        if name not in want:
            continue
        many = ss.rate(design, column, coding, by="street")
        w = want[name]
        assert many.group.tolist() == w["street"] == [f"S{k}" for k in range(1, 7)]
        assert close(many.rate, w["p"])
        assert close(many.se, w["se"])
        assert close(many.deff_finite, w["deff"])
        assert many.df.tolist() == [w["by"][s]["degf"] for s in w["street"]]
        assert many["S3"].rate == many.rate[2]
    if "sat100" in want:
        w, mean = want["sat100"], ss.index(design, "sat", TOP2)
        assert close([mean.mean, mean.se, mean.lower, mean.upper], [w["mean"], w["se"], *w["ci95_t"]])


def test_two_stages() -> None:
    for row in golden("two_stage.json")["rows"]:
        if row["question"] == "aware":
            design = drawn(people(row["wave"]), psu_size="M_res")
            r = (
                ss.rate(design, "aware", YES_NO, by="street")[row["street"]]
                if row["street"] != "all"
                else ss.rate(design, "aware", YES_NO)
            )
            assert close([r.rate, r.se], [row["p"], row["se"]], 1e-11)


def test_korn_graubard() -> None:
    """The limits that NCHS prints, for the streets of both waves (the other rows of the file have no respondents)."""
    compared = 0
    for row in golden("korn_graubard_nchs.json")["rows"]:
        if not row["case"].startswith("wave"):
            continue
        r = ss.rate(drawn(people(int(row["case"][4]))), "sat", TOP2, by="street", level=row["level"])
        street = r[row["case"][-2:]]
        assert close([street.rate, street.se, street.n_eff], [row["p"], row["se"], row["n_eff"]])
        assert close([street.lower, street.upper], row["ci"], 1e-11), row["case"]
        compared += 1
    assert compared >= 12


def test_all_favourable_has_width() -> None:
    """40 of 40 in 8 units: the row "all" of the file, 0.8816 … 1."""
    design = ss.Design(psu=np.arange(40) // 5)
    r = ss.rate(design, np.ones(40, bool))
    assert close(r.lower, 0.881581807063981)
    assert (r.rate, r.upper, r.presentation) == (1, 1, "review")
    assert "all_or_none" in r.flags
    none = ss.rate(design, np.zeros(40, bool))
    assert close(none.upper, 1 - 0.881581807063981)
    assert none.lower == 0
    assert ss.rate(design, np.ones(40, bool), deff_at_ends=2).lower < r.lower


def test_lonely_units() -> None:
    frame = people(1)
    sixth = frame[frame.street == "S6"]
    frame = frame[(frame.street != "S6") | (frame.community == sixth.community.iloc[0])].reset_index(drop=True)
    with pytest.raises(ss.SaniscoreError, match=r"D225.*stratum S6 has a single primary unit"):
        drawn(frame)
    results = golden("designs_synth.json")["synth"]["lonely_psu"]["results"]
    for ours, theirs in (("center", "adjust"), ("average", "average"), ("certainty", "certainty")):
        r = ss.rate(drawn(frame, lonely=ours), "aware", YES_NO)
        assert close([r.rate, r.se], [results[theirs]["p"], results[theirs]["se"]])
        assert r.df == results[theirs]["degf"]
        assert "lonely_psu" in r.flags


def test_change_with_shared_units() -> None:
    frame, synth = people(), golden("designs_synth.json")["synth"]
    want, design = synth["difference_overlapping"], drawn(frame)
    c = ss.change(design, "sat", TOP2, wave="wave", from_=1, to=2)
    assert close([c.diff, c.se, c.t_lower, c.t_upper], [want["diff"], want["se"], *want["ci95_t"]])
    assert close([c.before.rate, c.after.rate], want["p"])
    assert close(np.hypot(c.before.se, c.after.se), want["se_if_independent"])
    assert c.shared_psu
    assert c.df == want["degf"]
    for row in synth["difference_by_street"]:
        street = ss.change(design, "sat", TOP2, wave="wave", from_=1, to=2, where=frame.street == row["street"])
        assert close([street.diff, street.se], [row["diff"], row["se"]])


def test_raking() -> None:
    for name in ("bfh1975", "ipf4x4"):
        table = golden("raking.json")[name]
        seed = np.array(table["seed"], float)
        rows, columns = np.indices(seed.shape).reshape(2, -1)
        got = ss.rake(
            ss.Design(weight=seed.reshape(-1)),
            [(rows, dict(enumerate(table["row_totals"]))), (columns, dict(enumerate(table["col_totals"])))],
            tolerance=1e-14,
        )
        assert close(got.weight, np.array(table["result"]).reshape(-1))
    frame = people(1)
    want, design = golden("designs_synth.json")["synth"]["calibrated_wave1"], drawn(frame)
    sex = {row["sex"]: row["Freq"] for row in want["pop_sex"]}
    age = {row["age"]: row["Freq"] for row in want["pop_age"]}
    raked = ss.rake(design, {"sex": sex, "age": age}, tolerance=1e-14)
    assert close(raked.weight[:20], want["raked"]["weights_first20"])
    assert close(raked.deff_kish, want["raked"]["deff_kish"])
    r = ss.rate(raked.design, "aware", YES_NO)
    assert close(r.rate, want["raked"]["aware"][0])
    assert close(r.se, 0.02026967411415579, 1e-11)  # regression with the design weights, by projections in turn
    post = ss.poststratify(design, "age", age)
    r = ss.rate(post.design, "aware", YES_NO)
    assert close([r.rate, r.se], want["poststratified_age"]["aware"], 1e-11)
    assert "calibrated" in r.flags


def test_decisions() -> None:
    for row in golden("decisions.json")["rows"]:
        n, T, alpha = row["n"], row["threshold"], row["alpha"]
        x = np.arange(n + 1)
        verdict = ss.decide(x, n, T, alpha=alpha).verdict
        met, not_met = x[verdict == "met"], x[verdict == "not_met"]
        assert (int(met[0]) if len(met) else None) == row["exact_min_x_met"]
        assert (int(not_met[-1]) if len(not_met) else None) == row["exact_max_x_not_met"]
        assert (verdict[met[0] :] == "met").all() if len(met) else True
    seed = golden("decisions.json")["seed_example"]
    for method, key in (("clopper_pearson", "exact"), ("wilson", "wilson")):
        d = ss.deciding_sample(seed["observed"], seed["threshold"], method=method)
        assert [d.n, d.x] == seed["first_n_not_met"][key]
        assert d.verdict == "not_met"


def test_p_values() -> None:
    for row in golden("proportion_ci.json")["rows"]:
        if row["n"] == 0:
            continue
        for T, want in row["tests_vs_threshold"].items():
            d = ss.decide(row["x"], row["n"], float(T))
            assert close([d.p_met, d.p_not_met], [want["p_exact_greater"], want["p_exact_less"]], 1e-11)


def test_families() -> None:
    file, counts = golden("multiplicity.json"), golden("small_area.json")["eb_beta_binomial"]
    d = ss.decide(counts["x"], counts["n"], 0.85)
    assert close(d.p_not_met, file["p"], 1e-11)
    words: dict[str, Any] = {"bonferroni": "bonferroni", "holm": "holm", "hochberg": "hochberg", "bh": "BH", "by": "BY"}
    for ours, theirs in words.items():
        adjusted = d.adjusted(ours)
        assert close(adjusted.p_not_met, file["adjusted"][theirs], 1e-11)
        assert adjusted.family == ours
        assert ((adjusted.verdict == "not_met") == (np.array(file["adjusted"][theirs]) <= 0.05)).all()
    assert (ss.decide(counts["x"], counts["n"], 0.85, family="holm").verdict == d.adjusted("holm").verdict).all()


def test_plans() -> None:
    for row in golden("sample_size.json")["test_plans"]:
        p = ss.plan(row["p0"], true=row["p1"], power=row["power"], alpha=row["alpha"])
        assert (p.n_first, p.critical_first, p.n_stable, p.critical) == (
            row["first_n"],
            row["first_c"],
            row["stable_n"],
            row["stable_c"],
        )
        assert (p.n_normal, p.n_normal_continuity) == (row["n_normal"], row["n_normal_cc"])
        assert close([p.power_first, p.size_first], [row["first_power"], row["first_size"]], 1e-11)
    for row in golden("sample_size.json")["precision"]:
        got = ss.precision(row["p"], row["half_width"], row["level"], population=5000)
        assert (got.n_wald, got.n_wilson, got.n_wald_finite) == (
            row["n_wald"],
            row["n_wilson"],
            row["n_wald_fpc_N5000"],
        )


def test_lqas() -> None:
    file = golden("lqas.json")
    for row in file["plans_binomial"]:
        got = ss.lqas(row["p_lower"], row["p_upper"], row["alpha_max"], row["beta_max"])
        assert (got.n, got.d) == (row["n"], row["d_min_successes"])
        assert close([got.alpha, got.beta], [row["alpha"], row["beta"]], 1e-11)
    for row in file["plans_hypergeometric"]:
        got = ss.lqas(row["p_lower"], row["p_upper"], population=row["N"])
        assert (got.n, got.d) == (row["n"], row["d"])
        assert close([got.alpha, got.beta], [row["alpha"], row["beta"]], 1e-11)
    for row in file["decision_rules_gap30"]:
        got = ss.lqas_rule(row["n"], row["d_alpha10"], row["p_lower"], row["p_upper"])
        assert close([got.alpha, got.beta], [row["alpha"], row["beta"]], 1e-11)


def test_differences() -> None:
    file = golden("differences.json")
    for row in file["independent"]:
        for theirs in ("newcombe10", "miettinen_nurminen", "mee", "agresti_caffo"):
            ours: Any = theirs.rstrip("10")
            d = ss.difference(row["x1"], row["n1"], row["x2"], row["n2"], file["level"], ours)
            assert close([d.lower, d.upper], np.clip(row[theirs], -1, 1), 1e-8)
    for row in file["paired"]:
        p = ss.paired_difference(**row["table"])
        assert close([p.diff, p.se**2], [row["diff"], row["var_diff"]], 1e-11)
        assert close(p.newcombe, row["newcombe_paired_m10"], 1e-10)
        if row["tango"]:  # null where nobody changed
            assert close(p.tango, row["tango"], 1e-10)
        assert close([p.mcnemar_exact, p.mcnemar_mid_p], [row["mcnemar_exact_p"], row["mcnemar_midp"]], 1e-11)
