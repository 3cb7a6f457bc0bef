"""What the pages of a plan show, made of the canonical document of a version."""
