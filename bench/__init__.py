"""Speed on generated organisations, measured at the server: `make bench`."""
