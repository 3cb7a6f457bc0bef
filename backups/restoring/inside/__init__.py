"""Runs behind the wall: opens the backup, restores it, asks it questions, says what came out.

Its standard library and a few wheels are all it may import; nothing here knows the platform.
"""
