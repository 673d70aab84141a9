"""Our components under the shared contract, and what each of them adds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource

from bot.nlu.crisis_component import CrisisComponent
from bot.nlu.facts_component import FactsComponent
from bot.nlu.language_component import LanguageComponent
from bot.nlu.request_classifier import RequestClassifier
from bot.nlu.tokenizer import BlankSpacyTokenizer

from .contract import Bench, check

PIPELINE: list[type[GraphComponent]] = [
    LanguageComponent,
    BlankSpacyTokenizer,
    RequestClassifier,
    FactsComponent,
    CrisisComponent,
]


def before(kind: type[GraphComponent], folder: Path) -> list[Any]:
    """Trained components that run before one of a kind."""
    earlier: list[Any] = []
    for other in PIPELINE[: PIPELINE.index(kind)]:
        earlier.append(Bench(other, folder / other.__name__, tuple(earlier)).trained())
    return earlier


@pytest.fixture
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Bench:
    kind: type[GraphComponent] = request.param
    for other in PIPELINE:
        (tmp_path / other.__name__).mkdir()
    return Bench(kind, tmp_path / kind.__name__, before(kind, tmp_path))


@pytest.mark.parametrize("bench", PIPELINE, indirect=True, ids=lambda kind: kind.__name__)
def test_contract(bench: Bench) -> None:
    check(bench)


@pytest.mark.parametrize("bench", [LanguageComponent], indirect=True)
def test_languages(bench: Bench) -> None:
    component = bench.trained()
    assert bench.said(component, "necesito una cama para hoy")["languages"][0] == "es"
    assert bench.said(component, "60608", language="uk")["languages"][0] == "uk"


@pytest.mark.parametrize("bench", [BlankSpacyTokenizer], indirect=True)
def test_tokens(bench: Bench) -> None:
    component = bench.trained()
    tokens = bench.said(component, "我想找医生", language="zh")["text_tokens"]
    assert [token.text for token in tokens] == list("我想找医生")
    assert [token.text for token in bench.said(component, "I don't know")["text_tokens"]] == ["I", "do", "n't", "know"]


@pytest.mark.parametrize("bench", [RequestClassifier], indirect=True)
def test_classifier(bench: Bench) -> None:
    said = bench.said(bench.trained(), "soup for my family please")
    assert said["intent"]["name"] == "find_service"
    assert next(iter(said["classified"].needs)) == "food"
    assert sum(said["classified"].intents.values()) == pytest.approx(1, abs=1e-4)
    assert said["intent_ranking"][0] == said["intent"]


@pytest.mark.parametrize("bench", [CrisisComponent], indirect=True)
def test_findings_reach_the_parse_data_and_danger_is_the_intent(bench: Bench) -> None:
    component = bench.trained()
    said = bench.said(component, "thanks but he is beating me right now")
    assert said["findings"]["crisis"] == ["violence_now"]
    assert said["intent"]["name"] == "crisis"
    assert said["intent_ranking"][0]["name"] == "crisis"
    assert [other["name"] for other in said["intent_ranking"]].count("crisis") == 1


def test_findings_are_output(tmp_path: Path) -> None:
    from rasa.shared.nlu.training_data.message import Message

    component = FactsComponent.create({}, LocalModelStorage.create(tmp_path), Resource("x"), ExecutionContext(GraphSchema({})))
    message = Message({"text": "hola"})
    component.process([message])
    assert "findings" in message.as_dict(only_output_properties=True)


def test_the_fingerprint_changes_with_nothing_but_the_sources() -> None:
    first = RequestClassifier.fingerprint_addon({})
    assert first
    assert first == RequestClassifier.fingerprint_addon({})


def test_config_names_our_components() -> None:
    import yaml

    from services_directory.settings import ROOT

    pipeline = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    assert [entry["name"] for entry in pipeline] == [f"{kind.__module__}.{kind.__name__}" for kind in PIPELINE]
