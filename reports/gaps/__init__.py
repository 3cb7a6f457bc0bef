"""The chapters of the gap and dependency analysis, one module each."""
