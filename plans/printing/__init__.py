"""What of a plan goes to paper: cards, the whole plan, call lists; plain bytes of PDF come out."""
