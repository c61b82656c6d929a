"""``python -m xlbilling`` is the command line."""

import sys

from xlbilling.cli import program

sys.exit(program())
