"""A report as plain blocks: made once, frozen as JSON, printed as PDF and as spreadsheet.

Who makes the blocks knows the subject; who prints them knows nothing of it.
"""
