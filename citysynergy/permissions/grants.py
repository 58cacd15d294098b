"""Grants: what memberships become. The only module that imports guardian.

A membership is the source. From the memberships of an organisation follow, in one place and one transaction: a group
for each role with its people, entry to the admin, the grant on the organisation, the grants on pages shared with it,
the collection of its pictures and documents, and who is in the network. Who continues an organisation that ended has
the same rights there as in its own house. ``expected`` says what should be, ``actual`` what is; ``derive`` makes the
difference disappear, ``citysynergy_check_grants`` reports it.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import models, transaction
from django.db.models import Q
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from citysynergy.organisations.lineage import continued_by, writers_for
from citysynergy.organisations.models import (
    Membership,
    Organisation,
    OrganisationGroup,
    Role,
)
from citysynergy.permissions.groups import NETWORK, network_group

WRITE = "write_cases"
UNPUBLISH = "unpublish_cases"
SIGN_OFF = "sign_off_cases"
MANAGE = "manage_members"

# What each role grants on the organisation.
ROLE_GRANTS: dict[str, frozenset[str]] = {
    Role.AUTHOR: frozenset({WRITE}),
    Role.APPROVER: frozenset({WRITE, UNPUBLISH, SIGN_OFF}),
    Role.MANAGER: frozenset({WRITE, UNPUBLISH, MANAGE}),
}

# The organisation whose role group holds a grant. It may be another than the one that the grant is about.
HOLDER = "group__citysynergy_organisation_group__organisation"
# Grants on organisations that count: of one that writes, or of one that ended and is continued by one that writes.
HELD_BY_WRITERS = Q(content_object__may_write=True) | Q(**{f"{HOLDER}__may_write": True})

# Page types that are shared with the organisations named in their rows, and the rows that name them.
SHARING_ROWS = {"initiativepage": "InitiativePartner", "partnershippage": "PartnershipMember"}


class OrganisationGroupGrant(GroupObjectPermissionBase):
    """A grant of a group on an organisation: see ``ROLE_GRANTS``."""

    content_object = models.ForeignKey(Organisation, models.CASCADE, related_name="group_grants")


class OrganisationUserGrant(UserObjectPermissionBase):
    """A grant of a user on an organisation. Nothing derives these: a check reports them."""

    content_object = models.ForeignKey(Organisation, models.CASCADE, related_name="user_grants")


class OrganisationPageGroupGrant(GroupObjectPermissionBase):
    """A grant of a group on the page of an organisation."""

    content_object = models.ForeignKey("citysynergy.OrganisationPage", models.CASCADE, related_name="group_grants")


class OrganisationPageUserGrant(UserObjectPermissionBase):
    """A grant of a user on the page of an organisation."""

    content_object = models.ForeignKey("citysynergy.OrganisationPage", models.CASCADE, related_name="user_grants")


class InitiativeGroupGrant(GroupObjectPermissionBase):
    """A grant of a group on an initiative."""

    content_object = models.ForeignKey("citysynergy.InitiativePage", models.CASCADE, related_name="group_grants")


class InitiativeUserGrant(UserObjectPermissionBase):
    """A grant of a user on an initiative."""

    content_object = models.ForeignKey("citysynergy.InitiativePage", models.CASCADE, related_name="user_grants")


class OpportunityGroupGrant(GroupObjectPermissionBase):
    """A grant of a group on an opportunity."""

    content_object = models.ForeignKey("citysynergy.OpportunityPage", models.CASCADE, related_name="group_grants")


class OpportunityUserGrant(UserObjectPermissionBase):
    """A grant of a user on an opportunity."""

    content_object = models.ForeignKey("citysynergy.OpportunityPage", models.CASCADE, related_name="user_grants")


class ExpertiseGroupGrant(GroupObjectPermissionBase):
    """A grant of a group on an expertise profile."""

    content_object = models.ForeignKey("citysynergy.ExpertiseProfilePage", models.CASCADE, related_name="group_grants")


class ExpertiseUserGrant(UserObjectPermissionBase):
    """A grant of a user on an expertise profile."""

    content_object = models.ForeignKey("citysynergy.ExpertiseProfilePage", models.CASCADE, related_name="user_grants")


class PartnershipGroupGrant(GroupObjectPermissionBase):
    """A grant of a group on a partnership."""

    content_object = models.ForeignKey("citysynergy.PartnershipPage", models.CASCADE, related_name="group_grants")


class PartnershipUserGrant(UserObjectPermissionBase):
    """A grant of a user on a partnership."""

    content_object = models.ForeignKey("citysynergy.PartnershipPage", models.CASCADE, related_name="user_grants")


# The grants on pages, by the name of the page's model: (of groups, of users).
PAGE_GRANTS: dict[str, tuple[Any, Any]] = {
    "organisationpage": (OrganisationPageGroupGrant, OrganisationPageUserGrant),
    "initiativepage": (InitiativeGroupGrant, InitiativeUserGrant),
    "opportunitypage": (OpportunityGroupGrant, OpportunityUserGrant),
    "expertiseprofilepage": (ExpertiseGroupGrant, ExpertiseUserGrant),
    "partnershippage": (PartnershipGroupGrant, PartnershipUserGrant),
}


class Fact(NamedTuple):
    """One thing that follows from memberships: what kind, for which role, called how, about which record."""

    kind: str
    role: str
    name: str
    target: int = 0


def collection_permissions() -> list[str]:
    """What the members of an organisation may do with the pictures and documents in its collection."""
    models_of_files = (get_image_model(), get_document_model())
    return [
        f"{model._meta.app_label}.{action}_{model._meta.model_name}"
        for model in models_of_files
        for action in ("add", "change", "choose")
    ]


def expected(organisation: Organisation) -> set[Fact]:
    """What should follow from the memberships of the organisation."""
    facts: set[Fact] = set()
    if organisation.collection_id:
        facts.add(Fact("called", "", _collection_name(organisation)))
    members = list(Membership.objects.filter(organisation=organisation).values_list("role", "user_id"))
    if not members:
        return facts
    facts |= {Fact("called", role, _group_name(organisation, role)) for role in Role.values}
    facts |= {Fact("member", role, "", user) for role, user in members}
    if not organisation.may_write:
        return facts
    # What the organisation continues is its own: the pages, the files, what was shared.
    houses = {organisation.pk} | continued_by(organisation)
    shared = _accepted_pages(houses)
    inherited = Organisation.objects.filter(pk__in=houses - {organisation.pk}, collection__isnull=False)
    collections = {0, *inherited.values_list("collection_id", flat=True)}
    for role in Role.values:
        facts.add(Fact("entry", role, "access_admin"))
        facts |= {Fact("organisation", role, codename, house) for codename in ROLE_GRANTS[role] for house in houses}
        facts |= {Fact("collection", role, name, pk) for name in collection_permissions() for pk in collections}
        facts |= {Fact("page", role, model, page) for model, page in shared}
    pages = apps.get_model("citysynergy", "OrganisationPage").objects.filter(organisation__in=houses)
    facts |= {Fact("page", Role.MANAGER, "organisationpage", page) for page in pages.values_list("pk", flat=True)}
    return facts


def _accepted_pages(organisations: Iterable[int]) -> set[tuple[str, int]]:
    """The pages that name one of the organisations as a partner or member, where it accepted."""
    found: set[tuple[str, int]] = set()
    for model, row in SHARING_ROWS.items():
        rows = apps.get_model("citysynergy", row).objects.filter(organisation__in=organisations, accepted=True)
        found |= {(model, page) for page in rows.values_list("page_id", flat=True)}
    return found


def actual(organisation: Organisation) -> set[Fact]:
    """What the groups, grants and collection of the organisation say now."""
    groups = _role_groups(organisation)
    roles = {group.pk: role for role, group in groups.items()}
    facts: set[Fact] = set()
    if organisation.collection_id:
        facts |= {Fact("called", "", name) for name in _own_collection(organisation).values_list("name", flat=True)}
    facts |= {Fact("called", role, group.name) for role, group in groups.items()}
    # Nobody derives these: they were given in Wagtail's own form for groups.
    pages = GroupPagePermission.objects.filter(group__in=roles)
    for group_id, codename, page in pages.values_list("group_id", "permission__codename", "page_id"):
        facts.add(Fact("host page", roles[group_id], codename, page))
    through = get_user_model().groups.through
    for group_id, user in through.objects.filter(group__in=roles).values_list("group_id", "user_id"):
        facts.add(Fact("member", roles[group_id], "", user))
    for group in groups.values():
        for codename in group.permissions.values_list("codename", flat=True):
            facts.add(Fact("entry", roles[group.pk], codename))
    rows = OrganisationGroupGrant.objects.filter(group__in=roles)
    for group_id, codename, target in rows.values_list("group_id", "permission__codename", "content_object_id"):
        facts.add(Fact("organisation", roles[group_id], codename, target))
    for model, (table, _users) in PAGE_GRANTS.items():
        for group_id, target in table.objects.filter(group__in=roles).values_list("group_id", "content_object_id"):
            facts.add(Fact("page", roles[group_id], model, target))
    files = GroupCollectionPermission.objects.filter(group__in=roles).values_list(
        "group_id", "permission__content_type__app_label", "permission__codename", "collection_id"
    )
    for group_id, app, codename, collection in files:
        own = collection == organisation.collection_id
        facts.add(Fact("collection", roles[group_id], f"{app}.{codename}", 0 if own else collection))
    return facts


def _role_groups(organisation: Organisation) -> dict[str, Group]:
    rows = OrganisationGroup.objects.filter(organisation=organisation).select_related("group")
    return {row.role: row.group for row in rows}


@transaction.atomic
def derive(organisation: Organisation) -> None:
    """Make groups, grants, collection and network of the organisation what its memberships say."""
    # One derivation of an organisation at a time; the next one sees what this one did.
    Organisation.objects.select_for_update().filter(pk=organisation.pk).first()
    wanted = expected(organisation)
    present = actual(organisation)
    groups = _role_groups(organisation)
    people = {fact.target for fact in wanted | present if fact.kind == "member"}
    if not any(fact.kind == "member" for fact in wanted):
        Group.objects.filter(pk__in=[group.pk for group in groups.values()]).delete()
    else:
        for role in Role.values:
            if role not in groups:
                groups[role] = _make_role_group(organisation, role)
        if any(fact.kind == "collection" for fact in wanted) and organisation.collection_id is None:
            _make_collection(organisation)
        for fact in sorted(present - wanted):
            if fact.kind != "called":
                _take(organisation, groups[fact.role], fact)
        for fact in sorted(wanted - present):
            if fact.kind != "called":
                _give(organisation, groups[fact.role], fact)
            elif fact.role:
                Group.objects.filter(pk=groups[fact.role].pk).update(name=fact.name)
    # Whoever is in the organisation, its collection is called after it.
    _own_collection(organisation).update(name=_collection_name(organisation))
    set_network(people)


def derive_all(organisations: Iterable[int]) -> None:
    """Derive those of these organisations of which anything can follow."""
    for organisation in organisations_with_members_or_groups().filter(pk__in=list(organisations)):
        derive(organisation)


def _make_role_group(organisation: Organisation, role: str) -> Group:
    group, _made = Group.objects.get_or_create(name=_group_name(organisation, role))
    OrganisationGroup.objects.create(organisation=organisation, role=role, group=group)
    return group


def _group_name(organisation: Organisation, role: str) -> str:
    return f"{organisation.slug} | {role} | CitySynergy"[:150]


def _collection_name(organisation: Organisation) -> str:
    return str(organisation.slug)


def _own_collection(organisation: Organisation) -> models.QuerySet[Collection]:
    collections: models.QuerySet[Collection] = Collection.objects.filter(pk=organisation.collection_id)
    return collections


def _make_collection(organisation: Organisation) -> None:
    root = Collection.get_first_root_node()
    collection = root.add_child(name=_collection_name(organisation))
    Organisation.objects.filter(pk=organisation.pk).update(collection=collection)
    organisation.collection = collection


def _permission(app: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def _give(organisation: Organisation, group: Group, fact: Fact) -> None:
    if fact.kind == "member":
        group.user_set.add(fact.target)
    elif fact.kind == "entry":
        group.permissions.add(_permission("wagtailadmin", fact.name))
    elif fact.kind == "collection":
        GroupCollectionPermission.objects.get_or_create(
            group=group,
            collection_id=fact.target or organisation.collection_id,
            permission=_permission(*fact.name.split(".")),
        )
    elif fact.kind == "organisation":
        permission = _permission("citysynergy", fact.name)
        OrganisationGroupGrant.objects.get_or_create(group=group, permission=permission, content_object_id=fact.target)
    else:
        permission = _permission("citysynergy", f"change_{fact.name}")
        PAGE_GRANTS[fact.name][0].objects.bulk_create(
            [PAGE_GRANTS[fact.name][0](group=group, permission=permission, content_object_id=fact.target)],
            ignore_conflicts=True,
        )


def _take(organisation: Organisation, group: Group, fact: Fact) -> None:
    if fact.kind == "member":
        group.user_set.remove(fact.target)
    elif fact.kind == "entry":
        group.permissions.remove(*group.permissions.filter(codename=fact.name))
    elif fact.kind == "collection":
        app, codename = fact.name.split(".")
        GroupCollectionPermission.objects.filter(
            group=group,
            collection_id=fact.target or organisation.collection_id,
            permission__content_type__app_label=app,
            permission__codename=codename,
        ).delete()
    elif fact.kind == "host page":
        GroupPagePermission.objects.filter(group=group, permission__codename=fact.name, page=fact.target).delete()
    elif fact.kind == "organisation":
        OrganisationGroupGrant.objects.filter(
            group=group, permission__codename=fact.name, content_object_id=fact.target
        ).delete()
    else:
        PAGE_GRANTS[fact.name][0].objects.filter(group=group, content_object_id=fact.target).delete()


@transaction.atomic
def derive_shared(model: str, page_id: int) -> None:
    """Make the grants on one shared page what its rows say: partners that accepted and may write, or their heirs."""
    row = apps.get_model("citysynergy", SHARING_ROWS[model])
    rows = row.objects.filter(page_id=page_id, accepted=True, organisation__isnull=False)
    partners = writers_for(rows.values_list("organisation_id", flat=True))
    wanted = set(OrganisationGroup.objects.filter(organisation__in=partners).values_list("group_id", flat=True))
    table = PAGE_GRANTS[model][0]
    present = table.objects.filter(content_object_id=page_id, group__citysynergy_organisation_group__isnull=False)
    present.exclude(group__in=wanted).delete()
    missing = wanted - set(present.values_list("group_id", flat=True))
    permission = _permission("citysynergy", f"change_{model}") if missing else None
    table.objects.bulk_create(
        [table(group_id=group, permission=permission, content_object_id=page_id) for group in missing],
        ignore_conflicts=True,
    )


def people_with(codename: str, organisation: Organisation) -> models.QuerySet[Any]:
    """The active people who hold this grant on the organisation: its members, or those of who continues it."""
    rows = OrganisationGroupGrant.objects.filter(
        HELD_BY_WRITERS, permission__codename=codename, content_object=organisation
    )
    people = get_user_model()._default_manager.filter(is_active=True, groups__in=rows.values("group"))
    return people.distinct()


def network_drift(people: Iterable[int] | None = None) -> tuple[set[int], set[int]]:
    """(users who miss in the network group, users who are in it without a reason), among ``people`` or all."""
    memberships = Membership.objects.filter(organisation__may_write=True)
    present = get_user_model().objects.filter(groups__name=NETWORK)
    if people is not None:
        memberships, present = memberships.filter(user__in=people), present.filter(pk__in=people)
    wanted = set(memberships.values_list("user_id", flat=True))
    there = set(present.values_list("pk", flat=True))
    return wanted - there, there - wanted


def set_network(people: Iterable[int] | None = None) -> None:
    """Put into the network group who belongs to an organisation that may write, and take out who does not."""
    missing, surplus = network_drift(people)
    if missing:
        network_group().user_set.add(*missing)
    if surplus:
        network_group().user_set.remove(*surplus)


def organisations_with_members_or_groups() -> models.QuerySet[Organisation]:
    """The organisations of which anything has to be derived."""
    found = Q(pk__in=Membership.objects.values("organisation")) | Q(
        pk__in=OrganisationGroup.objects.values("organisation")
    )
    return Organisation.objects.filter(found).order_by("slug")


def foreign_grants() -> list[models.QuerySet[Any]]:
    """Grants that no membership explains: to a single user, or to a group of no organisation."""
    tables = [(OrganisationGroupGrant, OrganisationUserGrant), *PAGE_GRANTS.values()]
    return [
        rows
        for groups, users in tables
        for rows in (users.objects.all(), groups.objects.filter(group__citysynergy_organisation_group=None))
    ]


def network_extras() -> list[models.QuerySet[Any]]:
    """What the network group was given by hand: being in it lets people read, and nothing else."""
    return [
        Group.permissions.through.objects.filter(group__name=NETWORK),
        GroupPagePermission.objects.filter(group__name=NETWORK),
        GroupCollectionPermission.objects.filter(group__name=NETWORK),
    ]
