"""Changes of the database's schema, in order. Run in process by `storage.upgrade`."""
