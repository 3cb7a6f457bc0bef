"""Shapes of the reports API."""
