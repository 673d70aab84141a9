"""Translations: side by side, old when their original changes, out as PO and back, a machine's only where it is marked."""

from __future__ import annotations

import copy
from typing import Any

import polib
import pytest
from sqlalchemy import Engine

from services_directory import storage
from services_directory.editing import portable, review, wording_of
from services_directory.editing.entry import all_from_database, check, from_database
from services_directory.editing.plain import hard_texts
from services_directory.models import City

DOOR = "clinic-door"
TODAY = "2026-11-28"


def texts(engine: Engine, language: str = "fr") -> dict[str, wording_of.Text]:
    with storage.session(engine) as session:
        content = from_database(session, DOOR)
        assert content is not None
        known = wording_of.known_originals(session, language).get(DOOR, {})
        return {text.field: text for text in wording_of.side_by_side(content, language, ["es"], known)}


def publish(engine: Engine, change: Any) -> None:
    with storage.transaction(engine) as session:
        city = session.get_one(City, "pueblo")
        now = review.working(session, city, DOOR)
        review.save(session, city, DOOR, change(copy.deepcopy(now.content)), now.seen, "editor")
        review.publish(session, city, DOOR, review.working(session, city, DOOR).seen, "reviewer")


def translate(field: str, text: str, machine: bool = False) -> Any:
    return lambda content: wording_of.translated(content, "fr", field, text, machine, TODAY)


def test_side_by_side_tells_missing_and_machine(engine: Engine) -> None:
    found = texts(engine)
    assert (found["name"].original, found["name"].text, found["name"].machine) == ("Open door", "Porte ouverte", True)
    assert (found["description"].language, found["description"].original) == ("es", "Un médico para todos.")
    assert found["documents_note"].text is None
    assert found["ways.in_person.because"].original.startswith("Medical secrecy")
    assert {text.stale for text in found.values()} == {False}


def test_a_translation_is_old_once_its_original_changes(engine: Engine) -> None:
    publish(engine, translate("description", "Un médecin pour chacun."))
    assert not texts(engine)["description"].stale

    def other(content: dict[str, Any]) -> dict[str, Any]:
        content["service"]["description"]["es"] = "Médicos para todo el mundo."
        return content

    publish(engine, other)
    assert texts(engine)["description"].stale
    assert not texts(engine)["name"].stale
    publish(engine, translate("description", "Des médecins pour tout le monde."))
    assert not texts(engine)["description"].stale


def test_an_original_and_its_translation_may_change_together(engine: Engine) -> None:
    def both(content: dict[str, Any]) -> dict[str, Any]:
        content["service"]["description"]["es"] = "Otro texto."
        return translate("description", "Un autre texte.")(content)  # type: ignore[no-any-return]

    publish(engine, both)
    assert not texts(engine)["description"].stale


def test_somebody_compares_them_and_says_it_is_still_right(engine: Engine) -> None:
    test_a_translation_is_old_once_its_original_changes(engine)
    publish(
        engine, lambda content: {**content, "service": {**content["service"], "description": {"es": "Nuevo.", "en": "New."}}}
    )
    assert texts(engine)["description"].stale
    with storage.transaction(engine) as session:
        content = from_database(session, DOOR)
        assert content is not None
        wording_of.mark_current(session, DOOR, content, "fr", "description", ["es"])
    assert not texts(engine)["description"].stale


@pytest.mark.parametrize(
    "field", ["fee.text", "documents_note", "languages_note", "hours.text", "ways.in_person.because", "access.undisclosed_note"]
)
def test_every_place_can_be_translated_and_emptied_again(engine: Engine, field: str) -> None:
    with storage.session(engine) as session:
        city, content = session.get_one(City, "pueblo"), from_database(session, DOOR)
        assert content is not None
        if field not in dict(wording_of.texts_of(content)):
            content["service"]["fee"]["text"] = {"en": "Nothing"}
        made = wording_of.translated(content, "fr", field, " Texte ", False, TODAY)
        assert dict(wording_of.texts_of(made))[field]["fr"] == "Texte"
        assert not isinstance(check(session, city, made), list)
        assert wording_of.translated(made, "fr", field, "", False, TODAY) == content


def test_a_machines_text_stands_only_where_it_is_marked(engine: Engine) -> None:
    with storage.session(engine) as session:
        content = from_database(session, DOOR)
    assert content is not None
    made = wording_of.translated(content, "uk", "description", "Лікар.", True, TODAY)
    assert made["words"][-1] == {
        "service": DOOR,
        "language": "uk",
        "field": "description",
        "text": "Лікар.",
        "source": "machine",
    }
    with pytest.raises(ValueError, match="machine"):
        wording_of.translated(content, "uk", "documents_note", "Паспорт", True, TODAY)
    with pytest.raises(ValueError, match="field"):
        wording_of.translated(content, "uk", "nowhere", "x", False, TODAY)


def exported(engine: Engine, open_only: bool = False) -> tuple[polib.POFile, dict[str, Any]]:
    with storage.session(engine) as session:
        contents = all_from_database(session, session.get_one(City, "pueblo"))
        return polib.pofile(portable.export(session, contents, "fr", ["es"], open_only)), contents


def test_a_language_goes_out_as_po_and_comes_back(engine: Engine) -> None:
    file, contents = exported(engine)
    assert {entry.msgctxt for entry in file} >= {f"{DOOR}/name", f"{DOOR}/description", "bus-card/name"}
    assert isinstance(portable.read(str(file), "fr.po", contents, "fr", TODAY), portable.Brought)
    back = portable.read(str(file), "fr.po", contents, "fr", TODAY)
    assert isinstance(back, portable.Brought)
    assert back.texts == 0
    file.find(f"{DOOR}/documents_note", by="msgctxt").msgstr = "Passeport, si vous l'avez."
    back = portable.read(str(file), "fr.po", contents, "fr", TODAY)
    assert isinstance(back, portable.Brought)
    assert (back.texts, list(back.contents)) == (1, [DOOR])
    assert back.contents[DOOR]["service"]["documents_note"]["fr"] == "Passeport, si vous l'avez."
    todo, _ = exported(engine, open_only=True)
    assert f"{DOOR}/name" not in {entry.msgctxt for entry in todo}


def test_bad_files_are_named_by_line_and_change_nothing(engine: Engine) -> None:
    file, contents = exported(engine)
    file.find(f"{DOOR}/description", by="msgctxt").msgid = "Another original"
    file.append(polib.POEntry(msgctxt="castle/name", msgid="Castle", msgstr="Château"))
    file.append(polib.POEntry(msgctxt=f"{DOOR}/moat", msgid="x", msgstr="y"))
    note = file.find(f"{DOOR}/documents_note", by="msgctxt")
    note.msgstr, note.comment = "Passeport", "machine"
    found = portable.read(str(file), "fr.po", contents, "fr", TODAY)
    assert isinstance(found, list)
    assert {problem.field for problem in found} == {
        f"{DOOR}/description",
        "castle/name",
        f"{DOOR}/moat",
        f"{DOOR}/documents_note",
    }
    assert all(problem.line > 1 and problem.file == "fr.po" for problem in found)
    assert isinstance(portable.read("not a po file\x00", "x", contents, "fr", TODAY), list)
    wrong = portable.read(str(file).replace("Language: fr", "Language: uk"), "x", contents, "fr", TODAY)
    assert isinstance(wrong, list)
    assert wrong[0].field == "Language"


def test_guesses_of_a_translators_program_are_left_out(engine: Engine) -> None:
    file, contents = exported(engine)
    entry = file.find(f"{DOOR}/documents_note", by="msgctxt")
    entry.msgstr, entry.flags = "Peut-être", ["fuzzy"]
    back = portable.read(str(file), "fr.po", contents, "fr", TODAY)
    assert isinstance(back, portable.Brought)
    assert back.texts == 0


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("en", "Pursuant to the law you may come.", "office"),
        ("en", "This is " + "very " * 30 + "long.", "long"),
        ("es", "De conformidad con la ley, venga.", "office"),
        ("fr", "Conformément à la loi, venez.", "office"),
        ("ar", "بموجب القانون يمكنك أن تأتي.", "office"),
        ("uk", "З метою допомоги приходьте.", "office"),
        ("zh", "根据有关规定，您可以来。", "office"),
        ("zh", "我" * 60 + "。", "long"),
    ],
)
def test_hard_words_and_long_sentences_are_seen_in_each_language(language: str, text: str, kind: str) -> None:
    found = hard_texts({"service": {"name": "Pursuant to", "description": {language: text}}, "words": []})
    assert [(one.field, one.language, one.kind) for one in found] == [("description", language, kind)]


@pytest.mark.parametrize("text", ["A doctor for everyone. You need no papers.", "Prior tomorrow."])
def test_plain_text_is_left_alone(text: str) -> None:
    assert hard_texts({"service": {"description": {"en": text}}, "words": []}) == []
