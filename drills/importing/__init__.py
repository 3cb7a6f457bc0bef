"""Reading an MSEL out of a file."""
