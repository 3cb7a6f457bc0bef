"""Reports on governance: maturity, clauses, levels, investment, and the page for executives."""
