"""The chapters of the BIA report as parts of a PDF, one module each."""
