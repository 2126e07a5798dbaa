"""Python's search for dead objects, put off while millions of living ones are made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def kept() -> Iterator[None]:
    """Look for no dead objects inside the block: each search goes through all that live, a third of the time of a large job.

    Only objects that refer to one another in a ring stay until the block ends; all else is let go at once, as always.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
