"""The assistant: channels, understanding, conversation memory, wording."""
