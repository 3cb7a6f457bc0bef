"""One recovery level per system: the cheapest choice, the front, what stands in the way.

Rules: docs/method.md §22.
"""
