"""What a person typed, made even: Unicode forms, digits, scripts, stretched letters; always of bounded length.

Three shapes of one message:
  clean   safe to show and to redact: NFKC, no controls, case and accents kept;
  folded  for comparing words: lower case, no accents on Latin letters, Arabic letter variants as one, Chinese
          characters simplified;
  padded  the folded words with single spaces around each, clause marks as words of their own: what phrases match.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from opencc import OpenCC

MAX_LENGTH = 1000

_JOINERS = dict.fromkeys(
    [0x00AD, 0x034F, 0x061C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070),
     *range(0xFE00, 0xFE10)]
)  # fmt: skip
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´′＇", "'"))
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HAN = re.compile(f"[{_CJK}]")
_ENGLISH_ENDINGS = re.compile(r"(?<=[a-z])'(?=(?:t|s|m|re|ve|ll|d)\b)")
_CYRILLIC_APOSTROPHE = re.compile(r"(?<=[\u0400-\u04ff])['\"*](?=[\u0400-\u04ff])")
_ARABIC = str.maketrans("أإآٱىةؤئگڭپچڤکی", "ااااي" + "هويكك" + "بجفكي")
_ARABIC_MARKS = re.compile("[\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")
_WORD = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+|[.!?;:\n。！？；،,，、؟]")
_STOPS = frozenset(".!?;:\n。！？；؟")
_COMMAS = frozenset("،,，、")
_LATIN_LOOKALIKES, _CYRILLIC_LOOKALIKES = "aceiopxy", "асеіорху"
_TO_CYRILLIC = str.maketrans(_LATIN_LOOKALIKES, _CYRILLIC_LOOKALIKES)
_TO_LATIN = str.maketrans(_CYRILLIC_LOOKALIKES, _LATIN_LOOKALIKES)
_MIXED = re.compile(r"[a-z]+[\u0400-\u04ff]|[\u0400-\u04ff]+[a-z]")
_LETTERS = re.compile(r"[a-z\u0400-\u04ff]+")


def clean(text: str, limit: int = MAX_LENGTH) -> str:
    """The message without what cannot be seen: one Unicode form, digits as 0-9, no controls, at most `limit` characters."""
    text = "".join(map(_visible, text[:limit])).translate(_JOINERS)
    text = unicodedata.normalize("NFKC", text)[:limit].translate(_APOSTROPHES)
    if not text.isascii():
        text = "".join(map(_plain_digit, text))
    return text.strip()


def _visible(char: str) -> str:
    """Lone surrogates, private-use and control characters become spaces; a line break stays."""
    if char == "\n" or " " <= char < "\x7f":
        return char
    return " " if unicodedata.category(char) in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp") else char


def _plain_digit(char: str) -> str:
    if char.isascii() or not char.isdecimal():
        return char
    return str(unicodedata.decimal(char))


def fold(text: str) -> str:
    """Clean text in the form in which words are compared."""
    text = _STRETCHED.sub(r"\1", text.casefold())
    if not text.isascii():
        text = _fold_letters(text)
    return _ENGLISH_ENDINGS.sub("", text)


def _fold_letters(text: str) -> str:
    text = _CYRILLIC_APOSTROPHE.sub("", text)
    kept: list[str] = []
    for char in text:
        if char.isascii() or not unicodedata.decomposition(char):
            kept.append(char)
            continue
        base = unicodedata.normalize("NFD", char)[0]
        kept.append(base if base.isascii() else char)
    text = "".join(kept).replace("ß", "ss").replace("œ", "oe").replace("æ", "ae").replace("ё", "е").replace("ґ", "г")
    if _MIXED.search(text):
        text = _LETTERS.sub(lambda found: _one_script(found[0]), text)
    if _HAN.search(text):
        text = text.translate(_simplified())
    return _ARABIC_MARKS.sub("", text).translate(_ARABIC)


@cache
def _simplified() -> dict[int, int]:
    """Traditional to simplified characters, one for one, so that places in a text stay what they are."""
    traditional = [chr(code) for code in range(0x4E00, 0xA000)]
    simplified = OpenCC("t2s").convert("\n".join(traditional)).split("\n")
    pairs = zip(traditional, simplified, strict=True)
    return {ord(one): ord(other) for one, other in pairs if one != other and len(other) == 1}


def _one_script(word: str) -> str:
    """Cyrillic written with some Latin lookalikes (or the other way round) in the script that most letters have."""
    latin = sum(char.isascii() for char in word)
    return word.translate(_TO_LATIN if latin * 2 > len(word) else _TO_CYRILLIC)


def words(folded: str) -> list[str]:
    """Words of folded text in order, Chinese by characters; `.` stands for any end of a sentence, `,` for any comma."""
    return ["." if word in _STOPS else "," if word in _COMMAS else word for word in _WORD.findall(folded)]


def padded(folded: str) -> str:
    """The words with one space before, between and after them."""
    return f" {' '.join(words(folded))} "


def is_wordlike(word: str) -> bool:
    """True for a word, false for a clause mark or bare digits."""
    return word not in (".", ",") and not word.isdigit()
