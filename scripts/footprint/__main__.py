"""`python -m footprint`, the same as `footprint`."""

import sys

from footprint.cli import main

if __name__ == "__main__":
    sys.exit(main())
