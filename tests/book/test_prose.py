from footprint.book.prose import NOTHING, guarded, shown


def known(chapter, name):
    return name != "later"


def test_a_paragraph_with_an_unknown_finding_is_left_out():
    text = "First {finding}`early`.\n\nThen {finding}`later:range` people.\n\nLast."
    assert guarded(text, known) == "First {finding}`early`.\n\n\nLast."


def test_a_list_item_goes_alone():
    text = "- one {finding}`early`\n- two {finding}`other/later`\n- three"
    assert guarded(text, known) == "- one {finding}`early`\n- three"


def test_a_box_that_loses_all_it_held_says_so():
    text = ":::{admonition} Key findings\n:class: key-findings\n- only {finding}`later`\n:::\n"
    assert NOTHING in guarded(text, known)
    assert "later" not in guarded(text, known)


def test_a_box_keeps_its_fences_when_its_last_item_goes():
    text = ":::{admonition} Key\n- a {finding}`early`\n- b {finding}`later`\n:::\n\nAfter."
    kept = guarded(text, known)
    assert kept.count(":::") == 2
    assert "After." in kept
    assert "later" not in kept


def test_text_in_which_all_is_known_is_not_touched():
    text = ":::{admonition} Key\n- a {finding}`early`\n:::\n\n1. one\n2. two\n"
    assert guarded(text, known) == text


def test_cells_are_shown_by_what_they_need():
    def cell(**rule):
        return {"metadata": {"footprint": rule}}

    assert shown(cell(needs=["early"]), known)
    assert not shown(cell(needs=["early", "later"]), known)
    assert shown(cell(unless=["later"]), known)
    assert not shown(cell(unless=["early"]), known)
    assert shown({"metadata": {}}, known)
