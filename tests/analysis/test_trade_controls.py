"""The engine: chips worked by hand against the numbers of the rules, limits to the unit, and what a missing input does."""

import pandas as pd
import pytest
from footprint.analysis import trade_controls as analysis
from footprint.analysis.trade_controls import CASE, CONTROLLED, EXCEPTION, FREE, UNKNOWN
from footprint.evidence.ledger import Ledger
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT

BEFORE, LETTERS, FIRST, SECOND, H20, H200 = map(
    pd.Timestamp, ("2022-06-01", "2022-09-15", "2023-01-01", "2023-12-01", "2025-06-01", "2026-02-01")
)
"""Days in each state of the rules: none, the letters of 2022, 87 FR 62186, 88 FR 73458, the letter of 2025, 91 FR 1684."""


@pytest.fixture(scope="module")
def real():
    ledger = Ledger.read(ROOT / "data")
    return ledger.table("chips"), ledger.table("control_thresholds")


@pytest.fixture(scope="module")
def held(real):
    return {day: analysis.statuses(*real, day).set_index("chip") for day in (BEFORE, LETTERS, FIRST, SECOND, H20, H200)}


# Each line is worked by hand. TPP is the dense rate times the bit length, PD is TPP over square millimetres.
# 2022 (87 FR 62186): licence if TPP >= 4800 and link >= 600 GB/s.
# 2023 (88 FR 73458): a.1 TPP >= 4800; a.2 TPP >= 1600 and PD >= 5.92; b.1 2400 <= TPP < 4800 and 1.6 <= PD < 5.92;
#   b.2 TPP >= 1600 and 3.2 <= PD < 5.92; b goes after notice; not for data centres: free below 4800, notice from there.
# 2026 (91 FR 1684): a chip of 3A090.a is case by case if TPP < 21,000 and memory < 6,500 GB/s.
BY_HAND = [
    # 125 x 16 = 2000; link 300: fails both of 2022. 2000 < 2400, PD 2000/815 = 2.45 < 3.2: free.
    ("V100 SXM2 32GB", FREE, FREE, FREE),
    # 65.13 x 16 = 1042 < 1600: nothing of 2023 reaches it, whatever its die.
    ("T4", FREE, FREE, FREE),
    # 250 x 8 = 2000, PD 2000/628 = 3.185, just under 3.2 of b.2; 2000 < 2400 of b.1.
    ("A10", FREE, FREE, FREE),
    # 312 x 16 = 4992 >= 4800 and link exactly 600: licence in 2022; a.1 in 2023; 4992 and 2039 pass the test of 2026.
    ("A100 SXM4 80GB", CONTROLLED, CONTROLLED, CASE),
    # 311.8 x 16 = 4989, but link 400 < 600: free until the link test went; then a.1.
    ("A800 SXM 80GB", FREE, CONTROLLED, CASE),
    # 989 x 16 = 15,824 and the dataset's 15,832; link 400: free in 2022, a.1 in 2023, below 21,000 and 6,500.
    ("H800 SXM5", FREE, CONTROLLED, CASE),
    # 989.4 x 16 = 15,830; link 900; 3350 GB/s.
    ("H100 SXM5 80GB", CONTROLLED, CONTROLLED, CASE),
    # 756 x 16 = 12,096; link exactly 600.
    ("H100 PCIe 80GB", CONTROLLED, CONTROLLED, CASE),
    # 148 x 16 = 2368 < 2400 of b.1; PD 2368/814 = 2.91 < 3.2 of b.2; the letter of April 2025 names it, and 91 FR 1684
    # is milder for 3A090.a only.
    ("H20", FREE, FREE, CONTROLLED),
    # 119.5 x 16 = 1912; PD 1912/609 = 3.14 < 3.2.
    ("L20 PCIe", FREE, FREE, FREE),
    # 96.5 x 16 = 1544 < 1600: its unknown die does not matter.
    ("L2 PCIe", FREE, FREE, FREE),
    # 121 x 16 = 1936 >= 1600, PD 1936/294 = 6.59 >= 5.92: a.2. In 2022 1936 < 4800 although its link is unknown.
    ("L4", FREE, CONTROLLED, CASE),
    # 181 x 16 = 2896.6; PD 2896.6/608 = 4.76: b.1 and b.2, so after notice; the policy of 2026 is not about b.
    ("L40", FREE, EXCEPTION, EXCEPTION),
    # 660.6 x 8 = 5285 >= 4800, not for data centres: notice. In 2022 its link, unknown here, would have decided.
    ("RTX 4090", UNKNOWN, EXCEPTION, EXCEPTION),
    # 5285 x 14,592/16,384 = 4707 < 4800, not for data centres: free though its PD is 7.7.
    ("RTX 4090D", FREE, FREE, FREE),
    # 989.5 x 16 = 15,832; link 900; 4800 GB/s < 6500.
    ("H200 SXM", CONTROLLED, CONTROLLED, CASE),
    # 4500 x 8 = 36,000 >= 21,000: fails the test of 2026 by performance (and by 7700 GB/s).
    ("B200", CONTROLLED, CONTROLLED, CONTROLLED),
    # 7000 x 4 = 28,000 >= 21,000, though 3850 GB/s would pass. Link unknown in 2022.
    ("B30A", UNKNOWN, CONTROLLED, CONTROLLED),
    # 383 x 16 = 6128; link 800; 3280 GB/s.
    ("MI250X", CONTROLLED, CONTROLLED, CASE),
    # 1307.4 x 16 = 20,918 < 21,000; link 896; 5300 GB/s.
    ("MI300X", CONTROLLED, CONTROLLED, CASE),
    # 3 POPS x 6 bits = 18,000, its highest format; link exactly 600; 1800 GB/s.
    ("Maia 100", CONTROLLED, CONTROLLED, CASE),
    # No figure at all: unknown under every rule on performance.
    ("L40S", UNKNOWN, UNKNOWN, UNKNOWN),
    # 100 x 16 = 1600, exactly on the line of a.2 and b.2, die unknown; 1600 < 4800 in 2022.
    ("MTT S4000", FREE, UNKNOWN, UNKNOWN),
    # 825 x 8 = 6600: a.1; memory bandwidth unknown, so the policy of 2026 is open.
    ("Hanguang 800", UNKNOWN, CONTROLLED, UNKNOWN),
    # 1678 x 16 = 26,848 >= 21,000. Link unknown in 2022.
    ("Gaudi 3", UNKNOWN, CONTROLLED, CONTROLLED),
]  # fmt: skip


@pytest.mark.parametrize(("chip", "first", "second", "third"), BY_HAND, ids=[line[0] for line in BY_HAND])
def test_chips_worked_by_hand(held, chip, first, second, third):
    assert [held[day].loc[chip, "status"] for day in (FIRST, SECOND, H200)] == [first, second, third]


def test_before_the_first_rule_no_chip_is_controlled(held):
    assert set(held[BEFORE]["status"]) == {FREE}


def test_the_a800_is_free_in_january_2023_and_not_in_december(held):
    variants = [chip for chip in held[FIRST].index if chip.startswith("A800")]
    assert set(held[FIRST].loc[variants, "status"]) == {FREE}
    assert set(held[SECOND].loc[variants, "status"]) == {CONTROLLED}


def test_in_february_2026_the_h200_class_is_case_by_case_and_blackwell_is_not(held):
    assert held[H200].loc[["H200 SXM", "GH200", "H100 SXM5 80GB", "MI325X"], "status"].eq(CASE).all()
    assert held[H200].loc[["B100", "B200", "B300", "GB300 (per GPU)", "MI350X"], "status"].eq(CONTROLLED).all()


def test_a_letter_names_chips_and_binds_only_its_addressee(held):
    assert held[LETTERS].loc[["A100 SXM4 80GB", "H100 NVL", "MI250X"], "status"].eq(CONTROLLED).all()
    assert held[LETTERS].loc[["A800 SXM 80GB", "BR100", "Ascend 910B"], "status"].eq(FREE).all()
    assert held[H20].loc["MI308X", "status"] == CONTROLLED


def test_the_clause_that_decided_is_named(held):
    assert held[SECOND].loc["L4", "clause"] == "2023-a2"
    assert held[SECOND].loc["RTX 4090", "clause"] == "2023-a1-other"
    assert held[H200].loc["H100 SXM5 80GB", "clause"] == "2023-a1 2026-review"


def test_a_letter_that_holds_too_is_named_and_does_not_undo_the_policy(held):
    assert held[H20].loc["H200 SXM", "clause"] == "2023-a1 2025-h20-level"
    assert held[H200].loc["H200 SXM", ["status", "clause"]].tolist() == [CASE, "2023-a1 2026-review 2025-h20-level"]
    assert held[H200].loc["H20", ["status", "clause"]].tolist() == [CONTROLLED, "2025-letter-h20 2025-h20-level"]


def test_an_unknown_chip_says_what_is_missing_and_what_it_may_be(held):
    unknown = held[SECOND].loc["MTT S4000"]
    assert "die area" in unknown["missing"]
    assert unknown["possible"] == "licence or notify or free"


def test_where_another_source_changes_the_answer_it_is_shown(held):
    # 4096/456 = 8.98 (a.2) by the compute die, 4096/1228 = 3.34 (b) by the package.
    assert held[SECOND].loc["Ascend 910 (2019)", ["status", "rival"]].tolist() == [CONTROLLED, EXCEPTION]
    assert held[SECOND].loc["H100 SXM5 80GB", "rival"] == ""


def test_the_window_of_the_mi325x_hangs_on_the_value_chosen(real):
    rows = analysis.keys(*real, H200).query("chip == 'MI325X'")
    assert rows.set_index("tpp")["duty"].to_dict() == {20918.4: "2026-window-2", 20800.0: "none"}


def test_the_two_keys_are_apart(real):
    rows = analysis.keys(*real, H200).query("preferred").set_index("chip")
    assert rows.loc[["H200 SXM", "GH200", "MI325X"], "duty"].str.startswith("2026").all()
    assert (
        rows.loc[["H100 SXM5 80GB", "H800 SXM5", "MI300X", "Maia 100"], ["review", "duty"]].eq(["yes", "none"]).all(axis=None)
    )
    assert rows.loc[["B200", "Gaudi 3"], "review"].eq("no").all()
    assert rows.loc["L40S", ["review", "duty"]].tolist() == [UNKNOWN, UNKNOWN]


def test_computed_and_stated_performance_agree(real):
    chips = real[0].dropna(subset=["peak_tflops", "bit_length", "tpp"])
    assert (chips["peak_tflops"] * chips["bit_length"] / chips["tpp"] - 1).abs().max() < 0.002


# ---------------------------------------------------------------------------------------------------- on the limits


def chip(**values):
    """A processor for data centres with everything known and nothing near a limit."""
    made = {
        "chip": "X", "vendor": "Maker", "line": "other", "kind": "logic", "market": "global", "datacenter": "yes", "tpp": 100.0,
        "die_area_mm2": 1000.0, "interconnect_gb_s": 10.0, "memory_bw_gb_s": 10.0, "memory_bandwidth_density": float("nan"),
    } | values  # fmt: skip
    made["performance_density"] = made.get("performance_density", made["tpp"] / made["die_area_mm2"])
    return pd.DataFrame([made]).iloc[0]


def status(real, day, **values):
    return analysis.decide(chip(**values), analysis.clauses(real[1], day)).status


@pytest.mark.parametrize(
    ("day", "values", "expected"),
    [
        (FIRST, {"tpp": 4800.0, "interconnect_gb_s": 600.0}, CONTROLLED),
        (FIRST, {"tpp": 4799.9, "interconnect_gb_s": 600.0}, FREE),
        (FIRST, {"tpp": 4800.0, "interconnect_gb_s": 599.9}, FREE),
        (SECOND, {"tpp": 4800.0, "performance_density": 0.1}, CONTROLLED),
        (SECOND, {"tpp": 4799.9, "performance_density": 0.1}, FREE),
        (SECOND, {"tpp": 1600.0, "performance_density": 5.92}, CONTROLLED),
        (SECOND, {"tpp": 1599.9, "performance_density": 5.92}, FREE),
        (SECOND, {"tpp": 1600.0, "performance_density": 5.919}, EXCEPTION),
        (SECOND, {"tpp": 1600.0, "performance_density": 3.2}, EXCEPTION),
        (SECOND, {"tpp": 1600.0, "performance_density": 3.199}, FREE),
        (SECOND, {"tpp": 2400.0, "performance_density": 1.6}, EXCEPTION),
        (SECOND, {"tpp": 2399.9, "performance_density": 1.6}, FREE),
        (SECOND, {"tpp": 2400.0, "performance_density": 1.599}, FREE),
        (SECOND, {"tpp": 4799.9, "performance_density": 50.0, "datacenter": "no"}, FREE),
        (SECOND, {"tpp": 4800.0, "performance_density": 50.0, "datacenter": "no"}, EXCEPTION),
        (H200, {"tpp": 20999.9, "memory_bw_gb_s": 6499.9}, CASE),
        (H200, {"tpp": 21000.0, "memory_bw_gb_s": 6499.9}, CONTROLLED),
        (H200, {"tpp": 20999.9, "memory_bw_gb_s": 6500.0}, CONTROLLED),
        (H200, {"kind": "memory", "tpp": 0.0, "memory_bandwidth_density": 2.0}, FREE),
        (H200, {"kind": "memory", "tpp": 0.0, "memory_bandwidth_density": 2.001}, CONTROLLED),
        (H200, {"kind": "memory", "tpp": 0.0}, UNKNOWN),
    ],
)  # fmt: skip
def test_exactly_on_a_limit(real, day, values, expected):
    assert status(real, day, **values) == expected


@pytest.mark.parametrize(
    ("tpp", "memory", "duty"),
    [
        (14000.0, 4800.0, "none"), (14000.1, 4800.0, "2026-window-1"), (17500.0, 4800.0, "none"),
        (15832.0, 4500.0, "none"), (15832.0, 5000.0, "none"), (20800.0, 6000.0, "none"), (20800.1, 6000.0, "2026-window-2"),
        (21100.0, 6000.0, "none"), (20900.0, 5800.0, "none"), (20900.0, 6200.0, "none"),
    ],
)  # fmt: skip
def test_the_windows_are_open_at_their_ends(real, tpp, memory, duty):
    windows = analysis.clauses(real[1], H200, [analysis.DUTY])
    assert analysis._any(windows, chip(tpp=tpp, memory_bw_gb_s=memory), "", "none") == duty


def test_rules_begin_on_their_day_and_give_way_on_the_next_ones(real):
    fast = {"tpp": 5000.0, "interconnect_gb_s": 400.0}
    assert status(real, pd.Timestamp("2023-11-16"), **fast) == FREE
    assert status(real, pd.Timestamp("2023-11-17"), **fast) == CONTROLLED
    names = {clause.name for clause in analysis.clauses(real[1], pd.Timestamp("2023-11-17"))}
    assert "2022-a" not in names


amount = st.floats(1, 80_000)


@given(tpp=amount, die=st.floats(50, 2000), link=amount, memory=amount, missing=st.sets(st.sampled_from(analysis.RIVALS)))
def test_a_missing_input_never_frees_a_chip(tpp, die, link, memory, missing):
    values = dict(zip(analysis.RIVALS, (tpp, die, link, memory), strict=True))
    whole, less = chip(**values), chip(**values | dict.fromkeys(missing, float("nan")))
    for day in (FIRST, SECOND, H20, H200):
        among = CLAUSES[day]
        known, open_ = analysis.decide(whole, among), analysis.decide(less, among)
        assert open_.status in (known.status, UNKNOWN)
        assert known.status in open_.possible


REAL = Ledger.read(ROOT / "data").table("control_thresholds")
CLAUSES = {day: analysis.clauses(REAL, day) for day in (FIRST, SECOND, H20, H200)}


# ------------------------------------------------------------------------------------------- clauses as data, on small rows


def row(clause, criterion, sign, value, **more):
    made = {
        "id": f"{clause}-{criterion}-{len(more)}", "rule": "r", "eccn": "3A090.a", "clause": clause, "tests": 1, "outcome": "licence",
        "relaxes": "", "criterion": criterion, "operator": sign, "value": value, "superseded_by": "",
        "effective": pd.Timestamp("2023-01-01"), "ended": pd.NaT,
    }  # fmt: skip
    return made | more


def test_a_clause_of_which_only_a_part_is_known_decides_nothing_but_may_exclude():
    part = analysis.clauses(pd.DataFrame([row("c", "tpp", ">=", "100", tests=2)]), SECOND)
    assert analysis.decide(chip(tpp=200.0), part).status == UNKNOWN
    assert "part of the clause" in analysis.decide(chip(tpp=200.0), part).missing
    assert analysis.decide(chip(tpp=50.0), part).status == FREE


def test_two_sources_for_one_test_are_one_test_and_two_limits_are_an_error():
    same = [row("c", "tpp", ">=", "100"), row("c", "tpp", ">=", "100", id="other")]
    (clause,) = analysis.clauses(pd.DataFrame(same), SECOND)
    assert (len(clause.tests), clause.whole, clause.rows) == (1, True, ("c-tpp-0", "other"))
    with pytest.raises(ValueError, match="two limits"):
        analysis.clauses(pd.DataFrame([same[0], row("c", "tpp", ">=", "200", id="other")]), SECOND)


def test_a_licence_goes_before_an_exception_and_a_policy_eases_only_what_it_names():
    rows = [row("a", "tpp", ">=", "10"), row("b", "tpp", ">=", "5", outcome="notified exception", eccn="3A090.b")]
    policy = row("p", "tpp", "<", "1000", outcome="case by case", relaxes="3A090.a")
    letter = row("l", "line", "=", "H20", eccn="Letter")
    among = analysis.clauses(pd.DataFrame([*rows, policy, letter]), SECOND)
    assert [analysis.decide(chip(tpp=t), among).status for t in (20.0, 7.0, 2.0, 2000.0)] == [CASE, EXCEPTION, FREE, CONTROLLED]
    assert analysis.decide(chip(tpp=2.0, line="H20"), among).status == CONTROLLED


def test_the_distance_is_the_largest_shortfall_of_the_nearest_clause():
    rows = [
        row("a", "tpp", ">=", "100", tests=2),
        row("a", "interconnect_gb_s", ">=", "10", tests=2),
        row("b", "tpp", ">=", "1000"),
    ]
    among = analysis.clauses(pd.DataFrame(rows), SECOND)
    found = analysis.gap(chip(tpp=90.0, interconnect_gb_s=5.0), among)
    assert (found.slack, found.test.criterion, found.at_least) == (pytest.approx(0.5), "interconnect_gb_s", False)
    bound = analysis.gap(chip(tpp=90.0, interconnect_gb_s=float("nan")), among)
    assert (bound.slack, bound.at_least) == (pytest.approx(0.1), True)


def test_variants_count_under_the_last_rule_that_left_them_free(real):
    rows = analysis.gaps(*real).query("variant").set_index("chip")
    assert rows.loc["A800 SXM 80GB", ["rule", "slack"]].tolist() == ["us-2022-10-acs", pytest.approx(1 - 400 / 600)]
    assert rows.loc["H20", ["rule", "slack"]].tolist() == ["us-2023-10-acs", pytest.approx(1 - 2368 / 2400)]
    assert rows.loc["L20 PCIe", "slack"] == pytest.approx(1 - 1912 / 609 / 3.2)
    assert rows.loc["RTX 4090D", "slack"] == pytest.approx(1 - 4707.2 / 4800)


def test_regions_are_the_sides_of_the_tests():
    rows = [
        row("a", "tpp", ">=", "10", tests=2),
        row("a", "performance_density", "<", "5", tests=2),
        row("n", "vendor", "=", "Nvidia"),
    ]
    (region,) = analysis.regions(analysis.clauses(pd.DataFrame(rows), SECOND), "tpp", "performance_density")
    assert (region.x, region.y) == ((10.0, float("inf")), (0.0, 5.0))


def test_formats_are_not_rivals_and_gaps_are_filled_by_other_rows(real):
    cases = analysis.cases(real[0])
    assert cases.query("chip == 'Maia 100'")["tpp"].tolist() == [18000]
    h20 = cases.query("chip == 'H20'")
    assert (len(h20), h20["performance_density"].iloc[0]) == (1, pytest.approx(2368 / 814))
