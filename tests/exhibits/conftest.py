import pytest
from footprint.evidence.ledger import Ledger

from tests.conftest import ROOT


@pytest.fixture(scope="session")
def latest():
    """The project's own evidence, all of it; made once, and never changed in place."""
    return Ledger.read(ROOT / "data")
