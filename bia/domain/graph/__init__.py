"""The dependency graph as plain values: what is required, what is achievable, and why.

Rules: docs/method.md §16. No table, clock or language; every answer carries its reason.
"""
