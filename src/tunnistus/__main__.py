"""``python -m tunnistus``."""

import sys

from tunnistus.commands.main import main

if __name__ == "__main__":
    sys.exit(main())
