"""Levels, their cost and expected losses, as pages show them."""
