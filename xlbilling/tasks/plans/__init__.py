"""Payment plans: the schedule of instalments, what was paid of it, and what a plan has become."""
