"""Which action comes next: Rasa policies of our own."""
