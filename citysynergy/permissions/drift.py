"""Differences between what memberships say and what groups, grants and collections hold."""

from django.contrib.auth import get_user_model
from django.db import transaction

from citysynergy.permissions import grants


def find_drift() -> list[str]:
    """One line for each difference, for people to read."""
    lines = []
    for organisation in grants.organisations_with_members_or_groups():
        wanted, present = grants.expected(organisation), grants.actual(organisation)
        for word, facts in (("missing", wanted - present), ("surplus", present - wanted)):
            for fact in sorted(facts):
                target = f" {fact.target}" if fact.target else ""
                lines.append(f"{organisation.slug}: {word}: {fact.kind} {fact.role} {fact.name}{target}")
    names = get_user_model().USERNAME_FIELD
    for word, people in zip(("missing", "surplus"), grants.network_drift(), strict=True):
        users = get_user_model()._default_manager.filter(pk__in=people).order_by("pk")
        lines += [f"network: {word}: {name}" for name in users.values_list(names, flat=True)]
    for extra in grants.network_extras():
        lines += [
            f"network: surplus: permission {row.permission.codename}" for row in extra.select_related("permission")
        ]
    for rows in grants.foreign_grants():
        lines += [f"grant of no membership: {row}" for row in rows.select_related("permission", "content_object")]
    return lines


@transaction.atomic
def repair() -> None:
    """Make everything what the memberships say."""
    for organisation in grants.organisations_with_members_or_groups():
        grants.derive(organisation)
    grants.set_network()
    for rows in (*grants.network_extras(), *grants.foreign_grants()):
        rows.delete()
