"""Who may do what with an initiative of Rotterdam, of which Utrecht is a partner: the table and how it is asked."""

from typing import Any

from wagtail.models import Page
from wagtail.permissions import policy_registry

from citysynergy.values.guarded_pages import may_change_content
from tests.permissions.conftest import fresh

# The questions, and how Wagtail's tester is asked.
ASK = {
    "add below": lambda page, user: page.get_parent().permissions_for_user(user).can_add_subpage(),
    "open": lambda page, user: page.permissions_for_user(user).can_edit(),
    "write": may_change_content,
    "submit": lambda page, user: page.permissions_for_user(user).can_submit_for_moderation(),
    "publish": lambda page, user: page.permissions_for_user(user).can_publish(),
    "unpublish": lambda page, user: page.permissions_for_user(user).can_unpublish(),
    "delete": lambda page, user: page.permissions_for_user(user).can_delete(),
    "move": lambda page, user: page.permissions_for_user(user).can_move(),
    "copy": lambda page, user: page.permissions_for_user(user).can_copy(),
    "privacy": lambda page, user: page.permissions_for_user(user).can_set_view_restrictions(),
    "lock": lambda page, user: page.permissions_for_user(user).can_lock(),
    "history": lambda page, user: page.permissions_for_user(user).can_view_revisions(),
}

NOTHING: set[str] = set()
WRITER = {"add below", "open", "write", "submit", "copy", "history"}
DRAFT = {
    "stranger": NOTHING,
    "other": NOTHING,
    "author": WRITER | {"delete", "move"},
    "approver": WRITER | {"delete", "move"},
    "manager": WRITER | {"delete", "move"},
    "partner": {"open", "write", "submit", "history"},
    "asked_partner": NOTHING,
    "mission": NOTHING,
    "moderator": {"open", "history", "lock"},
    "analyst": NOTHING,
    "steward": NOTHING,
    "superuser": set(ASK) - {"unpublish"},
}
LIVE = {
    **DRAFT,
    "author": WRITER,
    "approver": WRITER | {"unpublish"},
    "manager": WRITER | {"unpublish"},
    "moderator": DRAFT["moderator"] | {"unpublish"},
    "superuser": set(ASK),
}


def allowed(page: Any, user: Any) -> set[str]:
    return {name for name, ask in ASK.items() if ask(page, user)}


def table(page: Any, people: Any) -> dict[str, set[str]]:
    return {name: allowed(page, fresh(getattr(people, name))) for name in DRAFT}


def check_writing(user: Any, pages: list[Any]) -> None:
    """Policy and tester say the same about writing these pages."""
    policy = policy_registry.get_by_type(Page)
    listed = set(policy.instances_user_has_permission_for(user, "change").values_list("pk", flat=True))
    for page in pages:
        may = may_change_content(page, user)
        assert (page.pk in listed) == may, page
        assert policy.user_has_permission_for_instance(user, "change", page) == may, page
        assert policy.users_with_permission_for_instance("change", page).filter(pk=user.pk).exists() == may, page
    if listed:
        assert policy.user_has_permission(user, "change")


def check_listing(user: Any, pages: list[Any]) -> None:
    """What may be opened is listed; what else is listed lies on the way to it."""
    policy = policy_registry.get_by_type(Page)
    listed = set(policy.explorable_instances(user).values_list("pk", flat=True))
    on_the_way = {
        above.pk
        for page in pages
        if page.permissions_for_user(user).can_edit() or page.permissions_for_user(user).can_add_subpage()
        for above in page.get_ancestors(inclusive=True)
    }
    for page in pages:
        tester = page.permissions_for_user(user)
        if tester.can_edit():
            assert page.pk in listed, page
        elif page.pk in listed:
            assert page.pk in on_the_way or tester.can_add_subpage(), page
