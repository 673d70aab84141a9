"""The numbers: measured here, never asserted in tests. Run by `make bench`."""
