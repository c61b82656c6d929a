"""Ribbon macros: one short file a button, each a function of an xlwings Book."""
