import papermill
import pytest
from footprint.book.parameters import ParameterProblems, declared, resolve

from . import notebooks

ALL = """
as_of = "latest"  # date or latest; the day the book knows
company = "wicresoft"  # entity; whose staff
draws = 20000  # 1000 to 200000 draws; sample size
share = 0.5  # 0 to 1; share of staff
limit = "capped"  # one of capped, all, none; how the twelve-year rule is read
bonus = True  # true or false; whether a bonus is paid
"""


@pytest.fixture
def chapter(tmp_path):
    return declared(notebooks.write(tmp_path / "outsourcing.ipynb", parameters=ALL))


def test_a_declaration_gives_name_default_and_what_is_allowed(chapter):
    draws = next(p for p in chapter if p.name == "draws")
    assert (draws.default, draws.allowed, draws.meaning) == (20000, "1000 to 200000 draws", "sample size")
    assert draws.chapter == "outsourcing"


def test_papermill_sees_the_same_parameters(tmp_path, chapter):
    seen = papermill.inspect_notebook(str(notebooks.write(tmp_path / "x.ipynb", parameters=ALL)))
    assert set(seen) == {p.name for p in chapter}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("as_of", "2025-04-06", "2025-04-06"), ("as_of", "latest", "latest"), ("company", "microsoft", "microsoft"),
        ("draws", "1000", 1000), ("share", "0.25", 0.25), ("limit", "none", "none"), ("bonus", "False", False),
    ],
)  # fmt: skip
def test_an_allowed_value_is_taken_in_its_type(chapter, name, text, value):
    assert resolve(chapter, {name: text}, ["microsoft"])["outsourcing"][name] == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("as_of", "06/04/2025"), ("company", "microsft"), ("draws", "999"), ("draws", "many"), ("draws", "1.5"),
        ("share", "1.01"), ("limit", "some"), ("bonus", "yes"),
    ],
)  # fmt: skip
def test_a_value_out_of_bounds_names_chapter_parameter_and_value(chapter, name, text):
    with pytest.raises(ParameterProblems) as refusal:
        resolve(chapter, {name: text}, ["microsoft"])
    assert text in str(refusal.value)
    assert name in str(refusal.value)


def test_all_faults_are_named_at_once(chapter):
    with pytest.raises(ParameterProblems) as refusal:
        resolve(chapter, {"draw": "5", "share": "7", "limit": "x"}, [])
    assert len(str(refusal.value).splitlines()) == 3
    assert "as_of, bonus, company, draws" in str(refusal.value)


def test_what_is_not_asked_for_keeps_its_default(chapter):
    assert resolve(chapter, {}, ["wicresoft"])["outsourcing"]["draws"] == 20000


def test_a_line_that_declares_nothing_is_named(tmp_path):
    with pytest.raises(ParameterProblems, match="draws = 5"):
        declared(notebooks.write(tmp_path / "x.ipynb", parameters="draws = 5\n"))
