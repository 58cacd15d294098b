"""What pages say in the words of schema.org: what the public page shows, and nothing more."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from citysynergy.models import ContactPerson, OrganisationCode
from tests import factories
from tests.web.heads import Machine
from tests.web.test_heads import HOST, of
from tests.web.test_pages import CASES, address

ABOUT = {
    "initiative": "Project",
    "dutch_only": "Project",
    "challenge": "Demand",
    "partnership": "Consortium",
    "expertise": "Service",
}


@pytest.mark.parametrize("name", CASES)
def test_each_type_of_case_is_named(client: Client, register: SimpleNamespace, name: str) -> None:
    page = getattr(register, name)
    head = of(client, address(page))
    article = head.data["Article"]
    assert article["about"]["@type"] == ABOUT[name]
    assert article["headline"] == article["about"]["name"] == page.title
    assert article["url"] == head.link("canonical")[0]
    assert article["@id"] == f"{HOST}/id/{page.translation_key}"
    assert article["publisher"]["@type"] == "GovernmentOrganization"
    assert article["publisher"]["url"].startswith(f"{HOST}/nl/")
    assert article["datePublished"] <= article["dateModified"]


def test_an_initiative_says_who_where_and_when(client: Client, register: SimpleNamespace) -> None:
    article = of(client, address(register.initiative, "en")).data["Article"]
    assert article["inLanguage"] == "en"
    assert article["headline"] == "Safe by the water"
    assert article["keywords"] == ["Water and sanitation"]
    project = article["about"]
    assert (project["foundingDate"], project["dissolutionDate"]) == ("2016", "2022-06")
    assert [member["name"] for member in project["member"]] == ["Rotterdam"]
    (place,) = project["location"]
    assert place["address"]["addressCountry"] == "Indonesia"
    assert place["geo"] == {"@type": "GeoCoordinates", "latitude": -6.2088, "longitude": 106.8456}


def test_a_text_in_another_language_says_so(client: Client, register: SimpleNamespace) -> None:
    article = of(client, address(register.dutch_only, "en")).data["Article"]
    assert article["inLanguage"] == "nl"
    assert article["url"] == HOST + address(register.dutch_only)


@pytest.mark.parametrize(
    ("kind", "expected"), [("request", "Demand"), ("local-solution", "Offer"), ("event-or-visit", "Event")]
)
def test_an_opportunity_is_what_its_kind_says(
    client: Client, register: SimpleNamespace, kind: str, expected: str
) -> None:
    case = factories.make_opportunity(
        register.jakarta_embassy,
        kind=kind,
        visibility="public",
        city=register.jakarta,
        starts="2027-05",
        deadline=timezone.now(),
    )
    about = of(client, address(case)).data["Article"]["about"]
    assert about["@type"] == expected
    assert ("startDate" in about) == (kind == "event-or-visit")
    assert ("availabilityEnds" in about) == (kind != "event-or-visit")


def test_members_of_a_partnership(client: Client, register: SimpleNamespace) -> None:
    about = of(client, address(register.partnership)).data["Article"]["about"]
    assert [member["name"] for member in about["member"]] == ["Utrecht", "León"]
    assert about["foundingDate"] == "1983"


def test_an_organisation_is_known_elsewhere_too(client: Client, register: SimpleNamespace) -> None:
    OrganisationCode.objects.create(organisation=register.rotterdam, scheme="cbs", value="GM0599")
    register.rotterdam.website = "https://www.rotterdam.nl/"
    register.rotterdam.save()
    data = of(client, address(register.rotterdam.page)).data
    organisation = data["GovernmentOrganization"]
    assert organisation["name"] == "Rotterdam"
    assert organisation["sameAs"] == "https://www.rotterdam.nl/"
    assert organisation["identifier"] == [{"@type": "PropertyValue", "propertyID": "CBS", "value": "GM0599"}]
    assert organisation["@id"] == f"{HOST}/id/{register.rotterdam.uuid}"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_front_page_tells_how_to_search(client: Client, register: SimpleNamespace, language: str) -> None:
    site = of(client, f"/{language}/").data["WebSite"]
    target = site["potentialAction"]["target"]["urlTemplate"]
    assert target == f"{HOST}/{language}/search/?q={{search_term_string}}"
    assert "value=" in client.get(target.replace("{search_term_string}", "dijk")).content.decode()


def test_the_way_to_a_page(client: Client, register: SimpleNamespace) -> None:
    steps = of(client, address(register.initiative, "en")).data["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in steps] == ["Home", "Organisaties", "Rotterdam", "Safe by the water"]
    assert [step["position"] for step in steps] == [1, 2, 3, 4]
    assert steps[-1]["item"] == HOST + address(register.initiative, "en")
    for step in steps:
        assert client.get(step["item"]).status_code == 200
    steps = of(client, "/en/countries/ID/").data["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in steps[:2]] == ["Home", "Regions and countries"]
    assert steps[-1]["item"] == f"{HOST}/en/countries/ID/"


def test_no_text_ends_the_block_that_it_stands_in(client: Client, register: SimpleNamespace) -> None:
    title = "</script><script>alert(1)</script><!-- & \u2028"
    case = factories.make_initiative(register.utrecht, title=title, english="", themes=[register.water])
    head = of(client, address(case))
    assert head.data["Article"]["headline"] == title
    assert len(head.blocks) == 2
    for block in head.blocks:
        assert not set("<>&") & set(block)


def everything(head: Machine) -> str:
    return json.dumps(head.data, ensure_ascii=False)


def test_nothing_for_the_network_and_no_person_or_desk(client: Client, register: SimpleNamespace, member: Any) -> None:
    person = ContactPerson.objects.create(
        organisation=register.rotterdam, name="Noor Visser", email="noor@r.nl", phone="010 1", shown_until="2099-01-01"
    )
    register.initiative.person = person
    register.initiative.save()
    client.force_login(member)
    for page in (register.initiative, register.challenge, register.expertise, register.rotterdam.page):
        said = everything(of(client, address(page)))
        for secret in (
            "Noor",
            "Bureau Internationaal",
            "i@r.nl",
            "noor@",
            "Stille les",
            "Geheime pot",
            "5000",
            "Agreed",
        ):
            assert secret not in said


def test_members_and_strangers_are_told_the_same(client: Client, register: SimpleNamespace, member: Any) -> None:
    pages = (register.initiative, register.challenge, register.expertise, register.partnership, register.rotterdam.page)
    before = [everything(of(client, address(page))) for page in pages]
    client.force_login(member)
    assert [everything(of(client, address(page))) for page in pages] == before
