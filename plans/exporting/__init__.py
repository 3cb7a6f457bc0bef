"""Versions of plans as files to take away."""
