import csv
import json
import re

import jsonschema
import pandas as pd
import pytest
from footprint.book.export import SCHEMA, bibtex
from footprint.evidence.ledger import Ledger


@pytest.fixture(scope="module")
def export(book):
    return book / "_build" / "export"


@pytest.fixture(scope="module")
def exported(export):
    return json.loads((export / "findings.json").read_text(encoding="utf-8"))


def test_findings_hold_to_their_schema_and_the_schema_can_refuse(exported):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.validate(exported, schema)
    assert len(exported["findings"]) > 20
    exported["findings"][0]["more"] = 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(exported, schema)
    del exported["findings"][0]["more"]


def test_an_exported_finding_says_what_the_page_says(exported, book):
    page = (book / "_build/html/chapters/outsourcing.html").read_text(encoding="utf-8")
    finding = next(f for f in exported["findings"] if f["id"] == "outsourcing/insured-staff")
    assert f">{finding['text']}<" in page
    assert "chapters/outsourcing.html" in finding["pages"]


def test_every_claim_of_the_ledger_is_exported_with_its_source(export, book):
    with (export / "claims.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    ledger = Ledger.read(book / "data")
    assert {row["id"] for row in rows} == set(ledger.claims["id"])
    assert {row["source"] for row in rows} <= set(ledger.table("sources")["key"])
    assert all(row["tier"] for row in rows)


def test_every_source_is_in_the_bibliography_once(export, book):
    entries = re.findall(r"^@misc\{([\w-]+),$", (export / "sources.bib").read_text(encoding="utf-8"), re.M)
    assert sorted(entries) == sorted(Ledger.read(book / "data").table("sources")["key"])
    assert len(set(entries)) == len(entries)


def source(**changes):
    row = {
        "key": "a2025x", "title": "R&D at 50%", "author": "", "publisher": "P", "published_start": pd.Timestamp("2025-04-01"),
        "published_precision": "month", "url": "https://a.example/x_y?a=1&b=2", "language": "en",
    }  # fmt: skip
    return pd.DataFrame([row | changes]).set_index("key", drop=False)


def test_bibtex_escapes_words_keeps_addresses_and_dates_no_more_exactly_than_known():
    entry = bibtex(source())
    assert r"title = {{R\&D at 50\%}}," in entry
    assert "url = {https://a.example/x_y?a=1&b=2}," in entry
    assert "month = {04}," in entry
    assert "day" not in entry
    assert "author" not in entry
    assert "year" not in bibtex(source(published_start=pd.NaT, published_precision=""))


def test_an_earlier_edition_exports_only_what_it_knows(early):
    exported = json.loads((early / "export" / "findings.json").read_text(encoding="utf-8"))
    known = {f["id"]: f["known"] for f in exported["findings"]}
    assert exported["edition"]["as_of"] == "2025-04-06"
    assert known["outsourcing/stake-reported"]
    assert not known["outsourcing/end"]
    assert "2025wicresoft" not in (early / "export" / "sources.bib").read_text(encoding="utf-8")


def test_every_row_is_exported_with_a_digest_that_tells_a_change(export, book):
    with (export / "rows.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert set(Ledger.read(book / "data").rows["id"]) <= set(rows)
    assert len({row["content"] for row in rows.values()}) == len(rows)
