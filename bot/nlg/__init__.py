"""From the name of a response to a sentence in the language of the conversation."""
