"""What the page of a policy shows: its rhythm in words, its secret address, its worst loss."""
