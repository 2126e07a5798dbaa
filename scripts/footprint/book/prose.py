"""Prose that keeps silent about what was not known yet on the book's date."""

import re
from collections.abc import Callable

Known = Callable[[str, str], bool]
"""Answers for one finding (chapter, empty for the own; name) whether it is known on the date of the book."""

WHOLE = "book"
"""What findings of the whole book go by, as those of a chapter by the chapter's id."""

ROLE = re.compile(r"\{finding\}`(?:(?P<chapter>[\w-]+)/)?(?P<name>[\w-]+)(?::(?P<form>\w+))?`")
NOTHING = "Nothing in the evidence of that date bears on this."


def guarded(text: str, known: Known) -> str:
    """Leave out each paragraph or list item that places a finding which is not known on the book's date.

    `known(chapter, name)` answers for one finding; chapter is empty for the page's own. Where a box loses all it held,
    a sentence says so.
    """
    kept = "".join(block for block in _blocks(text) if not _silent(block, known))
    return kept if kept == text else _EMPTY_BOX.sub(rf"\1{NOTHING}\n\2", kept)


_EMPTY_BOX = re.compile(r"^(:::+\{admonition\}[^\n]*\n(?::\w[^\n]*\n)*)\s*(:::+)$", re.M)


def _blocks(text: str) -> list[str]:
    """Split a text into paragraphs, list items, and lines that hold no prose (blank, fences, options)."""
    blocks: list[str] = []
    joins = False
    for line in text.splitlines(keepends=True):
        alone = not line.strip() or line.startswith((":", "`"))
        opens = re.match(r"\s*(?:-|\d+\.) ", line) is not None
        if joins and not alone and not opens:
            blocks[-1] += line
        else:
            blocks.append(line)
        joins = not alone
    return blocks


def _silent(block: str, known: Known) -> bool:
    """Whether a block speaks of something unknown."""
    return any(not known(m["chapter"] or "", m["name"]) for m in ROLE.finditer(block))


def shown(cell: dict, known: Known) -> bool:
    """Whether a notebook cell is for this date, by its metadata `footprint: {needs: [...], unless: [...]}`."""
    rule = cell["metadata"].get("footprint", {})
    return all(known("", n) for n in rule.get("needs", [])) and not any(known("", n) for n in rule.get("unless", []))
