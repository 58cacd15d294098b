"""Reads of shared pages: which pages name an organisation as partner or member, who asks, and who may answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F
from wagtail.models import Page

from citysynergy.organisations.models import Organisation
from citysynergy.organisations.pages import OrganisationPage
from citysynergy.permissions import grants
from citysynergy.permissions.access import STEP, access_of
from citysynergy.permissions.reading import public

# The fields of a row that hold the answer of the organisation that it names.
ANSWER = ("accepted", "declined")
ANSWERING = frozenset({grants.SIGN_OFF, grants.MANAGE})


def rows_of(model: str) -> models.QuerySet[Any]:
    """The rows that name partners or members of this type of page."""
    return apps.get_model("citysynergy", grants.SHARING_ROWS[model])._default_manager.all()


def relation_of(model: str) -> str:
    """What the rows are called on their page."""
    page: Any = rows_of(model).model._meta.get_field("page")
    return str(page.remote_field.related_name)


@dataclass(frozen=True, slots=True)
class Share:
    """A page that names an organisation of the reader's."""

    model: str
    row: Any
    page: Any
    asker: Organisation | None
    # Whether the reader may answer for the organisation, and may read the page where it is published.
    may_answer: bool
    readable: bool

    @property
    def kind(self) -> str:
        """What kind of page it is, in words."""
        return str(self.page._meta.verbose_name)


def who_answer(organisation: Organisation) -> models.QuerySet[Any]:
    """Approvers and managers of the organisation; any member where it has neither."""
    deciding = grants.people_with(grants.SIGN_OFF, organisation) | grants.people_with(grants.MANAGE, organisation)
    return deciding if deciding.exists() else grants.people_with(grants.WRITE, organisation)


def may_answer(user: Any, organisation: Organisation) -> bool:
    """Whether the user may say yes or no for the organisation."""
    return bool(user.is_active and (user.is_superuser or who_answer(organisation).filter(pk=user.pk).exists()))


def asks(row: Any) -> bool:
    """Whether the row asks something of an organisation: one that leads another page, and did not answer yet."""
    organisation = row.organisation
    if organisation is None or row.accepted or row.declined:
        return False
    own = getattr(organisation, "page", None)
    return own is None or not row.page.path.startswith(own.path)


def asked_of(user: Any) -> list[Share]:
    """The pages whose question the user may answer, the newest first."""
    return [share for share in shares_of(user, accepted=False, declined=False) if share.may_answer]


def shares_of(user: Any, **answer: bool) -> list[Share]:
    """The pages of others that name an organisation of the user's, the newest first. Takes the same few queries
    however many they are."""
    own = [organisation.pk for organisation in access_of(user).own.values()]
    if not own:
        return []
    found = []
    for model in grants.SHARING_ROWS:
        rows = rows_of(model).filter(organisation__in=own, organisation__page__isnull=False, **answer)
        rows = rows.exclude(page__path__startswith=F("organisation__page__path"))
        rows = rows.select_related("organisation", "page").prefetch_related("page__translations")
        found += [(model, row) for row in rows.order_by("-pk")]
    if not found:
        return []
    return _with_what_they_need(user, found)


def _with_what_they_need(user: Any, found: list[tuple[str, Any]]) -> list[Share]:
    pages = [row.page for _model, row in found]
    askers = organisations_above(pages)
    readable = set(public(Page.objects.filter(pk__in=[page.pk for page in pages])).values_list("pk", flat=True))
    answering = _answered_by(user, {row.organisation_id for _model, row in found})
    shares = [
        Share(
            model=model,
            row=row,
            page=row.page,
            asker=askers.get(row.page.path[:-STEP]),
            may_answer=row.organisation_id in answering,
            readable=row.page_id in readable,
        )
        for model, row in found
    ]
    return sorted(shares, key=lambda share: share.page.pk, reverse=True)


def _answered_by(user: Any, organisations: set[int]) -> set[int]:
    """Of these organisations, those for which the user answers."""
    deciding = {own.pk for own in access_of(user).own.values() if ANSWERING & own.grants}
    held = grants.OrganisationGroupGrant.objects.filter(
        grants.HELD_BY_WRITERS,
        permission__codename__in=ANSWERING,
        content_object__in=organisations,
        group__user__is_active=True,
    )
    return (organisations & deciding) | (organisations - set(held.values_list("content_object", flat=True)))


def organisations_above(pages: Iterable[Any]) -> dict[str, Organisation]:
    """The organisations on whose pages, or right below them, these pages stand; by the path of their page."""
    paths = {path for page in pages for path in (page.path, page.path[:-STEP])}
    found = OrganisationPage.objects.filter(path__in=paths).select_related("organisation")
    return {page.path: page.organisation for page in found}
