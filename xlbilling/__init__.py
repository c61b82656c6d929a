"""xlbilling: a medical billing office's Excel workbook, made into a billing system."""

from typing import Final

__version__: Final = "0.1.0"
SCHEMA_VERSION: Final = 4
