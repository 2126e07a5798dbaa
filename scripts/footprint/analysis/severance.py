"""What a mass dismissal costs under the PRC Labour Contract Law, simulated over what is not known.

Source of the rule: Articles 40 and 47 of the Labour Contract Law. One month's average pay for each full year of service; a
part year of six months or more counts as a year, less as half. Pay above three times the local average counts only up to
that cap, and for those paid above it no more than twelve years count. The `+1` of `N+1` is a month's pay instead of notice.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd

YEAR_LIMIT = 12
READINGS = ("capped", "all", "none")
"""Whose years end at twelve: those above the wage cap (the statute), everyone (a payroll guide), nobody."""

FEW_DRAWS = 400
"""Draws for a tornado: with every input fixed only the single staff vary, which few draws average out."""

Range = tuple[float, float]


@dataclass(frozen=True)
class Inputs:
    """What the cost depends on; amounts in RMB, pay a month, tenure in years. A range is drawn from uniformly.

    `headcount` people; `other_city` how many of them fall under the second city's cap; `cap` and `other_cap` monthly wage
    caps; `mean_pay` the workforce's average; `pay_spread` the sigma of its log-normal distribution; `mean_tenure` (least,
    likeliest, most) of the workforce's average, drawn triangularly, single tenures being gamma-distributed around it with
    shape two and never longer than `longest`; `bonus` a head; `plus` extra months, `plus_capped` whether the wage cap binds
    them; `years` one of READINGS; `multiple` of N (two for an unlawful dismissal).
    """

    headcount: Range
    other_city: Range
    cap: Range
    other_cap: Range
    mean_pay: Range
    mean_tenure: tuple[float, float, float]
    bonus: Range
    longest: float
    pay_spread: float = 0.4
    plus: float = 1
    plus_capped: bool = True
    years: str = "capped"
    multiple: float = 1
    draws: int = 5000
    staff: int = 200
    seed: int = 1


@dataclass(frozen=True)
class Result:
    """Simulated totals in RMB (one a draw), mean cost a head in RMB (one a draw), share of staff paid above the cap."""

    total: np.ndarray
    a_head: np.ndarray
    above_cap: float

    def interval(self, coverage: float = 0.9) -> Range:
        """Return the central interval of the total that holds this share of the draws."""
        low, high = np.quantile(self.total, [(1 - coverage) / 2, (1 + coverage) / 2])
        return float(low), float(high)

    @property
    def median(self) -> float:
        """The middle draw's total in RMB."""
        return float(np.median(self.total))


def years_counted(tenure: np.ndarray | float) -> np.ndarray:
    """Return the years Article 47 counts for a tenure in years: a part of six months or more as one, less as half."""
    tenure = np.asarray(tenure, float)
    full = np.floor(tenure)
    part = tenure - full
    return full + np.where(part >= 0.5, 1.0, np.where(part > 0, 0.5, 0.0))


def payment(
    tenure: np.ndarray | float, pay: np.ndarray | float, cap: np.ndarray | float, *, plus: float = 1,
    plus_capped: bool = True, years: str = "capped", multiple: float = 1,
) -> np.ndarray:  # fmt: skip
    """Return severance in RMB for tenures (years), monthly pay and monthly cap. Raises ValueError for an unknown reading."""
    if years not in READINGS:
        raise ValueError(f"years is {years!r}; it takes {', '.join(READINGS)}")
    pay, cap, counted = np.asarray(pay, float), np.asarray(cap, float), years_counted(tenure)
    limited = {"capped": pay > cap, "all": np.ones_like(pay, bool), "none": np.zeros_like(pay, bool)}[years]
    counted = np.where(limited, np.minimum(counted, YEAR_LIMIT), counted)
    base = np.minimum(pay, cap)
    return multiple * counted * base + plus * (base if plus_capped else pay)


@lru_cache(maxsize=64)
def simulate(inputs: Inputs) -> Result:
    """Draw workforces and cost each; the same inputs and seed give the same result, which is kept for the next call."""
    rng = np.random.default_rng(inputs.seed)
    n = inputs.draws
    headcount = rng.uniform(*inputs.headcount, n)
    other = np.minimum(rng.uniform(*inputs.other_city, n) / headcount, 1)[:, None]
    mean_pay, bonus = rng.uniform(*inputs.mean_pay, n)[:, None], rng.uniform(*inputs.bonus, n)
    cap, other_cap = rng.uniform(*inputs.cap, n)[:, None], rng.uniform(*inputs.other_cap, n)[:, None]
    mean_tenure = _triangular(rng, inputs.mean_tenure, n)[:, None]
    shape = (n, inputs.staff)
    spread = inputs.pay_spread
    pay = mean_pay * np.exp(spread * rng.standard_normal(shape) - spread**2 / 2)
    tenure = np.minimum(rng.gamma(2, 0.5, shape) * mean_tenure, inputs.longest)
    caps = np.where(rng.random(shape) < other, other_cap, cap)
    terms = {"plus": inputs.plus, "plus_capped": inputs.plus_capped, "years": inputs.years, "multiple": inputs.multiple}
    a_head = payment(tenure, pay, caps, **terms).mean(axis=1) + bonus
    return Result(a_head * headcount, a_head, float((pay > caps).mean()))


def _triangular(rng: np.random.Generator, ends: tuple[float, float, float], n: int) -> np.ndarray:
    low, mode, high = ends
    return rng.triangular(low, mode, high, n) if low < high else np.full(n, mode)


UNCERTAIN = {
    "headcount": "people dismissed", "mean_tenure": "average tenure", "mean_pay": "average monthly pay",
    "cap": "wage cap, first city", "other_cap": "wage cap, second city", "other_city": "people in the second city",
    "bonus": "signing bonus",
}  # fmt: skip
"""Inputs that are ranges, with the words for them."""


def tornado(inputs: Inputs) -> pd.DataFrame:
    """Return what drives the median total: each input at its ends while the others stay in the middle of theirs.

    Columns: input, label, low, high (the input's ends), low_result, high_result, base (RMB). The random numbers are the
    same throughout, so that only the input differs.
    """
    middle = replace(inputs, draws=FEW_DRAWS, **{name: _middle(getattr(inputs, name)) for name in UNCERTAIN})
    base = simulate(middle).median
    rows = []
    for name, label in UNCERTAIN.items():
        ends = getattr(inputs, name)
        results = [simulate(replace(middle, **{name: (end,) * len(ends)})).median for end in (ends[0], ends[-1])]
        rows.append((name, label, ends[0], ends[-1], *results, base))
    return pd.DataFrame(rows, columns=["input", "label", "low", "high", "low_result", "high_result", "base"])


def _middle(ends: tuple[float, ...]) -> tuple[float, ...]:
    value = ends[1] if len(ends) == 3 else sum(ends) / 2
    return (value,) * len(ends)


def compare(inputs: Inputs, offers: pd.DataFrame) -> pd.DataFrame:
    """Return what the same workforce would cost under other terms.

    `offers` has `label`, `plus` (extra months), `multiple` of N, and any other columns, which are kept. Adds `a_head`
    (RMB in the middle draw), `total`, `low`, `high` (median and 90 percent interval in RMB).
    """
    costed = []
    for offer in offers.itertuples():
        result = simulate(replace(inputs, plus=offer.plus, multiple=offer.multiple))
        costed.append((float(np.median(result.a_head)), result.median, *result.interval()))
    return offers.assign(**dict(zip(("a_head", "total", "low", "high"), np.array(costed).reshape(-1, 4).T, strict=True)))
