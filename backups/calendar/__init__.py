"""Runs by day: every policy's sets, one mark a day, the worst of the day."""
