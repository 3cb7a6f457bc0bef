"""What outages cost: curves, peaks, distribution over a year, calibration.

Rules: docs/method.md §7 and §23.
"""
