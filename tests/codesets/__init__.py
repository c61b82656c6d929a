"""Files of codes: as published, as packed, as shipped."""
