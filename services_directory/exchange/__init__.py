"""Directory data in and out: files to neutral records, records to a plan of changes, the plan in one transaction."""
