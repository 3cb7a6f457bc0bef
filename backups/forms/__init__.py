"""Forms of backups: they check what was typed; services write."""
