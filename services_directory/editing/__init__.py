"""What the console does, without pages: working copies, review, history, freshness, translations. In open transactions."""
