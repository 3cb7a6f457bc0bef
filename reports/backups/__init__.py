"""The report “Backup verification evidence”, one module a chapter."""
