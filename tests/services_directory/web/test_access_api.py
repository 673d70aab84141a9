"""The directory's API: whole app, one request each, the services of a real city."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp.test_utils import TestClient

URL = "/api/v1/access"
UNDOCUMENTED = {"who": "me", "facts": {"status": "undocumented", "age": 30, "lives_in_city": True}}


async def _asked(client: TestClient, **body: Any) -> dict[str, Any]:
    response = await client.post(URL, json={"city": "malaga", **body})
    assert response.status == 200, await response.text()
    assert response.headers["Cache-Control"] == "no-store"
    found: dict[str, Any] = await response.json()
    return found


async def _refused(client: TestClient, body: Any, status: int = 400) -> dict[str, str]:
    response = await client.post(URL, json=body)
    assert response.status == status, await response.text()
    error: dict[str, str] = (await response.json())["error"]
    return error


async def test_padron_without_papers_is_a_yes_with_its_source(client: TestClient) -> None:
    found = await _asked(client, services=["PAD"], people=[UNDOCUMENTED], date="2026-11-22", lang="es")
    assert found["date"] == "2026-11-22"
    assert found["verdicts"]
    for verdict in found["verdicts"]:
        assert (verdict["programme"], verdict["for"], verdict["verdict"]) == ("PAD", "me", "yes")
        assert verdict["sources"]
        assert "id" not in verdict


async def test_facts_may_stand_at_the_top_for_one_person(client: TestClient) -> None:
    one = await _asked(client, needs=["health_care"], facts=UNDOCUMENTED["facts"], date="2026-11-22")
    other = await _asked(client, needs=["health_care"], people=[UNDOCUMENTED], date="2026-11-22")
    assert one == other
    assert {verdict["for"] for verdict in one["verdicts"]} == {"me"}


async def test_each_person_gets_a_verdict_of_their_own(client: TestClient) -> None:
    child = {"who": "child", "facts": {"status": "citizen", "age": 4}}
    found = await _asked(client, needs=["school_enrolment"], people=[UNDOCUMENTED, child])
    of_each = {who: {v["service"] for v in found["verdicts"] if v["for"] == who} for who in ("me", "child")}
    assert of_each["me"] == of_each["child"] != set()


async def test_a_service_without_a_programme_names_none(client: TestClient) -> None:
    found = await _asked(client, services=["112-emergencias"])
    (verdict,) = found["verdicts"]
    assert (verdict["service"], verdict["verdict"], verdict["phone"]) == ("112-emergencias", "yes", "112")
    assert "programme" not in verdict


async def test_the_next_question_names_a_fact_and_what_hangs_on_it(client: TestClient) -> None:
    found = await _asked(client, needs=["cash_benefits"])
    assert set(found["next_question"]) == {"fact", "why"}
    assert found["next_question"]["why"]
    skipped = await _asked(client, needs=["cash_benefits"], skipped=[found["next_question"]["fact"]])
    assert (skipped["next_question"] or {}).get("fact") != found["next_question"]["fact"]


async def test_the_limit_cuts_and_the_total_stays(client: TestClient) -> None:
    all_ = await _asked(client, needs=["employment"])
    cut = await _asked(client, needs=["employment"], limit=2)
    assert len(all_["verdicts"]) == all_["total"] == sum(all_["counts"].values()) > 10
    assert cut["total"] == all_["total"]
    assert [v["service"] for v in cut["verdicts"]] == [v["service"] for v in all_["verdicts"][:2]]


async def test_a_rule_is_explained_on_request(client: TestClient) -> None:
    plain = await _asked(client, services=["PAD"])
    told = await _asked(client, services=["PAD"], explain=True)
    assert "explain" not in plain["verdicts"][0]
    assert told["verdicts"][0]["explain"]


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("no city", {"needs": ["food"]}, "city"),
    ("an unknown city", {"city": "atlantis", "needs": ["food"]}, "city"),
    ("neither need nor service", {"city": "malaga"}, "needs"),
    ("empty needs", {"city": "malaga", "needs": []}, "needs"),
    ("an unknown need", {"city": "malaga", "needs": ["gold"]}, "needs"),
    ("a need as text", {"city": "malaga", "needs": "food"}, "needs"),
    ("an unknown service", {"city": "malaga", "services": ["castle"]}, "services"),
    ("an unknown field", {"city": "malaga", "needs": ["food"], "stauts": "citizen"}, "body"),
    ("facts and people", {"city": "malaga", "needs": ["food"], "facts": {}, "people": [{}]}, "facts"),
    ("facts as a list", {"city": "malaga", "needs": ["food"], "facts": ["citizen"]}, "facts"),
    ("an unknown fact", {"city": "malaga", "needs": ["food"], "facts": {"colour": "red"}}, "facts"),
    ("an unknown status", {"city": "malaga", "needs": ["food"], "facts": {"status": "alien"}}, "facts.status"),
    ("an age in words", {"city": "malaga", "needs": ["food"], "facts": {"age": "thirty"}}, "facts.age"),
    (
        "an income that is none",
        {"city": "malaga", "needs": ["food"], "facts": {"income_monthly": float("nan")}},
        "facts.income_monthly",
    ),
    ("nobody", {"city": "malaga", "needs": ["food"], "people": []}, "people"),
    ("twenty-one", {"city": "malaga", "needs": ["food"], "people": [{}] * 21}, "people"),
    ("a person in words", {"city": "malaga", "needs": ["food"], "people": ["me"]}, "people[0]"),
    ("a name of a person", {"city": "malaga", "needs": ["food"], "people": [{"who": "<b>"}]}, "people[0].who"),
    (
        "a fact of the second",
        {"city": "malaga", "needs": ["food"], "people": [{}, {"facts": {"age": -1}}]},
        "people[1].facts.age",
    ),
    ("no date", {"city": "malaga", "needs": ["food"], "date": "2026-02-30"}, "date"),
    ("a number as date", {"city": "malaga", "needs": ["food"], "date": 20261122}, "date"),
    ("no language", {"city": "malaga", "needs": ["food"], "lang": "../en"}, "lang"),
    ("a place in words", {"city": "malaga", "needs": ["food"], "place": "centro"}, "place"),
    ("no place of the earth", {"city": "malaga", "needs": ["food"], "place": {"lat": 91, "lon": 0}}, "place.lat"),
    ("limit zero", {"city": "malaga", "needs": ["food"], "limit": 0}, "limit"),
    ("limit true", {"city": "malaga", "needs": ["food"], "limit": True}, "limit"),
    ("explain in words", {"city": "malaga", "needs": ["food"], "explain": "yes"}, "explain"),
    ("an unknown wish", {"city": "malaga", "needs": ["food"], "refine": ["golden"]}, "refine"),
]


@pytest.mark.parametrize(("_", "body", "where"), BAD, ids=[case[0] for case in BAD])
async def test_what_breaks_the_contract_is_named_by_its_field(
    client: TestClient, _: str, body: dict[str, Any], where: str
) -> None:
    error = await _refused(client, body)
    assert (error["code"], error["where"]) == ("bad_request", where)


@pytest.mark.parametrize("where", ["city", "needs", "services", "facts", "date", "lang", "who", "refine", "skipped"])
async def test_no_error_repeats_what_was_sent(client: TestClient, where: str) -> None:
    said = "canary-4711"
    body: dict[str, Any] = {"city": "malaga", "needs": ["food"]}
    body |= {
        "city": {"city": said}, "needs": {"needs": [said]}, "services": {"services": [said]}, "facts": {"facts": {said: said}},
        "date": {"date": said}, "lang": {"lang": said + "!"}, "who": {"people": [{"who": said + "!"}]}, "refine": {"refine": [said]},
        "skipped": {"skipped": said},
    }[where]  # fmt: skip
    assert said not in str(await _refused(client, body))


async def test_a_get_knows_nothing_of_the_person(client: TestClient) -> None:
    response = await client.get(URL, params=[("city", "malaga"), ("need", "food"), ("need", "goods"), ("lang", "es")])
    assert response.status == 200
    assert response.headers["Cache-Control"] == "no-store"
    found = await response.json()
    posted = await _asked(client, needs=["food", "goods"], lang="es")
    assert [v["service"] for v in found["verdicts"]] == [v["service"] for v in posted["verdicts"]]


@pytest.mark.parametrize("name", ["status", "facts", "age", "people", "date", "limit", "q"])
async def test_facts_never_stand_in_an_address(client: TestClient, name: str) -> None:
    response = await client.get(URL, params={"city": "malaga", "need": "food", name: "undocumented"})
    error = (await response.json())["error"]
    assert (response.status, error["where"]) == (400, "query")
    assert "POST" in error["message"]


@pytest.mark.parametrize(
    ("params", "where"), [({"need": "food"}, "city"), ({"city": "malaga"}, "need"), ({"city": "x", "need": "food"}, "city")]
)
async def test_a_get_without_city_or_need_is_400(client: TestClient, params: dict[str, str], where: str) -> None:
    response = await client.get(URL, params=params)
    assert (response.status, (await response.json())["error"]["where"]) == (400, where)


async def test_a_service_is_shown_without_a_verdict(client: TestClient) -> None:
    response = await client.get("/api/v1/services/112-emergencias", params={"lang": "es"})
    service = (await response.json())["service"]
    assert (response.status, service["id"], service["phone"], service["description_lang"]) == (
        200,
        "112-emergencias",
        "112",
        "es",
    )
    assert "verdict" not in service


async def test_an_unknown_service_is_404(client: TestClient) -> None:
    response = await client.get("/api/v1/services/castle")
    assert (response.status, (await response.json())["error"]["code"]) == (404, "not_found")


async def test_the_cities_are_listed(client: TestClient) -> None:
    response = await client.get("/api/v1/cities")
    (malaga,) = (await response.json())["cities"]
    assert (malaga["id"], malaga["country"], malaga["names"]["es"]) == ("malaga", "ES", "Málaga")


@pytest.mark.parametrize("path", ["/api/v1/cities?status=x", "/api/v1/services/112-emergencias?status=x"])
async def test_other_parameters_are_refused(client: TestClient, path: str) -> None:
    assert (await client.get(path)).status == 400


async def test_other_methods_types_and_sizes_have_the_one_shape(client: TestClient) -> None:
    for response, status in [
        (await client.put(URL, json={}), 405),
        (await client.post(URL, data={"city": "malaga"}), 415),
        (await client.post(URL, data=b"{" + b" " * 70_000, headers={"content-type": "application/json"}), 413),
        (await client.post(URL, data=b"{", headers={"content-type": "application/json"}), 400),
        (await client.get("/api/v2/access"), 404),
    ]:
        assert response.status == status
        assert set(await response.json()) == {"error"}
