"""`python -m lib.embedded VAR LOCK`: the guardian of `sharing`, started by it alone."""

import sys
from pathlib import Path

from lib.embedded import sharing
from lib.embedded.places import Var

if __name__ == "__main__":
    sharing.guard(Var(Path(sys.argv[1])), int(sys.argv[2]))
