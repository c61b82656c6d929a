"""Key figures as pure formulas, by what they measure; ``tasks.kpi`` says what a figure is."""
