"""The API answers in the shape that others rely on, and refuses with words that help."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from tests import factories

Get = Callable[..., Any]


@pytest.fixture
def get(client: Client) -> Get:
    """Read an address of the API; insists on the status."""

    def get(address: str, status: int = 200, **params: Any) -> Any:
        response = client.get(f"/api/v1/{address}", params)
        assert response.status_code == status, response.content
        return response.json()

    return get


@pytest.fixture
def case(world: SimpleNamespace) -> Any:
    goal = factories.make_goal(6, "Schoon water en sanitair", "Clean water and sanitation")
    page = factories.make_initiative(
        world.rotterdam,
        themes=[world.water],
        countries=[world.indonesia],
        cities=[world.jakarta],
        rows={"goals": [goal]},
    )
    factories.make_partnership(world.utrecht, "Utrecht en León", members=[world.utrecht, world.leon])
    return page


def test_a_case_has_the_shape_that_others_rely_on(case: Any, rebuilt: Any, get: Get) -> None:
    rebuilt()
    body = get("cases", type="initiative", lang="en", q="safe")
    frame = ("total", "page", "page_size", "next", "previous", "did_you_mean", "corrected", "suggestions")
    assert {name: body[name] for name in frame} == {
        "total": 1, "page": 1, "page_size": 20, "next": None, "previous": None, "did_you_mean": None,
        "corrected": False, "suggestions": [],
    }  # fmt: skip
    [found] = body["results"]
    published = found.pop("published"), found.pop("updated")
    assert all(moment.startswith("20") for moment in published)
    key = str(case.translation_key)
    assert found == {
        "id": key,
        "type": "initiative",
        "status": "ongoing",
        "title": "Safe by the water",
        "summary": factories.SUMMARY_EN,
        "language": "en",
        "highlights": {
            "title": ["<mark>Safe</mark> by the water"],
            "summary": [factories.SUMMARY_EN.replace("safe", "<mark>safe</mark>")],
        },
        "url": "http://testserver/en/organisations/rotterdam/veilig-aan-het-water/",
        "languages": ["en", "nl"],
        "themes": ["water-and-sanitation"],
        "goals": [6],
        "countries": ["ID"],
        "regions": ["035", "142"],
        "organisation": {"slug": "rotterdam", "name": "Rotterdam", "kind": "municipality"},
        "partners": [],
        "partner_cities": [],
        "places": [{"name": "Jakarta", "country": "ID", "latitude": -6.2088, "longitude": 106.8456}],
        "start": "2024-01",
        "end": None,
        "deadline": None,
        "confirmed": None,
        "permanent": f"/id/{key}",
    }
    assert body["facets"]["theme"] == [
        {"value": "water-and-sanitation", "label": "Water and sanitation", "count": 1, "selected": False}
    ]
    assert (
        body["facets"]["type"]
        == [
            {"value": "initiative", "label": "Initiative", "count": 1, "selected": True},
            {"value": "partnership", "label": "City partnership", "count": 1, "selected": False},
        ]
        or body["facets"]["type"][0]["selected"]
    )
    one = get(f"cases/{key}", lang="nl")
    assert (one["title"], one["texts"]["en"]["title"]) == ("Veilig aan het water", "Safe by the water")
    assert "dijk" in one["texts"]["nl"]["body"]


def test_since_1983_is_1983(case: Any, rebuilt: Any, get: Get) -> None:
    rebuilt()
    [found] = get("cases", type="partnership")["results"]
    assert (found["start"], found["end"]) == ("1983", None)
    assert get(f"cases/{found['id']}")["start"] == "1983"


def test_pages_lead_to_each_other(case: Any, rebuilt: Any, get: Get, client: Client) -> None:
    rebuilt()
    first = get("cases", page_size=1, lang="en", sort="title")
    assert first["total"] == 2
    second = client.get(first["next"]).json()
    assert (second["page"], second["next"]) == (2, None)
    assert client.get(second["previous"]).json() == first
    titles = [page["results"][0]["title"] for page in (first, second)]
    assert titles == sorted(titles)


@pytest.mark.parametrize(
    ("params", "parameter"),
    [
        ({"theme": "nonsense"}, "theme"),
        ({"type": "nonsense"}, "type"),
        ({"country": "XX"}, "country"),
        ({"region": "001"}, "region"),
        ({"goal": "18"}, "goal"),
        ({"goal": "9" * 30}, "goal"),
        ({"city": "nowhere"}, "city"),
        ({"municipality": "a\x00b"}, "municipality"),
        ({"page": "0"}, "page"),
        ({"page": "1000000000"}, "page"),
        ({"page_size": "101"}, "page_size"),
        ({"bbox": "1,2,3"}, "bbox"),
        ({"year_from": "soon"}, "year_from"),
        ({"sort": "best"}, "sort"),
        ({"q": "a" * 10_000}, "q"),
        ({"lang": "xx"}, "lang"),
    ],
)
def test_what_is_unknown_is_refused_with_what_is_allowed(
    world: SimpleNamespace, index: Any, get: Get, params: dict[str, str], parameter: str
) -> None:
    body = get("cases", 400, **params)
    assert body["error"] == "bad-request"
    [problem] = body["problems"]
    assert problem["parameter"] == parameter
    assert problem["message"]
    if parameter in ("type", "sort", "lang"):
        assert len(problem["allowed"]) > 1
    if parameter == "theme":
        assert "water-and-sanitation" in problem["allowed"]
        assert problem["see"] == "/api/v1/themes"


@pytest.mark.parametrize("q", ["'; DROP TABLE cases; --", "<script>", "\x00", "\ud800", '"', "-", "%", "a OR b", "*:*"])
def test_odd_words_are_answered(world: SimpleNamespace, index: Any, client: Client, q: str) -> None:
    response = client.get("/api/v1/cases", {"q": q.encode("utf-8", "surrogatepass")})
    assert response.status_code in (200, 400)
    assert "<script>" not in response.json().get("message", "") or response["Content-Type"] == "application/json"


def test_a_merged_theme_leads_to_its_successor(case: Any, rebuilt: Any, get: Get, world: SimpleNamespace) -> None:
    world.water.merged_into = factories.make_theme("blue", "Blauw", "Blue")
    world.water.save()
    rebuilt()
    body = get("cases", theme="water-and-sanitation")
    assert body["total"] == 1
    assert body["results"][0]["themes"] == ["blue"]


def test_an_unknown_case_is_not_found(world: SimpleNamespace, index: Any, get: Get) -> None:
    assert get(f"cases/{uuid4()}", 404)["error"] == "not-found"
    assert get("cases/nonsense", 404)["error"] == "not-found"


def test_reference_data_is_listed(world: SimpleNamespace, get: Get) -> None:
    found = get("organisations", kind="municipality", q="ROTTER", lang="en")
    assert found["total"] == 1
    assert (found["results"][0]["slug"], found["results"][0]["name"]) == ("rotterdam", "Rotterdam")
    assert get("organisations", 400, kind="nonsense")["problems"][0]["allowed"]
    page = get("themes", page_size=2, lang="en")
    assert (page["total"], len(page["results"])) == (3, 2)
    assert page["results"][0].keys() >= {"slug", "name"}
    assert "page=2" in page["next"]
    assert {row["slug"] for row in get("regions")["results"]} == {"142", "035", "150", "155", "154", "019"}
    assert {row["slug"]: row["name"] for row in get("countries", lang="nl")["results"]}["SE"] == "Zweden"
    assert get("goals")["total"] == 0
    get("themes", 400, page="0")


def test_any_site_may_read_and_no_cache_keeps_what_an_actor_sees(
    world: SimpleNamespace, index: Any, client: Client
) -> None:
    response = client.get("/api/v1/cases")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    assert "Cookie" in response["Vary"]
    assert client.head("/api/v1/cases").status_code == 200
    assert client.post("/api/v1/cases").status_code == 405
    client.force_login(factories.make_user("actor"))
    assert "no-store" in client.get("/api/v1/cases")["Cache-Control"]


def test_an_address_that_asks_too_often_waits(
    world: SimpleNamespace, index: Any, client: Client, settings: Any
) -> None:
    cache.clear()
    settings.CITYSYNERGY = {**settings.CITYSYNERGY, "API_REQUESTS_PER_SECOND": 1}
    statuses = [client.get("/api/v1/goals").status_code for _ in range(25)]
    assert 429 in statuses
    assert statuses[0] == 200
    cache.clear()


def test_the_openapi_document_and_its_page_describe_every_parameter(world: SimpleNamespace, client: Client) -> None:
    document = client.get("/api/v1/openapi.json").json()
    paths = document["paths"]
    assert {"/api/v1/cases", "/api/v1/cases/{case_id}", "/api/v1/organisations", "/api/v1/themes"} <= paths.keys()
    names = {parameter["name"] for parameter in paths["/api/v1/cases"]["get"]["parameters"]}
    assert {"q", "theme", "bbox", "near", "municipality", "page_size", "lang"} <= names
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    html = page.content.decode()
    assert all(f"<code>{name}</code>" in html for name in names)
    assert "cdn" not in html


def test_the_answer_says_how_a_search_was_widened(case: Any, rebuilt: Any, get: Get, client: Client) -> None:
    rebuilt()
    body = get("cases", type="initiative", q="veilig")
    assert body["widened"] == [
        {"typed": "veilig", "alternatives": [{"text": "safe", "reason": "translation"}], "compounds": True}
    ]
    exact = get("cases", type="initiative", q="safe", exact="1")
    assert (exact["total"], exact["widened"]) == (1, [])
    assert get("cases")["widened"] == []
    refused = client.get("/api/v1/cases", {"q": "safe", "exact": "maybe"})
    assert refused.status_code == 400
    assert "exact" in refused.content.decode()


def test_where_nothing_is_found_searches_that_find_something_come_along(case: Any, rebuilt: Any, get: Get) -> None:
    rebuilt()
    body = get("cases", q="safe zeppelin", country="ID", lang="en")
    assert (body["total"], body["results"]) == (0, [])
    assert body["suggestions"] == [
        {"kind": "piece", "without": ["q"], "word": "zeppelin", "count": 1,
         "url": "http://testserver/api/v1/cases?q=safe&country=ID&lang=en"},
    ]  # fmt: skip


def test_a_misspelt_word_is_corrected_and_told(case: Any, rebuilt: Any, get: Get) -> None:
    rebuilt()
    body = get("cases", q="jakrata safe", lang="en")
    assert (body["total"], body["did_you_mean"], body["corrected"]) == (1, "jakarta safe", True)
    body = get("cases", q="jakrata safe", exact="1", lang="en")
    assert (body["total"], body["did_you_mean"], body["corrected"]) == (0, None, False)
    body = get("cases", 400, exact="perhaps")
    assert body["problems"][0]["allowed"] == ["1"]


def test_what_was_typed_so_far_is_completed(case: Any, rebuilt: Any, get: Get) -> None:
    rebuilt()
    body = get("suggest", q="ja", lang="en")
    assert body["cities"] == [
        {"slug": "jakarta", "name": "Jakarta", "parameter": "city", "detail": "ID", "count": 1,
         "url": "http://testserver/en/search/?city=jakarta"},
    ]  # fmt: skip
    body = get("suggest", q="saf", lang="en")
    assert (body["themes"], body["cities"], body["organisations"]) == ([], [], [])
    [found] = body["cases"]
    assert found == {
        "id": str(case.translation_key), "title": "Safe by the water", "language": "en", "type": "initiative",
        "type_label": "Initiative", "url": found["url"],
    }  # fmt: skip
    assert found["url"].startswith("http://testserver/en/")
    empty = {"cases": [], "themes": [], "cities": [], "organisations": []}
    assert get("suggest") == get("suggest", q="s") == get("suggest", q="\x00\x01") == empty
    body = get("suggest", 400, q="s" * 101, lang="en")
    assert body["message"] == "The search text is too long."
