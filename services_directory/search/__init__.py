"""Which services answer a need, how near they are, whether they are open: everything but the verdict."""
