"""Talking in the terminal: the same order as every channel, with the keyboard as the address."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from bot.channels.base import Desk, Incoming
from bot.channels.messages import Answer
from services_directory.errors import FaroError

Write = Callable[[str], None]


class Terminal:
    """One conversation. The address is random and lives as long as the command."""

    def __init__(self, desk: Desk, write: Write, city: str | None, language: str | None) -> None:
        self._desk = desk
        self._write = write
        self._city = city
        self._language = language
        self._address = secrets.token_hex(16)

    async def talk(self, lines: AsyncIterator[str], echo: bool) -> None:
        """Answer line after line until there are no more.

        Args:
            echo: write each line before its answer, as a script does.
        """
        payloads: list[str] = []
        async for line in lines:
            if echo:
                self._write(f"> {line}")
            answer = await self._desk.answer(self._incoming(_chosen(line, payloads)))
            payloads = self._show(answer)

    def _incoming(self, text: str) -> Incoming:
        return Incoming("terminal", self._address, text, self._city, self._language)

    def _show(self, answer: Answer) -> list[str]:
        """Write the messages; a number chooses a button afterwards."""
        buttons = [button for message in answer.messages for button in message.buttons]
        for message in answer.messages:
            self._write(message.text)
            self._write("")
        for number, button in enumerate(buttons, 1):
            self._write(f"  [{number}] {button['title']}")
        if buttons:
            self._write("")
        return [button["payload"] for button in buttons]


def _chosen(line: str, payloads: list[str]) -> str:
    number = int(line) if line.strip().isdigit() and len(line.strip()) < 4 else 0
    return payloads[number - 1] if 0 < number <= len(payloads) else line


def script_lines(path: Path) -> list[str]:
    """One message a line; lines that begin with `# ` are remarks.

    Raises:
        FaroError: the file cannot be read as UTF-8 text.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FaroError(f"{path}: cannot be read ({type(error).__name__}); give a UTF-8 text file") from None
    return [line for line in lines if line.strip() and not line.startswith("# ")]
