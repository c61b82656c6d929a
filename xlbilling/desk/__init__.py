"""A biller's desk: where Excel and Python look for our files on this machine, and what is wrong."""
