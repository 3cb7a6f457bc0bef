"""What the page of a storage location shows: space, scans, copies and who uses it."""
