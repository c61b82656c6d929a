"""Code sets as files: what publishers and the office give, how a set is packed, what is shipped."""
