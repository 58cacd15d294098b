"""The tab of each other content language: fixed fields, kept as rows of the page."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from citysynergy.models import InitiativePage, OrganisationPage
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def initiative(world: Any) -> Any:
    return factories.make_initiative(world.rotterdam, themes=[world.water], cities=[world.jakarta])


def opened(editor: Any, page: Any) -> BeautifulSoup:
    """The page's editor as the browser gets it."""
    return BeautifulSoup(editor.get(reverse("wagtailadmin_pages:edit", args=(page.pk,))).content, "html.parser")


def test_the_tab_of_the_page_s_own_language_is_hidden(editor: Any, initiative: Any) -> None:
    html = opened(editor, initiative)
    tabs = {tab.get_text(" ", strip=True).split()[0]: tab["class"] for tab in html.select("[role=tab]")}
    assert "citysynergy-own-language" in tabs["Nederlands"]
    assert "citysynergy-own-language" not in tabs["English"]


def test_a_new_page_is_in_the_editor_s_own_language(editor: Any, world: Any) -> None:
    address = reverse("wagtailadmin_pages:add", args=("citysynergy", "initiativepage", world.rotterdam.page.pk))
    html = BeautifulSoup(editor.get(address).content, "html.parser")
    assert html.select_one("#id_language option[selected]")["value"] == "en"


def test_the_translation_is_shown_changed_and_kept(editor: Any, edit: Any, initiative: Any) -> None:
    assert opened(editor, initiative).select_one("#id_translation_en_title")["value"] == "Safe by the water"
    edit(initiative, "publish", translation_en_title="Dry feet")
    kept = InitiativePage.objects.get()
    assert kept.texts_in("en").title == "Dry feet"
    assert "a walk along the dike" in kept.texts_in("en").approach
    assert kept.translations.count() == 1


def test_an_emptied_translation_leaves_no_row(edit: Any, initiative: Any) -> None:
    names = ("title", "summary", "approach", "results", "transfer")
    edit(initiative, **{f"translation_en_{name}": "null" if name not in ("title", "summary") else "" for name in names})
    draft = InitiativePage.objects.get().get_latest_revision_as_object()
    assert draft.translations.count() == 0


def test_another_language_for_the_page_loses_nothing(edit: Any, initiative: Any) -> None:
    edit(initiative, language="en", translation_nl_title="Droge voeten")
    draft = InitiativePage.objects.get().get_latest_revision_as_object()
    assert {row.language: row.title for row in draft.translations.all()} == {
        "en": "Safe by the water",
        "nl": "Droge voeten",
    }


def test_two_versions_are_compared_in_every_language(editor: Any, edit: Any, initiative: Any) -> None:
    edit(initiative, translation_en_title="Dry feet")
    address = reverse("wagtailadmin_pages:revisions_compare", args=(initiative.pk, "earliest", "latest"))
    text = BeautifulSoup(editor.get(address).content, "html.parser").get_text(" ", strip=True)
    assert "Title (English)" in text
    assert "Dry feet" in text


def test_an_organisation_s_page_has_the_same_tabs(editor: Any, edit: Any, world: Any) -> None:
    public = world.rotterdam.page
    assert opened(editor, public).select_one("#id_translation_en_introduction")
    response = edit(public, "publish", translation_en_title="City of Rotterdam")
    assert response.status_code == 302, list(response.context["form"].error_places())
    assert OrganisationPage.objects.get(pk=public.pk).texts_in("en").title == "City of Rotterdam"


@pytest.mark.parametrize("field", ["show_in_menus", "seo_title", "search_description"])
def test_what_editors_do_not_need_is_not_there(editor: Any, initiative: Any, field: str) -> None:
    assert not opened(editor, initiative).select(f"[name={field}]")
