"""An invented office: people, claims and remittances, the same on every machine and every day.

Nobody in it exists. Names are of birds and trees, telephone numbers come from the range that is
kept for fiction, provider numbers from a range that was never given out.
"""
