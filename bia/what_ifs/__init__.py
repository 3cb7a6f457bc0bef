"""The answer of a what-if, as page, picture and API tell it."""
