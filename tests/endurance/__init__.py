"""What takes minutes: `make load`, `make soak`, `make fuzz`. Short versions are in tests/promises/test_under_load.py."""
