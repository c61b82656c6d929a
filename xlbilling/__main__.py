"""``python -m xlbilling`` is the command line."""

import sys

from xlbilling.cli import main

sys.exit(main())
