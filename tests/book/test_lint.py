import pytest
from footprint.book.lint import lint, lint_notebook
from footprint.paths import Project

from . import notebooks


def faults(path, allowed=()):
    return [f"{p.column}: {p.value}: {p.rule}" for p in lint_notebook(path, allowed)]


@pytest.fixture
def chapter(tmp_path):
    def make(*cells, **kwargs):
        return notebooks.write(tmp_path / "chapters" / "outsourcing.ipynb", *cells, **kwargs)

    return make


def test_a_thin_clean_chapter_passes(chapter):
    assert faults(chapter(notebooks.prose("On 7 April 2025 {finding}`laid-off` left."), notebooks.code("x = y[0]"))) == []


@pytest.mark.parametrize("text", ["About 2,000 left.", "It was 22.3 percent.", "Some two thousand left.", "3 of them"])
def test_a_typed_figure_in_prose_is_found(chapter, text):
    assert "typed figure" in faults(chapter(notebooks.prose(text)))[0]


@pytest.mark.parametrize(
    "text",
    [
        "In April 2025 and on 12 May 2026, from 2002 to 2025.", "Under 28 CFR part 202 and 90 FR 1636.", "Article 47 and Article 40.",
        "Executive Order 14117.", "They got N+1, not N + 7.", "The Form 10-K says so.", "See [this](https://a.example/b/123).",
        "Code `x = 5` and {claim}`hc-12`.", "1. first\n2. second", ":::{figure} a\n:name: fig-12\n:::",
    ],
)  # fmt: skip
def test_dates_citations_and_code_are_not_figures(chapter, text):
    assert faults(chapter(notebooks.prose(text))) == []


def test_a_listed_name_may_hold_digits_but_not_lend_them(chapter):
    assert faults(chapter(notebooks.prose("Office 365 ran.")), ["Office 365"]) == []
    assert faults(chapter(notebooks.prose("There were 365 days.")), ["Office 365"]) != []


@pytest.mark.parametrize(
    "source",
    [
        'title = "About 2,000 people left"',
        "x = 64",
        "x = rows * 1.5",
        "def f():\n    return 0",
        "class A:\n    pass",
        "f = lambda: 0",
    ],
)
def test_figures_and_definitions_in_code_are_found(chapter, source):
    assert len(faults(chapter(notebooks.code(source)))) == 1


def test_sizes_and_ids_in_code_are_not_figures(chapter):
    assert (
        faults(chapter(notebooks.code('draw(frame, height=4.5, digits=2)\nfindings.add("msft-2022", ledger["s2024"])'))) == []
    )


def test_too_much_code_stored_outputs_and_missing_parameters_are_found(chapter):
    stored = {"output_type": "stream", "name": "stdout", "text": "x"}
    cells = [notebooks.code("x = 1\n" * 61, outputs=[stored])]
    assert len(faults(chapter(*cells, parameters=""))) == 3


def test_a_finding_no_chapter_makes_is_found_with_page_and_line(tmp_path, chapter):
    chapter(notebooks.code('findings.add("laid-off", f)'), notebooks.prose("a\n{finding}`laid-of` and {finding}`laid-off`"))
    (tmp_path / "index.md").write_text("# Title\n\n{finding}`outsourcing/laid-off:range` and {finding}`labs/sites`\n")
    found = [(p.file, p.line, p.value) for p in lint(Project(tmp_path))]
    assert found == [("chapters/outsourcing.ipynb", 2, "laid-of"), ("index.md", 3, "sites")]
