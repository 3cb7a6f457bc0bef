"""Promise against proof, as the gap page, the dashboard and the API show it."""
