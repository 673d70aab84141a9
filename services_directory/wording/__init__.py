"""Words for codes: sentences in every language, chosen by id, filled by name. No Rasa, no database."""
