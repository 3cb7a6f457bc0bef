"""An outage of parts of the graph: who is down when, what it costs, which promise breaks.

Rules: docs/method.md §19.
"""
