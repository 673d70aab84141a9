"""Understands texts with a trained model and without Rasa: for `faro understand` and for tests.

The model is read straight from Rasa's model archive (a tar of component folders); what it does with a text is what the
components do.
"""

from __future__ import annotations

import tarfile
import tempfile
from pathlib import Path

from bot.nlu.linear_model import LinearModel
from bot.understanding.classified import Classified
from bot.understanding.findings import Findings, languages_of, read, spoken
from bot.understanding.language import identify
from services_directory.errors import FaroError

_PARTS = ("labels.json", "weights.npz", "features.json", "features.npy")


class Understander:
    """From text to findings."""

    def __init__(self, model: LinearModel | None) -> None:
        """Build from a fitted model; without one, words alone decide."""
        self._model = model

    @classmethod
    def from_models(cls, models: Path) -> Understander:
        """The newest model of a folder of Rasa's archives.

        Raises:
            FaroError: there is none, or it holds no classifier of ours.
        """
        archives = sorted(models.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
        if not archives:
            raise FaroError(f"{models}: no trained model; run «faro train» first")
        return cls.from_archive(archives[-1])

    @classmethod
    def from_archive(cls, archive: Path) -> Understander:
        """The classifier of one of Rasa's archives.

        Raises:
            FaroError: the archive holds no classifier of ours.
        """
        with tempfile.TemporaryDirectory() as folder, tarfile.open(archive) as tar:
            members = [member for member in tar.getmembers() if member.isfile() and Path(member.name).name in _PARTS]
            for member in members:
                stream = tar.extractfile(member)
                if stream:
                    (Path(folder) / Path(member.name).name).write_bytes(stream.read())
            if {Path(member.name).name for member in members} != set(_PARTS):
                raise FaroError(f"{archive.name}: no classifier of Faro in this model; run «faro train --force»")
            return cls(LinearModel.load(Path(folder)))

    def understand(self, text: str, city: str | None = None, hint: str | None = None) -> Findings:
        """Findings of one message.

        Args:
            text: what the person wrote.
            city: id of the conversation's city, if known.
            hint: the language that the conversation already has, if any.
        """
        return read(text, hint, city, self._classify(text, hint))

    def _classify(self, text: str, hint: str | None) -> Classified | None:
        said = spoken(text)
        if self._model is None or not said:
            return None
        return self._model.classify(said, languages_of(identify(said, hint)))
