"""What all chapters share: the audit of the articles."""

import pandas as pd
from footprint.evidence.findings import Findings
from footprint.evidence.ledger import Ledger
from footprint.exhibits import common

JUDGED = {
    "chapter": "labs", "paraphrase": "The lab closed.", "reason": "It did.", "evidence": "claim-1", "how": "relay",
}  # fmt: skip


def book(small_data, *verdicts):
    rows = [
        JUDGED | {"id": f"art-{n}", "number": f"A{n:02}", "source": "seed_shutops", "verdict": verdict}
        for n, verdict in enumerate(verdicts, 1)
    ]
    return Ledger.read(small_data(sources=[{"key": "seed_shutops"}, {"key": "s1"}], claims=[{}], article_claims=rows))


def test_verdicts_are_counted_per_article_and_in_their_order():
    rows = pd.DataFrame(
        {"source": ["seed_winbuzzer", "seed_shutops", "seed_winbuzzer"], "verdict": ["wrong", "right", "wrong"]}
    )
    found = common.verdict_counts(rows)
    assert found.to_numpy().tolist() == [["Tech Research Online", "right", 1], ["WinBuzzer", "wrong", 2]]


def test_the_score_says_how_many_are_wrong_and_right(small_data):
    figure = common.score(book(small_data, "right", "wrong", "wrong"), "labs")
    assert figure.title == "Of 3 claims on this subject 2 are wrong and 1 right as they stand."


def test_a_chapter_without_claims_of_the_articles_says_so(small_data):
    ledger = book(small_data, "right")
    assert "these articles" in common.score(ledger, "sanctions").text
    assert "these articles" in common.verdicts(ledger, "sanctions").text
    assert not common.verdict_finding(ledger, "sanctions").known


def test_verdict_findings_count_and_rest_on_their_rows(small_data):
    findings = Findings("labs")
    common.add_verdicts(findings, book(small_data, "right", "wrong", "contested"))
    assert [findings[name].value for name in ("claims-all", "claims-right", "claims-wrong")] == [3, 1, 1]
    assert findings["claims-wrong"].rows == ("art-1", "art-2", "art-3")


def test_ids_become_links():
    assert common.row_links(pd.Series(["a b"])) == ["{claim}`a`, {claim}`b`"]
    assert common.source_links(pd.Series(["s1"])) == ["{source}`s1`"]
