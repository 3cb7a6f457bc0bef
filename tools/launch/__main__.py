"""`python3 -m tools.launch run|test|check|install`: see the Makefile.

Old Pythons must be able to read this file, or they could not say that they are too old.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "Python 3.11 or newer is needed and this is %d.%d: install one and name it, for example "
        "make run PYTHON=python3.11" % sys.version_info[:2]
    )

from tools.launch import command

sys.exit(command.main(sys.argv[1:]))
