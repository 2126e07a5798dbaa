import gc

import pytest
from footprint import garbage


@pytest.mark.parametrize("before", [True, False])
def test_the_search_is_put_off_in_the_block_and_left_as_it_was_after_it(before):
    was = gc.isenabled()
    (gc.enable if before else gc.disable)()
    try:
        with pytest.raises(KeyError), garbage.kept():
            assert not gc.isenabled()
            raise KeyError
        assert gc.isenabled() == before
    finally:
        (gc.enable if was else gc.disable)()
