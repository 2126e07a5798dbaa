import pytest
from footprint.evidence.ledger import Ledger
from footprint.evidence.memory import of_ledger, of_tables
from footprint.evidence.sensitivity import NOTCHES


@pytest.fixture
def ledger(small_data):
    return Ledger.read(small_data(sources=[{}], headcounts=[{}, {}]))


def counting(decorate):
    """Return a function of a ledger under a decorator, and the list of what it was given each time it worked."""
    worked = []

    @decorate
    def work(ledger, column="value"):
        worked.append((ledger.rules, column))
        return ledger.table("headcounts")[[column]]

    return work, worked


def notched(ledger):
    return ledger.with_rules(next(iter(NOTCHES.values())))


def test_what_tables_give_is_worked_out_once_for_all_rules_and_what_is_asked(ledger):
    work, worked = counting(of_tables)
    work(ledger), work(notched(ledger)), work(notched(ledger), "unit"), work(ledger, column="unit")
    assert [column for _, column in worked] == ["value", "unit", "unit"]


def test_what_a_ledger_gives_is_worked_out_once_for_each_set_of_rules(ledger):
    work, worked = counting(of_ledger)
    work(ledger), work(notched(ledger)), work(ledger), work(notched(ledger))
    assert len({rules for rules, _ in worked}) == len(worked) == 2


def test_another_day_is_another_ledger(ledger):
    work, worked = counting(of_tables)
    work(ledger), work(ledger.as_of("2024-01-01"))
    assert len(worked) == 2


@pytest.mark.parametrize("decorate", [of_tables, of_ledger])
def test_a_frame_can_be_changed_without_harm(ledger, decorate):
    work, _ = counting(decorate)
    frame = work(ledger)
    frame.loc[:, "value"] = -1
    assert (work(ledger)["value"] != -1).all()


def test_what_weighs_claims_cannot_pass_for_a_reader_of_tables(ledger):
    with pytest.raises(AttributeError):
        of_tables(lambda given: given.finding("firm", "laid_off"))(ledger)
