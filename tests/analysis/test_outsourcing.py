import pytest
from footprint.analysis import outsourcing as analysis
from footprint.evidence.ledger import Ledger

DAY = {"event_date": "2025-04-07", "event_precision": "day"}


def ledger(small_data, **tables):
    return Ledger.read(small_data(**tables))


def count(value, **more):
    return {"value": str(value), "perimeter": "microsoft_projects", "metric": "laid_off"} | more


def test_events_are_in_order_and_vague_dates_left_out(small_data):
    rows = [
        {"metric": "event", "value": "end", "unit": "text", "event_date": "2025-04-08"},
        {"metric": "event", "value": "told", "unit": "text", "event_date": "2025-04-03"},
        {"metric": "event", "value": "vague", "unit": "text", "event_date": "2025-04-01", "event_precision": "month"},
        {"metric": "reason", "value": "geopolitics", "unit": "text", "summary": "Because."},
    ]
    found = analysis.events(ledger(small_data, claims=rows).claims, ["firm"], "2025-04-01", "2025-04-12")
    assert list(found["event"]) == ["Told", "", "End"]


def test_another_day_than_the_nearest_source_gives_is_labelled_by_who_gives_it(small_data):
    row = {"metric": "effective", "unit": "date", "event_precision": "day", "summary": "It takes effect.", "subject": "firm"}
    rows = [
        row | {"value": "2025-04-08", "event_date": "2025-04-08", "source": "s1", "attribution": "Register"},
        row | {"value": "2025-04-11", "event_date": "2025-04-11", "source": "s2", "attribution": "A law firm"},
    ]
    book = ledger(small_data, claims=rows, sources=[{"tier": "primary"}, {"tier": "secondary"}])
    found = analysis.events(book.claims, ["firm"], "2025-04-01", "2025-04-12")
    assert list(found["event"]) == ["Data rule takes effect", "Data rule takes effect, by A law firm"]
    alone = analysis.events(book.claims.iloc[1:], ["firm"], "2025-04-01", "2025-04-12")
    assert list(alone["event"]) == ["Data rule takes effect"]


def test_a_name_keeps_its_hyphen_and_capital(small_data):
    row = {"metric": "event", "value": "non_microsoft_projects_continue", "unit": "text"}
    found = analysis.events(ledger(small_data, claims=[row]).claims, ["firm"], "2025-04-01", "2025-04-12")
    assert list(found["event"]) == ["Non-Microsoft projects continue"]


def test_a_relay_of_one_origin_is_one_event(small_data):
    row = {"metric": "event", "value": "end", "unit": "text", "origin": "caijing"}
    assert len(analysis.events(ledger(small_data, claims=[row, row]).claims, ["firm"], "2025-04-01", "2025-04-12")) == 1


def test_a_low_and_a_high_end_of_one_source_are_one_figure(small_data):
    book = ledger(small_data, headcounts=[count(1000, qualifier="low"), count(2000, qualifier="high")])
    rows = analysis.reported_counts(book.table("headcounts"), book.table("sources"), "firm")
    assert (len(rows), rows["low"].iloc[0], rows["high"].iloc[0]) == (1, 1000, 2000)


def test_of_one_origin_the_nearest_source_speaks_and_the_rest_relay(small_data):
    book = ledger(
        small_data,
        sources=[{"tier": "aggregator", "publisher": "A"}, {"tier": "first_hand", "publisher": "B"}],
        headcounts=[count(2000, origin="caijing"), count(2000, origin="caijing", source="s2")],
    )
    rows = analysis.reported_counts(book.table("headcounts"), book.table("sources"), "firm").set_index("label")
    assert rows["relay"].to_dict() == {"B": False, "A": True}
    spread = analysis.origins(rows.reset_index(), 2000)
    assert spread[["rows", "sources"]].to_numpy().tolist() == [[2, "s2 s1"]]


def test_groups_run_from_the_narrowest_to_the_widest(small_data):
    rows = [count(10_000, perimeter="world", metric="employed"), count(400, perimeter="wuxi"), count(2000)]
    book = ledger(small_data, headcounts=rows)
    groups = analysis.reported_counts(book.table("headcounts"), book.table("sources"), "firm")["group"]
    assert [g.split(",")[0] for g in groups] == ["Wuxi", "Microsoft projects", "Whole group"]


def own(owner, value, basis, **more):
    row = {
        "owner": owner,
        "subject": "firm",
        "metric": "equity_share",
        "value": value,
        "unit": "percent",
        "basis": basis,
    }
    rest = {
        "qualifier": "exact",
        "speaker_role": "press",
        "stance": "asserts",
        "source": "s1",
        "id": f"own-{owner}-{value}".replace(".", "-"),
    }
    return row | rest | DAY | more


def amount(metric, value, unit):
    row = {"id": f"ser-{metric}".replace("_", "-"), "subject": "firm", "metric": metric, "value": value, "unit": unit}
    return row | DAY | {"qualifier": "exact", "speaker_role": "registry", "stance": "asserts", "source": "s1"}


AMOUNTS = [
    amount("microsoft_paid_in_capital", "20", "cny"), amount("registered_capital", "100", "cny"),
    amount("paid_in_capital", "40", "cny"), amount("buyback_shares", "4", "count"),
]  # fmt: skip
ENTITIES = [{"id": i, "name": i} for i in ("firm", "firm-treasury", "holder", "partner")]


def stakes(small_data, *reports, amounts=AMOUNTS):
    sold = own("firm-treasury", "5", "shares")
    book = ledger(small_data, entities=ENTITIES, series=amounts, ownership=[sold, own("partner", "25", "shares"), *reports])
    return analysis.reconcile_stakes(book.table("ownership"), book.table("series"), "firm", "holder", "partner")


def test_each_report_is_explained_by_its_own_basis(small_data):
    # 4 shares are 5 percent, so 80 shares: 20 of 80, of 100 and of 40; the partner's 25 percent are 20 of 40.
    rows = stakes(
        small_data, own("holder", "25", "shares"), own("holder", "20", "registered_capital"),
        own("holder", "50", "paid_in_capital"), own("partner", "50", "paid_in_capital"),
    ).set_index(["owner", "basis"])  # fmt: skip
    assert rows["computed"].to_dict() == {
        ("holder", "shares"): 25, ("holder", "registered_capital"): 20, ("holder", "paid_in_capital"): 50,
        ("partner", "paid_in_capital"): 50,
    }  # fmt: skip
    assert rows["explained"].all()


@pytest.mark.parametrize(("reported", "explained"), [("25.4", False), ("25", True), ("24", False)])
def test_a_report_is_explained_only_within_its_rounding(small_data, reported, explained):
    assert stakes(small_data, own("holder", reported, "shares"))["explained"].tolist() == [explained]


def test_the_rows_a_computed_stake_rests_on_are_named(small_data):
    rows = stakes(small_data, own("holder", "25", "shares"))["rows"].iloc[0].split()
    assert set(rows) == {"own-holder-25", "own-firm-treasury-5", "ser-buyback-shares", "ser-microsoft-paid-in-capital"}


def test_without_the_amounts_nothing_is_explained(small_data):
    assert stakes(small_data, own("holder", "25", "shares"), amounts=AMOUNTS[:2]).empty


def test_holdings_keep_their_vagueness(small_data):
    vague = {"event_date": "2023-10-01", "event_precision": "quarter"}
    book = ledger(small_data, entities=ENTITIES, ownership=[own("holder", "22", "shares", **vague)])
    row = analysis.holding_history(book.table("ownership"), "firm", {"holder": "Holder"}).iloc[0]
    assert (str(row["start"].date()), str(row["end"].date())) == ("2023-10-01", "2023-12-31")


def test_shares_of_the_insured():
    assert analysis.implied_share(1000, 2000, 4000) == (25, 50)
    assert analysis.implied_share(None, 2000, 4000) is None


def test_partner_lines_are_open_where_no_end_is_known(small_data):
    line = {"partner": "firm", "role": "vendor", "services": "x", "speaker_role": "press", "source": "s1"}
    rows = [
        line | {"id": "par-1", "since": "2002-01-01", "since_precision": "year"},
        line | {"id": "par-2", "role": "joint venture", "since": "2002-01-01", "since_precision": "year",
                "until": "2025-04-08", "until_precision": "day"},
        line | {"id": "par-3", "role": "undated"},
    ]  # fmt: skip
    found = analysis.partner_lines(
        ledger(small_data, partners=rows).table("partners"), {"firm": "Firm"}, {"joint venture": "owned"}, {}
    )
    assert found.set_index("id")["open"].to_dict() == {"par-1": True, "par-2": False}
    assert set(found["group"]) == {"supplies services", "owned"}


def test_an_end_of_services_does_not_end_the_holding_named_in_the_same_role(small_data):
    row = {
        "id": "par-1", "partner": "firm", "role": "owner and vendor", "services": "x", "speaker_role": "press", "source": "s1",
        "since": "2002-01-01", "since_precision": "year", "until": "2025-04-08", "until_precision": "day",
    }  # fmt: skip
    table = ledger(small_data, partners=[row]).table("partners")
    found = analysis.partner_lines(table, {"firm": "Firm"}, {"other": "x"}, {"owner and vendor": "owned"}).set_index("group")
    assert found["open"].to_dict() == {"supplies services": False, "owned": True}
    assert found["start_from"].nunique() == 1


def test_shares_of_revenue_are_intervals_per_origin(small_data):
    rows = [
        amount("china_revenue_share", v, "percent") | {"id": f"ser-{v}".replace(".", "-"), "subject": "firm", "origin": "x"}
        for v in ("1.4", "1.5")
    ]
    found = analysis.revenue_shares(ledger(small_data, series=rows).table("series"), "firm")
    assert found[["low", "high", "label"]].to_numpy().tolist() == [[1.4, 1.5, "April 2025: 1.4 to 1.5"]]
    assert analysis.implied_revenue((1.4, 1.5), 1000) == pytest.approx((14, 15))


def test_nothing_in_gives_nothing_out(small_data):
    book = ledger(small_data)
    assert analysis.events(book.claims, ["firm"], "2025-04-01", "2025-04-12").empty
    counts = analysis.reported_counts(book.table("headcounts"), book.table("sources"), "firm")
    assert counts.empty
    assert analysis.origins(counts, 1).empty
    assert analysis.reconcile_stakes(book.table("ownership"), book.table("series"), "f", "h", "p").empty
    assert analysis.holding_history(book.table("ownership"), "f", {}).empty
    assert analysis.partner_lines(book.table("partners"), {}, {}, {}).empty
    assert analysis.revenue_shares(book.table("series")).empty
