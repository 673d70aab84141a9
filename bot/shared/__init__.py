"""What several servers share: sealed records in Redis, a lock, and the secret from which conversation ids are made."""
