"""Synthetic cases: as many as asked, readable as any other, and the same ones for the same seed."""

import io
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from wagtail.models import Page

from citysynergy.demo import synthetic
from citysynergy.demo.synthetic.writing import Draft, Maker
from citysynergy.discovery import CaseQuery, maintenance, search
from citysynergy.models import CasePage
from citysynergy.opportunities.pages import Visibility

pytestmark = pytest.mark.usefixtures("demo")


def made(seed: int = 7) -> Any:
    return CasePage.objects.filter(slug__startswith=f"synthetic-{seed}-")


def told(*args: Any) -> str:
    out = io.StringIO()
    call_command("citysynergy_generate_cases", *args, stdout=out)
    return out.getvalue()


def contents(seed: int = 7) -> dict[str, Any]:
    """What each case says, by its slug."""
    return {
        case.slug: (case.title, case.summary, sorted(case.themes.values_list("slug", flat=True)), case.translation_key)
        for case in made(seed)
    }


def test_there_are_as_many_as_asked_and_a_second_run_makes_only_what_is_missing():
    assert "Made 30 cases" in told("30", "--seed=7")
    before = contents()
    assert len(before) == 30
    assert "were there already" in told("30", "--seed=7")
    assert "Made 10 cases" in told("40", "--seed=7")
    after = contents()
    assert len(after) == 40
    assert before.items() <= after.items()


def test_the_same_seed_makes_the_same_cases_and_another_makes_others():
    def texts(seed: int) -> list[tuple[str, str, Any]]:
        drafts = [Draft(Maker(10, seed), number) for number in (1, 2, 3)]
        return [(draft.page.title, draft.case.summary, draft.page.translation_key) for draft in drafts]

    assert texts(7) == texts(7)
    assert not set(texts(7)) & set(texts(8))


def test_they_are_found_read_and_kept_from_strangers_as_any_other_case():
    before = search(CaseQuery.of(), viewer=AnonymousUser()).total
    synthetic.generate(60, 7)
    assert Page.find_problems() == ([], [], [], [], [])
    types = {type(case.specific).__name__ for case in made()}
    assert types == {"InitiativePage", "OpportunityPage", "PartnershipPage"}
    hidden = [case for case in made().specific() if getattr(case, "visibility", "") == Visibility.NETWORK]
    assert hidden
    maintenance.rebuild()
    found = search(CaseQuery.of(), viewer=AnonymousUser())
    assert found.total == before + 60 - len(hidden)
    assert maintenance.compare().is_equal
    client = Client()
    for case in (made().specific().type(model).first() for model in {type(case.specific) for case in made()}):
        expected = 302 if case in hidden else 200
        assert client.get(case.url).status_code == expected, case


@override_settings(SETTINGS_MODULE="site.settings.production")
def test_a_real_site_refuses_them():
    with pytest.raises(CommandError, match="--force"):
        told("5")


@pytest.mark.parametrize("count", ["0", "-3", "1000000"])
def test_an_impossible_number_is_refused_with_what_to_do(count: str):
    with pytest.raises(CommandError, match="from 1 to"):
        told("--", count) if count.startswith("-") else told(count)
