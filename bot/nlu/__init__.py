"""Rasa components (thin skins over `bot.understanding`) and the linear model that one of them holds."""
