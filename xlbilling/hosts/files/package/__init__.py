"""The bytes of an .xlsx or .xlsm file: read what is asked for, change only what is asked for.

Nothing here knows xlwings or billing. What a book holds and we do not understand stays as it is,
part for part and byte for byte.
"""
