"""The municipal services directory: services, law, verdicts. Knows nothing of any chat."""
