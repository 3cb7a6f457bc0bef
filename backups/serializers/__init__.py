"""Backups in JSON: related objects by code, durations in seconds, instants with their offset."""
