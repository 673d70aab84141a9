"""Law as data, decided: facts and a date in, a verdict with its reasons out. No database, no clock, no network."""
