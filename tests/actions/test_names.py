"""Names by which people call services."""

from __future__ import annotations

import pytest

from actions import names
from actions.directory import DirectoryGone
from actions.names import fold, parts_of


@pytest.mark.parametrize(
    ("name", "said", "not_said"),
    [
        ("SNAP food benefits (Link card)", {"snap", "snap food benefits", "link card"}, {"food", "benefits"}),
        ("016 - Violence against women", {"016", "violence against women"}, {"violence"}),
        ("Chicago CityKey municipal ID", {"chicago citykey municipal id"}, {"id"}),
        ("Padrón: register as a resident of Málaga", {"padron"}, {"register"}),
        ("Accem Málaga", {"accem", "accem malaga"}, {"malaga"}),
        ("Child care money (CCAP)", {"ccap", "child care money"}, {"child care"}),
        ("Arrabal-AID: jobs, training, digital skills", {"arrabal aid"}, {"jobs", "aid", "training"}),
        ("State college money: MAP grant and RISE Act", {"state college money"}, {"map", "rise"}),
        ("Free tax help (VITA)", {"vita", "free tax help"}, {"free", "tax"}),
    ],
)
def test_the_ways_in_which_a_name_is_said(name: str, said: set[str], not_said: set[str]) -> None:
    parts = set(parts_of(name, "malaga"))
    assert said <= parts
    assert not parts & not_said


def test_folding_evens_out_case_accents_and_marks() -> None:
    assert fold("  Driver's LICENCE, Empadronámiento!") == "driver s licence empadronamiento"


@pytest.mark.parametrize("error", [DirectoryGone("x"), OSError("disk"), RuntimeError("database")])
def test_a_directory_that_cannot_be_read_names_nothing_and_stops_nobody(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def gone() -> None:
        raise error

    monkeypatch.setattr(names, "directory", gone)
    assert names.named_in("can I get WIC", "chicago") == []


@pytest.mark.usefixtures("real_directory")
@pytest.mark.parametrize(
    ("text", "city", "ids"),
    [
        ("am I still allowed food stamps?", "chicago", ["snap-illinois"]),
        ("¿puedo empadronarme sin papeles?", "malaga", ["malaga-padron"]),
        ("quiero pedir el ingreso mínimo vital", "malaga", ["inss-imv"]),
        ("tell me about RefugeeOne", "chicago", ["refugeeone"]),
        ("where is Médicos del Mundo", "malaga", ["medicos-del-mundo"]),
        ("my kid has a fever and we have no papers", "chicago", []),
        ("busco trabajo, pedí asilo hace 3 meses", "malaga", []),
        ("I need a map of the free city help", "chicago", []),
        ("food stamps", "malaga", []),
    ],
)
def test_names_of_the_real_directory(text: str, city: str, ids: list[str]) -> None:
    assert names.named_in(text, city)[:1] == ids


def test_whole_words_only_and_the_longest_name_first(monkeypatch: pytest.MonkeyPatch) -> None:
    known = [("wic", "wic-chicago"), ("city id", "citykey"), ("id", "nothing")]
    monkeypatch.setattr(names, "_names", lambda city: known)
    assert names.named_in("Can I get WIC and the city ID?", "chicago") == ["citykey", "wic-chicago", "nothing"]
    assert names.named_in("wicked city ideas", "chicago") == []
    assert names.named_in("WIC", None) == []


@pytest.mark.parametrize(
    "text", ["I sleep in a tent, can I register on the padron", "je dors dans une tente, je peux m'inscrire au padron ?"]
)
def test_a_name_of_two_parts_is_the_most_telling(text: str, real_directory: None) -> None:
    assert names.named_in(text, "malaga")[0] == "malaga-padron-sin-domicilio"
    assert "malaga-padron-sin-domicilio" not in names.named_in("i sleep in a tent", "malaga")
