"""Brings pages into the tree as the project itself does: drafts, revisions, the workflow, publication."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from wagtail.models import Page, Site

from citysynergy.demo.content import LANGUAGES, Content, Entry, note, rich
from citysynergy.models import (
    CasePage,
    Membership,
    Organisation,
    OrganisationIndexPage,
    OrganisationIndexTranslation,
    OrganisationPage,
    OrganisationTranslation,
)
from citysynergy.moderation.loading import assign, moderation_workflow
from citysynergy.moderation.models import REQUEST_CHANGES

INDEX_TITLES = {"nl": "Organisaties", "en": "Organisations"}
MODERATOR = "bz-moderator"
# Pages are given days of publication before this one, so that lists have an order to show.
LAST_DAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def publish(page: Page, user: Any = None) -> None:
    """Publish the latest version, as the approval of a workflow does."""
    page.save_revision(user=user).publish(user=user, skip_permission_checks=True)


def organisations_index() -> tuple[OrganisationIndexPage, bool]:
    """The index page of organisations, made below the site's home page where there is none."""
    if there := OrganisationIndexPage.objects.order_by("pk").first():
        assign(there)
        return there, False
    root = Site.objects.get(is_default_site=True).root_page
    title = INDEX_TITLES[LANGUAGES[0]]
    index: Any = OrganisationIndexPage(title=title, slug="organisations", language=LANGUAGES[0], show_in_menus=True)
    index.translations = [OrganisationIndexTranslation(language="en", title=INDEX_TITLES["en"])]
    root.add_child(instance=index)
    publish(index)
    assign(index)
    return index, True


def organisation_page(
    organisation: Organisation, index: OrganisationIndexPage, content: Content
) -> tuple[OrganisationPage, bool]:
    """The page of an organisation, made where there is none."""
    if there := OrganisationPage.objects.filter(organisation=organisation).first():
        return there, False
    titles = {code: organisation.name.text_in(code)[0] for code in LANGUAGES}
    introductions = {code: _introduction(organisation, code, content) for code in LANGUAGES}
    own, other = LANGUAGES
    page: Any = OrganisationPage(
        organisation=organisation,
        title=titles[own],
        slug=organisation.slug,
        language=own,
        introduction=introductions[own],
    )
    row = OrganisationTranslation(language=other, title=titles[other], introduction=introductions[other])
    page.translations = [row]
    index.add_child(instance=page)
    publish(page)
    return page, True


def _introduction(organisation: Organisation, language: str, content: Content) -> str:
    if organisation.slug in {entry["slug"] for entry in content.organisations}:
        key = "invented"
    elif organisation.is_municipal:
        key = "municipality"
    else:
        key = "mission" if organisation.kind == "mission" else "other"
    words = content.introductions[key][language].format(name=organisation.name.text_in(language)[0])
    return rich(words[0].upper() + words[1:]) + note(content.notes["organisation"][language])


def author_of(entry: Entry, organisation: Organisation) -> Any:
    """Who wrote the page: the account that the entry names, else an author of the organisation, else nobody."""
    users: Any = get_user_model()
    if "author" in entry:
        return users.objects.get(username=entry["author"])
    membership = Membership.objects.filter(organisation=organisation, role="author").select_related("user").first()
    return membership.user if membership else None


def bring_in(page: CasePage, entry: Entry, parent: OrganisationPage, age: int) -> None:
    """Store the page below its organisation, in the state that the entry names; ``age`` is in half days."""
    author = author_of(entry, parent.organisation)
    page.owner = author
    page.live = False
    page.has_unpublished_changes = True
    if entry["state"] == "public":
        page.first_published_at = LAST_DAY - timedelta(hours=12 * age + 7 * (age % 5))
    parent.add_child(instance=page)
    page.save_revision(user=author)
    if entry["state"] == "public":
        page.get_latest_revision().publish(user=author, skip_permission_checks=True)
    elif entry["state"] != "draft":
        _submit(page, entry, author)


def _submit(page: CasePage, entry: Entry, author: Any) -> None:
    """Hand the page in; where the entry says so, the moderator asks for changes."""
    workflow = moderation_workflow()
    if workflow is None:
        raise LookupError("Load the reference data first: the workflow of moderation is missing.")
    state = workflow.start(page, author)
    if entry["state"] == "changes":
        users: Any = get_user_model()
        moderator = users.objects.get(username=MODERATOR)
        task_state = state.current_task_state
        task_state.task.specific.on_action(task_state, moderator, REQUEST_CHANGES, comment=entry["comment"])
