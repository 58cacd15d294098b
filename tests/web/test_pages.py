"""Every public page, in both languages: what a visitor reads, and what only the network reads."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from citysynergy.models import InitiativeIndicator

CASES = ["initiative", "dutch_only", "challenge", "partnership", "expertise"]


def address(page: Any, language: str = "nl") -> str:
    """Where a page stands in a language."""
    with override(language):
        return str(page.get_url())


def read(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_answers_in_both_languages(client: Client, register: SimpleNamespace, language: str) -> None:
    pages = [getattr(register, name) for name in (*CASES, "home", "index")]
    addresses = [address(page, language) for page in (*pages, register.rotterdam.page)]
    for url in (*addresses, f"/{language}/search/", f"/{language}/map/"):
        html = read(client, url)
        assert f'<html lang="{language}">' in html, url
        assert html.count("<h1") == 1, url


def test_nothing_is_inline(client: Client, register: SimpleNamespace) -> None:
    for name in (*CASES, "home", "index"):
        html = read(client, address(getattr(register, name)))
        assert not re.search(r"<style|\sstyle=|\son\w+=", html), name
        for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", html, re.DOTALL):
            assert not body.strip() or re.search(r'type="application/(ld\+)?json"', attributes), name


def test_a_page_leads_to_itself_in_the_other_language(client: Client, register: SimpleNamespace) -> None:
    html = read(client, "/nl/search/?q=water&theme=water-and-sanitation")
    assert 'href="/en/search/?q=water&amp;theme=water-and-sanitation"' in html
    html = read(client, address(register.initiative))
    assert f'hreflang="en" href="http://testserver{address(register.initiative, "en")}"' in html


def test_a_text_in_another_language_is_marked_and_told(client: Client, register: SimpleNamespace) -> None:
    html = read(client, address(register.dutch_only, "en"))
    assert re.search(r'<h1[^>]*lang="nl"[^>]*>Muziek zonder vertaling', html)
    assert "This text is in Dutch." in html


def test_dates_are_as_precise_as_they_were_written(client: Client, register: SimpleNamespace) -> None:
    assert "2016 – June 2022" in read(client, address(register.initiative, "en"))
    assert "since 1983" in read(client, address(register.partnership, "en"))


def test_failures_are_shown(client: Client, register: SimpleNamespace) -> None:
    html = read(client, address(register.initiative, "en"))
    assert "Did not work" in html
    assert "Asked too late" in html


NETWORK_ONLY = [("initiative", "Stille les"), ("initiative", "90,000"), ("challenge", "5,000")]


def test_what_is_for_the_network_is_shown_to_the_network_alone(
    client: Client, register: SimpleNamespace, member: Any
) -> None:
    for name, text in NETWORK_ONLY:
        assert text not in read(client, address(getattr(register, name), "en"))
    client.force_login(member)
    for name, text in NETWORK_ONLY:
        assert text in read(client, address(getattr(register, name), "en"))


def test_a_draft_can_be_previewed(register: SimpleNamespace) -> None:
    for name in CASES:
        draft = getattr(register, name).get_latest_revision_as_object()
        draft.title = "Een andere titel"
        with override("nl"):
            response = draft.make_preview_request()
        assert response.status_code == 200, name
        assert "Een andere titel" in response.content.decode(), name


def test_no_mail_address_is_printed(client: Client, register: SimpleNamespace, member: Any) -> None:
    client.force_login(member)
    html = read(client, address(register.initiative))
    assert "Bureau Internationaal" in html
    assert "i@r.nl" not in html


def test_an_organisation_shows_its_cases(client: Client, register: SimpleNamespace) -> None:
    html = read(client, address(register.jakarta_embassy.page, "en"))
    assert "Who helps Semarang?" in html
    assert "Closed question" not in html


def test_what_is_not_there_is_said_in_the_site_s_own_words(client: Client, register: SimpleNamespace) -> None:
    response = client.get("/en/organisations/atlantis/")
    assert response.status_code == 404
    assert "This page is not here" in response.content.decode()


def test_a_permanent_address_leads_to_where_something_is_now(client: Client, register: SimpleNamespace) -> None:
    pages = {getattr(register, name).translation_key: getattr(register, name) for name in CASES}
    for identifier, page in (*pages.items(), (register.rotterdam.uuid, register.rotterdam.page)):
        response = client.get(f"/id/{identifier}", headers={"accept-language": "nl"})
        assert response.status_code == 302
        assert response["Location"].endswith(address(page))


def test_a_permanent_address_of_a_draft_leads_nowhere(client: Client, register: SimpleNamespace) -> None:
    register.initiative.unpublish()
    assert client.get(f"/id/{register.initiative.translation_key}", follow=True).status_code == 404


def test_figures_have_a_column_for_the_start_where_one_was_known(client: Client, register: SimpleNamespace) -> None:
    url = address(register.initiative, "en")
    figure = InitiativeIndicator.objects.create(page=register.initiative, name={"en": "Dry homes"}, value=12)
    assert "At the start" not in read(client, url)
    figure.baseline = 0
    figure.save()
    assert re.search(r"At the start.*Dry homes.*>0 <.*>12 <", read(client, url), re.DOTALL)


@pytest.mark.parametrize(
    ("status", "outcome", "audience", "met"),
    [
        ("open", "", "public", False),
        ("matched", "", "public", True),
        ("closed", "cooperation", "public", True),
        ("closed", "cooperation", "network", False),
        ("closed", "no-answer", "public", False),
    ],
)
def test_a_question_is_whole_once_it_is_answered_as_far_as_the_reader_may_know(
    client: Client, register: SimpleNamespace, member: Any, status: str, outcome: str, audience: str, met: bool
) -> None:
    type(register.challenge).objects.update(status=status, outcome=outcome, outcome_audience=audience)
    assert ("cs-mark__demand--met" in read(client, address(register.challenge))) is met
    client.force_login(member)
    assert ("cs-mark__demand--met" in read(client, address(register.challenge))) is (met or audience == "network")
