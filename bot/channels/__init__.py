"""The channels: each takes messages in its own way, all hand them on in one order (`base`)."""
