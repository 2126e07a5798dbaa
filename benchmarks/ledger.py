"""How checking and reconciling scale: a synthetic ledger, by default of a million claims.

    python benchmarks/ledger.py [CLAIMS]

Prints seconds, peak memory, and the ratio to the real data; nothing is asserted.
"""

import json
import random
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

from footprint.evidence.checking import check
from footprint.evidence.ledger import Ledger
from footprint.paths import project

SOURCES_PER_CLAIM = 0.1
CLAIMS_PER_QUESTION = 20


def synthetic(folder: Path, claims: int) -> None:
    """Write a valid data folder with that many claims, under the project's own descriptor."""
    data = project().data
    folder.mkdir()
    shutil.copy(data / "datapackage.json", folder)
    shutil.copy(data / "grading.csv", folder)
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    columns = {r["name"]: [f["name"] for f in r["schema"]["fields"]] for r in package["resources"]}
    for name, names in columns.items():
        if name != "grading":
            (folder / f"{name}.csv").write_text(",".join(names) + "\n", encoding="utf-8")
    with (folder / "metrics.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"m{n},metric {n}\n" for n in range(10))
    with (folder / "themes.csv").open("a", encoding="utf-8") as file:
        file.write("closure,The closing\n")
    rng = random.Random(1)
    sources = max(1, int(claims * SOURCES_PER_CLAIM))
    entities = max(1, claims // (10 * CLAIMS_PER_QUESTION))
    tiers = ("primary", "first_hand", "secondary", "aggregator")
    with (folder / "sources.csv").open("a", encoding="utf-8") as file:
        for n in range(sources):
            file.write(f"s{n},Title,Paper,,2025-0{n % 9 + 1}-01,month,stated,,,,no,{tiers[n % 4]},en,,\n")
    with (folder / "entities.csv").open("a", encoding="utf-8") as file:
        for n in range(entities):
            file.write(f"e{n},Entity {n},,,company,CN,s0,\n")
    with (folder / "claims.csv").open("a", encoding="utf-8") as file:
        for n in range(claims):
            question, value = n % (entities * 10), rng.randrange(1000, 2000)
            file.write(
                f"out-{n},outsourcing,closure,e{question // 10},m{question % 10},{value},people,about,2025-04-01,month,,,"
                f",A claim.,Somebody,press,asserts,o{n % 7},s{rng.randrange(sources)},,,\n"
            )


def timed(what: str, work: object) -> object:
    """Do one thing and print the seconds it took and the peak memory so far."""
    started = time.monotonic()
    result = work()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{what:<42}{time.monotonic() - started:8.2f} s {peak:6.2f} GB", flush=True)
    return result


def main() -> None:
    """Time the real data, then the synthetic ledger."""
    timed("check the real data", lambda: check(project().data))
    timed("read the real data and reconcile all", lambda: Ledger.read().overview)
    claims = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data"
        synthetic(folder, claims)
        started = time.monotonic()
        report = timed(f"check {claims:,} claims", lambda: check(folder))
        assert report.ok, report.problems[:3]
        ledger = timed("type them", lambda report=report: Ledger.read(folder, report))
        del report
        view = timed("the claim view", lambda: ledger.claims)
        found = timed("reconcile every question", lambda: ledger.overview)
        print(f"{'from files to reconciled':<42}{time.monotonic() - started:8.2f} s")
        print(f"{len(found):,} questions, {int(found['contested'].sum()):,} contested")
        early = timed("as of 2025-04-30", lambda: ledger.as_of("2025-04-30"))
        print(f"{len(early.tables['claims']):,} of {len(view):,} claims were known then")
        timed("one finding", lambda: ledger.finding("e0", "m0"))


if __name__ == "__main__":
    main()
