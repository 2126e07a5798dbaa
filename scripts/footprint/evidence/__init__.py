"""The evidence: tables in, checked, as of a date, reconciled."""
