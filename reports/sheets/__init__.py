"""Spreadsheet cells with their types: durations, money, dates, and text that stays text."""
