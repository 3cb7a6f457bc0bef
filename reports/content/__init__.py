"""What stands in a report, read from the database into plain values. PDF and XLSX share it."""
