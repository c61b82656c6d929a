"""X12 text, whatever kind it is: delimiters, segments, envelopes, exact numbers, quotations."""
