"""The arithmetic of business impact: plain values in, results with their reason out.

No framework, no database, no clock. The formulas are explained in docs/method.md, and each
docstring names its section there.
"""
