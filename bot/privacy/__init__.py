"""What keeps a person unknown: plain Python, no Rasa."""
