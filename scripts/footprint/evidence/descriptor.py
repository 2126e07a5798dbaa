"""The descriptor `datapackage.json` (Data Package v2) as small objects; the single description of every column."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TYPES = ("string", "integer", "number", "date")
RULES = (
    "first_day_of_precision", "together", "value_matches_unit", "not_before", "filled_if", "blank_if", "sum_at_most",
    "ids_exist", "corrects",
)  # fmt: skip


class DescriptorFault(Exception):
    """The descriptor is missing, is not JSON, or says something this checker does not know."""


@dataclass(frozen=True)
class Field:
    """One column: its type, and what its cells must satisfy."""

    name: str
    type: str
    title: str = ""
    constraints: dict[str, Any] = field(default_factory=dict)

    @property
    def required(self) -> bool:
        """Whether a cell may not be blank."""
        return bool(self.constraints.get("required"))


@dataclass(frozen=True)
class ForeignKey:
    """A column whose values must occur in a column of another table (or of its own, named by an empty resource)."""

    column: str
    resource: str
    target: str


@dataclass(frozen=True)
class Resource:
    """One table: its file, columns, keys, and the rules across its columns and rows.

    `title` is its name in words, `chapter` the one its rows belong to (`x-chapter`; blank if a column says so), `label` the
    columns that name a row (`x-label`).
    """

    name: str
    path: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    checks: tuple[dict[str, Any], ...]
    title: str = ""
    chapter: str = ""
    label: tuple[str, ...] = ()

    @property
    def columns(self) -> list[str]:
        """Column names in their declared order."""
        return [f.name for f in self.fields]


@dataclass(frozen=True)
class Package:
    """All tables, with the descriptor as it stands for what else it says."""

    resources: tuple[Resource, ...]
    unique_field: str
    unique_resources: tuple[str, ...]
    raw: dict[str, Any]


def read_package(folder: Path) -> Package:
    """Read `folder/datapackage.json`. Raises DescriptorFault that says what is wrong."""
    path = folder / "datapackage.json"
    try:
        raw = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise DescriptorFault(f"{folder.name}/datapackage.json is missing") from None
    except (ValueError, UnicodeDecodeError) as fault:
        raise DescriptorFault(f"{folder.name}/datapackage.json is not JSON: {fault}") from None
    across = raw.get("x-unique-across", {"field": "id", "resources": []})
    resources = tuple(_resource(item) for item in raw["resources"])
    return Package(resources, across["field"], tuple(across["resources"]), raw)


def _resource(item: dict[str, Any]) -> Resource:
    """Read one table's description."""
    schema = item["schema"]
    fields = tuple(Field(f["name"], f["type"], f.get("title", f["name"]), f.get("constraints", {})) for f in schema["fields"])
    checks = tuple(item.get("x-checks", ()))
    unknown = [f.type for f in fields if f.type not in TYPES] + [c["rule"] for c in checks if c["rule"] not in RULES]
    if unknown:
        raise DescriptorFault(f"datapackage.json, table {item['name']}: this checker does not know {', '.join(unknown)}")
    keys = tuple(
        ForeignKey(_one(k["fields"]), k["reference"].get("resource", ""), _one(k["reference"]["fields"]))
        for k in schema.get("foreignKeys", ())
    )
    return Resource(
        item["name"], item["path"], fields, tuple(_many(schema.get("primaryKey", ()))), keys, checks,
        item.get("title", item["name"]), item.get("x-chapter", ""), tuple(item.get("x-label", ())),
    )  # fmt: skip


def _one(value: str | list[str]) -> str:
    return value if isinstance(value, str) else value[0]


def _many(value: str | list[str] | tuple) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
