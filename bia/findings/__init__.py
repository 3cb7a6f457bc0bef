"""What the rules found, as pages and API tell it."""
