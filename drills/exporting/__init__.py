"""Scripts as files."""
