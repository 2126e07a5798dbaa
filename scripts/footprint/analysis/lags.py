"""Days between two dated claims. Dates are intervals, so a lag is one too."""

import pandas as pd


def lag(claims: pd.DataFrame, first: str, then: str) -> pd.DataFrame:
    """Return the days from one claim's date to another's, by their ids: columns least, most (days), rows (ids).

    Negative when the second comes before the first; empty if one of the two is not known.
    """
    pair = claims.set_index("id").reindex([first, then])
    if pair["event_start"].isna().any():
        return pd.DataFrame(columns=["least", "most", "rows"])
    one, other = pair.iloc[0], pair.iloc[1]
    least, most = other["event_start"] - one["event_end"], other["event_end"] - one["event_start"]
    return pd.DataFrame([{"least": least.days, "most": most.days, "rows": (first, then)}])
