"""Makes the pages of the matrix: one of each type, in each state, with a document."""

from types import SimpleNamespace
from typing import Any

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.models import BaseViewRestriction, PageViewRestriction

from citysynergy.models import (
    CaseDocument,
    InitiativePartner,
    Organisation,
    PartnershipMember,
    PolicyDocument,
)
from citysynergy.moderation.subjects import organisation_of
from citysynergy.permissions.actions import accept_share, add_member
from citysynergy.permissions.groups import network_reader_groups
from tests import factories


def make_page(world: SimpleNamespace, people: SimpleNamespace, type_: str, state: str, *, of: Any = None) -> Any:
    """A page of this type in this state. Utrecht accepted to share it, Delft was only asked, where it can be shared.

    The page of a mission stands below the embassy in Jakarta; ``of`` names another organisation.
    """
    owner = of or (world.jakarta_embassy if type_ == "mission's opportunity" else world.rotterdam)
    author = people.mission if owner.kind == "mission" else people.author
    page = with_document(MAKERS[type_](world, people, owner), owner)
    REACH[state](page, people, author)
    found = type(page).objects.get(pk=page.pk)
    found.document_of_matrix = page.document_of_matrix
    return found


def _initiative(world: SimpleNamespace, people: SimpleNamespace, owner: Organisation) -> Any:
    partners = [
        InitiativePartner(organisation=world.utrecht, accepted=True),
        InitiativePartner(organisation=people.delft),
    ]
    return factories.make_initiative(
        owner,
        live=False,
        themes=[world.water],
        countries=[world.indonesia],
        cities=[world.jakarta],
        rows={"partners": partners},
    )


def _opportunity(world: SimpleNamespace, people: SimpleNamespace, owner: Organisation) -> Any:
    return factories.make_opportunity(owner, live=False, city=world.jakarta, themes=[world.water], visibility="public")


def _expertise(world: SimpleNamespace, people: SimpleNamespace, owner: Organisation) -> Any:
    return factories.make_expertise(owner, live=False, themes=[world.water])


def _partnership(world: SimpleNamespace, people: SimpleNamespace, owner: Organisation) -> Any:
    page = factories.make_partnership(
        owner, live=False, themes=[world.water], members=[owner, world.utrecht, people.delft, world.leon]
    )
    accept_share(PartnershipMember.objects.get(page=page, organisation=world.utrecht))
    return page


def _organisation_page(world: SimpleNamespace, people: SimpleNamespace, owner: Organisation) -> Any:
    page = owner.page
    page.live = False
    page.save()
    return page


MAKERS = {
    "initiative": _initiative,
    "opportunity": _opportunity,
    "mission's opportunity": _opportunity,
    "expertise profile": _expertise,
    "partnership": _partnership,
    "organisation page": _organisation_page,
}


def with_document(page: Any, owner: Organisation) -> Any:
    """The page, with a document out of its organisation's collection in the stored page and in its latest draft."""
    owner.refresh_from_db()
    document = get_document_model()(title="Verslag", collection=owner.collection, file_size=4)
    document.file.save("verslag.txt", ContentFile(b"text"))
    about = {"document": document, "language": "nl", "title": {"nl": "Verslag"}}
    if hasattr(page, "policy_documents"):
        PolicyDocument.objects.create(page=page, date="2024", **about)
    else:
        CaseDocument.objects.create(case=page, licence="cc0", **about)
    page = type(page).objects.get(pk=page.pk)
    page.save_revision()
    page.document_of_matrix = document
    return page


def _publish(page: Any, people: SimpleNamespace, author: Any) -> None:
    page.get_latest_revision().publish()
    page.refresh_from_db()


def _submit(page: Any, people: SimpleNamespace, author: Any) -> None:
    page.get_workflow().start(page, author)


def _ask_for_sign_off(page: Any, people: SimpleNamespace, author: Any) -> None:
    """The organisation wants it; an embassy gets an approver, who is none of the actors."""
    organisation = organisation_of(page)
    organisation.require_sign_off = True
    organisation.save()
    if not organisation.memberships.filter(role="approver").exists():
        add_member(factories.make_user(f"approver-of-{organisation.slug}"), organisation, "approver")
    _submit(page, people, author)


def _draft_again(page: Any, people: SimpleNamespace, author: Any) -> None:
    _publish(page, people, author)
    page.title = "Nieuwe titel, nog niet gepubliceerd"
    page.save_revision(user=author)


def _restrict(page: Any, people: SimpleNamespace, author: Any) -> None:
    _publish(page, people, author)
    closed = PageViewRestriction.objects.create(page_id=page.pk, restriction_type=BaseViewRestriction.GROUPS)
    closed.groups.set(network_reader_groups())


def _expire(page: Any, people: SimpleNamespace, author: Any) -> None:
    _publish(page, people, author)
    page.unpublish(set_expired=True)


def _lock(page: Any, people: SimpleNamespace, author: Any) -> None:
    """By somebody who is none of the actors."""
    _publish(page, people, author)
    page.locked = True
    page.save(update_fields=["locked"])


REACH = {
    "draft": lambda page, people, author: None,
    "awaiting sign-off": _ask_for_sign_off,
    "in moderation": _submit,
    "live": _publish,
    "live with draft": _draft_again,
    "restricted": _restrict,
    "expired": _expire,
    "locked": _lock,
}
