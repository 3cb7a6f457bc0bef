"""Reading the audit trail: events of all tables as one stream, and what each one changed."""
