"""From what a person wrote to findings: plain Python and lexicons, no Rasa."""
