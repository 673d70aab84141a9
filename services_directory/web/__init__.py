"""What the directory shows the world: its API, its pages, and the one front door through which everything is reached."""
