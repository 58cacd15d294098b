"""The demonstration in the database: complete, honest, repeatable."""

import io
from collections import Counter

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import override_settings
from wagtail.models import TaskState
from wagtail.users.models import UserProfile

from citysynergy.cases.submission import submission_problems
from citysynergy.demo import content
from citysynergy.demo.loading import load
from citysynergy.discovery import CaseQuery, maintenance, search
from citysynergy.models import (
    CasePage,
    InitiativeFunding,
    Membership,
    OpportunityPage,
    Organisation,
    OrganisationPage,
    PartnershipPage,
)
from citysynergy.permissions import grants
from citysynergy.permissions.actions import add_member
from citysynergy.permissions.groups import MODERATORS, in_network
from citysynergy.values.guarded_pages import may_change_content

pytestmark = pytest.mark.usefixtures("demo")


def found(viewer=None, **params):
    """What a search answers: by default a visitor's."""
    return search(CaseQuery.from_params(params, strict=True), viewer=viewer or AnonymousUser())


def values(facet):
    return {term.value: term.count for term in found().facets[facet]}


def test_the_public_finds_at_least_eighty_cases():
    assert found().total >= 90
    written_after_records = [case for case in content.load().cases if case["basis"] == "record"]
    assert len(written_after_records) >= 40


def test_every_type_and_every_status_is_there():
    assert set(values("type")) == {"initiative", "opportunity", "challenge", "expertise", "partnership"}
    statuses = {"planned", "ongoing", "completed", "stopped", "open", "matched", "closed"}
    assert set(values("status")) == statuses | {"active", "dormant", "suspended", "ended"}
    outcomes = {"cooperation", "advice-given", "solved-elsewhere", "no-answer", "withdrawn"}
    assert set(values("outcome")) == outcomes
    kinds = {"opportunity", "challenge", "request", "call-for-expertise", "local-solution", "event-or-visit"}
    assert kinds <= set(values("kind"))


def test_it_spans_the_kingdom_and_the_world():
    leads = Counter(case.organisation for case in CasePage.objects.live().specific())
    municipal = {organisation.slug for organisation in leads if organisation.is_municipal}
    missions = {organisation.slug for organisation in leads if organisation.kind == "mission"}
    assert len(municipal) >= 25
    assert {"bonaire", "sint-maarten"} <= municipal
    assert len(missions) >= 10
    assert len(values("country")) >= 35
    assert set(values("lessons")) == {"worked", "failed"}


def test_every_published_case_is_in_both_languages():
    for case in CasePage.objects.live().specific():
        assert case.available_languages in (["nl", "en"], ["en", "nl"])


def test_every_page_says_what_it_is():
    pages = [*CasePage.objects.all().specific(), *OrganisationPage.objects.all()]
    words = {"nl": "Demonstratie:", "en": "Demonstration:"}
    for page in pages:
        for language in page.available_languages:
            texts = page.texts_in(language)
            assert any(words[language] in getattr(texts, name) for name in page.translated_fields), page.slug


def test_what_is_published_could_have_been_submitted():
    problems = {case.slug: submission_problems(case) for case in CasePage.objects.live().specific()}
    assert not {slug: list(map(str, found)) for slug, found in problems.items() if found}


def test_drafts_and_pages_in_moderation_wait_for_someone():
    waiting = Counter(TaskState.objects.exclude(status="skipped").values_list("status", flat=True))
    assert waiting == {"in_progress": 5, "rejected": 1}
    assert TaskState.objects.get(status="rejected").comment
    drafts = [page for page in CasePage.objects.not_live() if page.current_workflow_state is None]
    assert len(drafts) == 8


def test_nobody_gets_mail_about_pages_that_the_demonstration_hands_in(django_capture_on_commit_callbacks):
    CasePage.objects.get(slug="example-submitted-river-parks").specific.delete()
    with django_capture_on_commit_callbacks(execute=True):
        assert load().total == 1
    assert mail.outbox == []


def test_two_opportunities_are_for_the_network_only():
    hidden = OpportunityPage.objects.live().filter(visibility="network")
    assert hidden.count() == 2
    author = get_user_model().objects.get(username="rotterdam-author")
    assert found(author).total == found().total + 2
    assert not {case.slug for case in hidden} & {hit.url.rstrip("/").rpartition("/")[2] for hit in found().hits}


def test_a_public_case_has_something_for_the_network_only():
    funding = InitiativeFunding.objects.get(audience="network")
    assert funding.page.live
    word = "ontwikkelingsbank"
    author = get_user_model().objects.get(username="utrecht-author")
    assert found(author, q=f'"{word}"').total == found(q=f'"{word}"').total + 1


def test_delfzijl_is_found_under_eemsdelta():
    slugs = {case.slug for case in PartnershipPage.objects.all()}
    assert "amsterdam-delfzijl-heerlen-sluis" in slugs
    assert found(municipality="eemsdelta").total == 1
    assert "Delfzijl" in found(municipality="eemsdelta").hits[0].title


def test_who_writes_for_eemsdelta_writes_what_delfzijl_shares():
    user = get_user_model().objects.create_user("eemsdelta-author")
    page = PartnershipPage.objects.get(slug="amsterdam-delfzijl-heerlen-sluis")
    assert not may_change_content(page, get_user_model().objects.get(pk=user.pk))
    add_member(user, Organisation.objects.get(slug="eemsdelta"), "author")
    assert may_change_content(page, get_user_model().objects.get(pk=user.pk))


def test_the_index_holds_what_the_database_holds():
    assert maintenance.compare().is_equal


def test_each_account_signs_in_and_has_its_place():
    accounts = content.load().accounts
    assert len(accounts) == 12
    for entry in accounts:
        user = authenticate(username=entry["username"], password="citysynergy-demo")
        assert user is not None
        assert UserProfile.get_for_user(user).preferred_language == entry["language"]
        roles = {(row.organisation.slug, row.role) for row in Membership.objects.filter(user=user)}
        assert roles == {tuple(row) for row in entry.get("memberships", [])}
        assert in_network(user)
    assert get_user_model().objects.filter(groups__name=MODERATORS).get().username == "bz-moderator"
    assert get_user_model().objects.get(username="admin").is_superuser


def test_grants_are_what_memberships_say():
    for organisation in Organisation.objects.filter(memberships__isnull=False).distinct():
        assert grants.actual(organisation) == grants.expected(organisation)


def test_a_second_load_changes_nothing():
    before = list(CasePage.objects.order_by("pk").values_list("pk", "latest_revision_id", "last_published_at"))
    out = io.StringIO()
    call_command("citysynergy_load_demo", stdout=out)
    assert "nothing was changed" in out.getvalue()
    assert before == list(CasePage.objects.order_by("pk").values_list("pk", "latest_revision_id", "last_published_at"))


def test_what_an_editor_changed_is_kept_and_what_was_removed_comes_back():
    case = CasePage.objects.get(slug="ruggedised").specific
    case.title = "Anders"
    case.save_revision().publish()
    CasePage.objects.get(slug="decode").specific.delete()
    assert load().made["cases"] == 1
    assert CasePage.objects.get(slug="ruggedised").title == "Anders"


@pytest.mark.parametrize(
    "real", [{"SETTINGS_MODULE": "citysynergy_site.settings.production"}, {"SECURE_SSL_REDIRECT": True}]
)
def test_production_refuses_unless_forced(real):
    with override_settings(**real):
        with pytest.raises(CommandError, match="--force"):
            call_command("citysynergy_load_demo")
        call_command("citysynergy_load_demo", force=True, stdout=io.StringIO())


def test_without_reference_data_it_says_what_to_do():
    CasePage.objects.get(slug="super-circular-estate").specific.delete()
    Organisation.objects.get(slug="brunssum").page.delete()
    Organisation.objects.get(slug="brunssum").delete()
    with pytest.raises(CommandError, match=r"Load the reference data first.*brunssum"):
        call_command("citysynergy_load_demo")
