"""Names that are said as such: "my name is …", "me llamo …", "我叫…"; with capitals also "I am …", "my son …", "Sra. …"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_MARK = "[name]"
_HAN = "\u4e00-\u9fff"
_PARTICLES = frozenset("de del la las los da do dos van von bin ben ibn al el abu ould bint".split())
_LONGEST_NAME, _LONGEST_IN_SMALL_LETTERS = 4, 3


class Names:
    """Replaces names after the words that announce them."""

    def __init__(
        self, introductions: Mapping[str, list[str]], presenting: Mapping[str, list[str]], not_names: Iterable[str]
    ) -> None:
        """Build from words after which a name follows in any case (`introductions`) or only with capitals (`presenting`)."""
        spoken = [word for words in introductions.values() for word in words]
        han_name = rf"[：: ]?(?:([{_HAN}·]{{2,4}}?)(?=[，。,.!！？、\s]|我|是|今|现|住|来|岁|$)|([A-Z][a-z]+(?: [A-Z][a-z]+)?))"
        self._han = _after([word for word in spoken if _is_han(word)], han_name, han=True)
        self._introduced = _after([word for word in spoken if not _is_han(word)], r"[:,]? ((?:[^\W\d_][\w'’.-]{0,30}[ ,]?){1,5})")
        presented = [word for words in presenting.values() for word in words]
        capital = r"[A-ZÀ-ÝА-ЯІЇЄҐ][a-zà-ÿа-яіїєґ'’-]{1,24}"
        names = rf"\.? ((?:{capital})(?: (?:(?:de|del|la|da|van|bin|ben|al|el) ){{0,2}}{capital}){{0,3}})"
        self._presented = re.compile(rf"(?<!\w)(?i:{'|'.join(map(re.escape, sorted(presented, key=len, reverse=True)))}){names}")
        self._not_names = frozenset(not_names)

    def redact(self, text: str) -> str:
        """The text with the names replaced by [name]."""
        text = self._introduced.sub(self._spoken, text)
        text = self._presented.sub(self._written, text)
        return self._han.sub(lambda found: found[0][: _start_of(found)] + _MARK, text)

    def _spoken(self, found: re.Match[str]) -> str:
        """As many words as look like a name: all with capitals, or in small letters one or two that are no common words."""
        said = found[1]
        kept = self._name_words(re.findall(r"[^ ,]+|,", said))
        if not kept:
            return found[0]
        end = found.start(1) - found.start() + _end_of(said, kept)
        head = found[0][: found.start(1) - found.start()]
        return head + _MARK + found[0][end:]

    def _name_words(self, words: list[str]) -> int:
        """How many of the first words belong to the name."""
        count = 0
        first_is_capital = bool(words) and words[0][:1].isupper()
        for word in words[:_LONGEST_NAME]:
            plain = word.strip(".'’").casefold()
            if word == "," or (plain in self._not_names and plain not in _PARTICLES) or (plain in _PARTICLES and count == 0):
                break
            if count >= 1 and not (word[:1].isupper() or plain in _PARTICLES or not word[:1].islower()) and first_is_capital:
                break
            if count >= _LONGEST_IN_SMALL_LETTERS and not first_is_capital:
                break
            count += 1
            if word.endswith("."):
                break
        while count and words[count - 1].casefold() in _PARTICLES:
            count -= 1
        return count

    def _written(self, found: re.Match[str]) -> str:
        said = found[1]
        several = " " in said
        after = found.string[found.end() : found.end() + 1]
        title = found[0][: found.start(1) - found.start()].strip().strip(".").casefold() in _TITLES
        if said.casefold() in self._not_names or not (several or title or after in ("", ",", ".", "!", "\n")):
            return found[0]
        return found[0][: found.start(1) - found.start()] + _MARK


_TITLES = frozenset("mr mrs ms miss mister sr sra srta don doña señor señora monsieur madame mme mlle пан пані".split())


def _is_han(word: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in word)


def _after(words: list[str], then: str, han: bool = False) -> re.Pattern[str]:
    listed = "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)"
    return re.compile(rf"(?:{listed}){then}" if han else rf"(?<!\w)(?:{listed})(?!\w){then}", 0 if han else re.IGNORECASE)


def _start_of(found: re.Match[str]) -> int:
    group = 1 if found[1] is not None else 2
    return found.start(group) - found.start()


def _end_of(said: str, count: int) -> int:
    """Where the first `count` words end."""
    ends = [found.end() for found in re.finditer(r"[^ ,]+|,", said)]
    return ends[count - 1]
