"""`faro privacy-audit`: starts the real system, plants words in conversations, makes things go wrong, and looks for the words.

`planted` makes the words, `talks` holds the conversations, `system` starts and stops, `faults` makes things go wrong, `places`
looks, `memory` looks into processes, `run` puts them in order and `table` prints what was found. `injected/` is put before the
audited processes' own code and nowhere else: it makes chosen functions fail.
"""
