"""What is worked out from a ledger once is not worked out again: exhibits, findings and the tests of rules ask for it often."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

import pandas as pd

from footprint.evidence.ledger import Ledger

P = ParamSpec("P")
R = TypeVar("R")
OfLedger = Callable[Concatenate[Ledger, P], R]


def of_tables(work: OfLedger[P, R]) -> OfLedger[P, R]:
    """Make a function of a ledger's tables remember what it returned, whatever the rules that weigh claims.

    It is given a ledger without rules, so that one which reconciles after all fails. Further arguments must be hashable.
    """
    return _remembering(work, lambda ledger: ledger.with_rules(None))


def of_ledger(work: OfLedger[P, R]) -> OfLedger[P, R]:
    """Make a function of a ledger remember what it returned under the ledger's rules. Further arguments must be hashable."""
    return _remembering(work, lambda ledger: ledger)


def _remembering(work: OfLedger[P, R], given: Callable[[Ledger], Ledger]) -> OfLedger[P, R]:
    """Return a function that works once for what it is given; a frame it returns can be changed without harm."""

    @wraps(work)
    def remembered(ledger: Ledger, *args: P.args, **kwargs: P.kwargs) -> R:
        reads = given(ledger)
        key = (work, reads.rules, args, *sorted(kwargs.items()))
        if key not in ledger.memory:
            ledger.memory[key] = work(reads, *args, **kwargs)
        made = ledger.memory[key]
        return made.copy(deep=False) if isinstance(made, pd.DataFrame) else made

    return remembered
