"""What the pages of checklists, maturity and standards show. Reads only."""
