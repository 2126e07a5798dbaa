"""What moved between two editions, on exports the tests write."""

import json

import pytest
from footprint.book.changes import NoEdition, changes, told


def edition(folder, rows, **findings):
    """Write an export: `rows` gives each row's content by id, `findings` each finding's text, rows and what else differs."""
    folder.mkdir(parents=True)
    base = {"known": True, "grade": "C3", "contested": False, "against": []}
    listed = [
        base | {"id": f"labs/{name}", "about": f"The {name}", "range": facts["text"]} | facts
        for name, facts in findings.items()
    ]
    (folder / "findings.json").write_text(json.dumps({"findings": listed}), encoding="utf-8")
    lines = [f"{i},claims,s1,{content}" for i, content in rows.items()]
    (folder / "rows.csv").write_text("\n".join(["id,table,source,content", *lines]), encoding="utf-8")
    return folder


def moved(tmp_path, before, now):
    return [
        str(c)
        for c in changes(edition(tmp_path / "before", *before[:1], **before[1]), edition(tmp_path / "now", *now[:1], **now[1]))
    ]


def test_the_same_edition_has_no_change(tmp_path):
    one = ({"r1": "x"}, {"sites": {"text": "5", "rows": ["r1"]}})
    assert moved(tmp_path, one, one) == []
    assert told([]) == ["no finding moved"]


@pytest.mark.parametrize(
    ("before", "now", "line"),
    [
        (
            ({"r1": "x"}, {"text": "5", "rows": ["r1"]}),
            ({"r1": "y"}, {"text": "6", "rows": ["r1"]}),
            "5, C3 → 6, C3 (changed rows: r1)",
        ),
        (
            ({"r1": "x"}, {"text": "5", "rows": ["r1"]}),
            ({"r1": "x", "r2": "y"}, {"text": "5", "rows": ["r1"], "against": ["r2"], "contested": True}),
            "5, C3 → 5, C3, contested (new evidence: r2)",
        ),
        (
            ({"r1": "x"}, {"text": "5", "rows": ["r1"]}),
            ({"r1": "x"}, {"text": "5", "rows": ["r1"], "grade": "C2"}),
            "5, C3 → 5, C2 (method or parameters)",
        ),
        (
            ({"r1": "x", "r2": "y"}, {"text": "5", "rows": ["r1", "r2"]}),
            ({"r1": "x"}, {"text": "4", "rows": ["r1"]}),
            "5, C3 → 4, C3 (rows not known: r2)",
        ),
        (
            ({"r1": "x"}, {"text": "5", "rows": ["r1"]}),
            ({"r1": "x"}, {"text": "5", "range": "4–6", "rows": ["r1"]}),
            "5, C3 → 5 (4–6), C3 (method or parameters)",
        ),
    ],
)
def test_a_change_says_what_was_what_is_and_why(tmp_path, before, now, line):
    assert moved(tmp_path, (before[0], {"sites": before[1]}), (now[0], {"sites": now[1]})) == [f"labs/sites: {line}"]


def test_a_finding_that_came_and_one_that_went(tmp_path):
    before = ({"r1": "x"}, {"old": {"text": "1", "rows": ["r1"]}})
    now = ({"r2": "x"}, {"new": {"text": "2", "rows": ["r2"]}, "hidden": {"text": "9", "rows": [], "known": False}})
    assert moved(tmp_path, before, now) == ["labs/new: new: 2, C3 (new evidence: r2)", "labs/old: gone (rows not known: r1)"]


def test_many_changes_are_counted_and_the_first_told(tmp_path):
    many = {f"f{n:02}": {"text": "1", "rows": ["r1"]} for n in range(20)}
    found = changes(edition(tmp_path / "a", {}), edition(tmp_path / "b", {"r1": "x"}, **many))
    lines = told(found)
    assert lines[0] == "20 findings moved:"
    assert len(lines) == 14
    assert lines[-1].endswith("8 more; see `footprint changes`")


def test_a_folder_without_an_edition_is_named(tmp_path):
    one = edition(tmp_path / "one" / "export", {})
    with pytest.raises(NoEdition, match="nowhere"):
        changes(one, tmp_path / "nowhere" / "export")
