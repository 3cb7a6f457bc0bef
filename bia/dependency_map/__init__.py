"""The dependency graph as the map page draws it."""
