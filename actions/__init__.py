"""What the assistant does: ordinary rasa_sdk actions, which ask the directory and put its answers into words."""
