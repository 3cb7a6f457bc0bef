"""Filters of lists: the same for pages and API."""
