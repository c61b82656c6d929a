"""Steps of load-codes: which file is what, what the store then holds, what prices are new."""
