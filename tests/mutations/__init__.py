"""Does a test notice when the law is wrong? Flips each condition of each programme, one at a time, and runs its golden table."""
