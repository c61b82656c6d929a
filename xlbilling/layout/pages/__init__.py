"""The sheets that the program makes: functions from plain results to ``model.plan.Page``."""
