from footprint.evidence.findings import Findings
from footprint.evidence.ledger import Ledger
from footprint.evidence.sensitivity import NOTCHES, sensitivity


def make(ledger):
    findings = Findings("outsourcing")
    findings.add("laid-off", "People let go", ledger.finding("firm", "laid_off"))
    return findings


def changes(small_data, sources, headcounts):
    rows = sensitivity(Ledger.read(small_data(sources=sources, headcounts=headcounts)), make)
    return {row.rule: (row.ours, row.theirs) for row in rows.itertuples()}


def test_what_no_rule_moves_has_no_row(small_data):
    assert changes(small_data, [{}], [{}]) == {}


def test_an_order_of_rules_that_decides_is_shown_with_both_answers(small_data):
    sources = [{"tier": "first_hand"}, {}, {}]
    rows = [{"value": "1500"}, {"source": "s2"}, {"source": "s3"}]
    moved = changes(small_data, sources, rows)
    ours, theirs = moved["Origins count before the tier"]
    assert ours.startswith("1,500 (1,500–2,000)")
    assert theirs.startswith("2,000 (1,500–2,000)")


def test_a_width_that_decides_is_shown(small_data):
    near = [{"value": "2000", "qualifier": "about"}, {"value": "1950", "source": "s2"}]
    moved = changes(small_data, [{}, {}], near)
    assert moved["A figure given as about counts as exact"][1].endswith("contested")
    assert "A figure given as about may lie twice as far off" not in moved


def test_relays_that_may_speak_widen_the_range(small_data):
    rows = [{"origin": "caijing"}, {"origin": "caijing", "value": "2500", "source": "s2"}]
    moved = changes(small_data, [{"tier": "first_hand"}, {}], rows)
    assert moved["Relays may widen what their origin said"][1].startswith("2,000 (2,000–2,500)")


def test_every_rule_has_a_notch():
    moved = {name for rules in NOTCHES.values() for name, value in vars(rules).items() if value != vars(type(rules)())[name]}
    assert moved == {"order", "about", "relays_speak"}
