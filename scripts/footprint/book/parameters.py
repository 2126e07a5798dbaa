"""Chapter parameters: declared once, in the notebook's `parameters` cell, and checked before anything runs.

A line of that cell is a declaration:

    draws = 20000  # 1000 to 200000 draws; size of the Monte Carlo sample

The default gives the type; the comment gives what is allowed, then the meaning. What is allowed is one of `date or
latest`, `entity`, `true or false`, `one of a, b, c`, or `LOW to HIGH unit` (both ends included).
"""

import ast
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from footprint.dates import parse_as_of

Value = str | int | float | bool

_DECLARATION = re.compile(r"^(?P<name>[a-z]\w*)\s*=\s*(?P<default>.+?)\s+#\s*(?P<allowed>[^;]+);\s*(?P<meaning>.+)$")
_RANGE = re.compile(r"^(?P<low>-?[\d.]+) to (?P<high>-?[\d.]+)(?:\s+(?P<unit>.+))?$")


class ParameterProblems(Exception):
    """Parameters that are not declared or not allowed; the message lists all of them."""


@dataclass(frozen=True)
class Parameter:
    """One declared parameter of one chapter."""

    chapter: str
    name: str
    default: Value
    allowed: str
    meaning: str

    def read(self, text: str, entities: Iterable[str]) -> Value:
        """Turn a value from the command line into this parameter's type. Raises ValueError that says what is allowed."""
        try:
            value = _as_type(text, type(self.default))
        except ValueError:
            raise ValueError(self._refusal(text)) from None
        if not self._permits(value, entities):
            raise ValueError(self._refusal(text))
        return value

    def _refusal(self, text: str) -> str:
        return f"chapter {self.chapter}, parameter {self.name}: {text!r} is not allowed; it takes {self.allowed}"

    def _permits(self, value: Value, entities: Iterable[str]) -> bool:
        if self.allowed == "date or latest":
            parse_as_of(value)
            return True
        if self.allowed == "entity":
            return value in set(entities)
        if self.allowed.startswith("one of "):
            return value in self.allowed.removeprefix("one of ").split(", ")
        limits = _RANGE.match(self.allowed)
        return not limits or float(limits["low"]) <= value <= float(limits["high"])


def _as_type(text: str, kind: type) -> Value:
    if kind is bool:
        if text.lower() not in ("true", "false"):
            raise ValueError(text)
        return text.lower() == "true"
    return kind(text)


def declared(notebook: Path) -> list[Parameter]:
    """Read the parameters a chapter declares. Raises ParameterProblems naming each line that is not a declaration."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    source = next(("".join(c["source"]) for c in cells if "parameters" in c["metadata"].get("tags", [])), "")
    parameters, faults = [], []
    for line in filter(None, map(str.strip, source.splitlines())):
        match = _DECLARATION.match(line)
        if match:
            default = ast.literal_eval(match["default"])
            parameters.append(Parameter(notebook.stem, match["name"], default, match["allowed"], match["meaning"]))
        elif not line.startswith("#"):
            faults.append(f"chapter {notebook.stem}: {line!r} is not `name = default  # what is allowed; meaning`")
    if faults:
        raise ParameterProblems("\n".join(faults))
    return parameters


def resolve(parameters: Iterable[Parameter], wanted: Mapping[str, str], entities: Iterable[str]) -> dict[str, dict[str, Value]]:
    """Return every chapter's full set of values: its defaults, with `wanted` (as text) in their place.

    A wanted name applies to each chapter that declares it. Raises ParameterProblems for names nobody declares and
    values not allowed, all at once.
    """
    parameters, entities = list(parameters), set(entities)
    names = sorted({p.name for p in parameters})
    faults = [f"no chapter has a parameter {n!r}; there are {', '.join(names)}" for n in wanted if n not in names]
    values: dict[str, dict[str, Value]] = {p.chapter: {} for p in parameters}
    for p in parameters:
        try:
            values[p.chapter][p.name] = p.read(wanted[p.name], entities) if p.name in wanted else p.default
        except ValueError as fault:
            faults.append(str(fault))
    if faults:
        raise ParameterProblems("\n".join(faults))
    return values
