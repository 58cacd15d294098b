"""The admin's menu: each actor finds what they may use; an address that is hidden is refused, or shows nothing."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import RequestFactory
from django.urls import reverse
from wagtail.admin.menu import admin_menu, help_menu, reports_menu

from citysynergy.permissions.actions import add_member
from citysynergy.permissions.groups import STEWARDS
from tests import factories
from tests.moderation.conftest import signed_in

pytestmark = pytest.mark.django_db

WRITING = ["our-pages", "new-initiative", "new-opportunity", "new-partnership", "new-expertise", "shared-pages"]
# Rooms beside these may add items of their own.
WAGTAILS = {"explorer", "reports", "help", "images", "documents", "settings", "citysynergy-reference-data", *WRITING}


def names(user: Any, menu: Any = admin_menu) -> list[str]:
    request = RequestFactory().get("/admin/")
    request.user = type(user).objects.get(pk=user.pk)
    return [item.name for item in sorted(menu.menu_items_for_request(request), key=lambda item: item.order)]


def main(user: Any) -> list[str]:
    return [name for name in names(user) if name in WAGTAILS]


def test_an_author_writes_in_one_click_and_sees_no_tree(people: SimpleNamespace) -> None:
    for user in (people.author, people.manager):
        assert main(user) == [*WRITING, "images", "documents"]


def test_a_mission_writes_opportunities(world: SimpleNamespace) -> None:
    user = factories.make_user("mission")
    add_member(user, world.jakarta_embassy, "author")
    assert main(user) == ["our-pages", "new-opportunity", "shared-pages", "images", "documents"]


def test_moderators_keep_the_tree_and_the_reports_that_tell_them_something(people: SimpleNamespace) -> None:
    assert [name for name in main(people.moderator) if name in {"explorer", "reports", "help", *WRITING}] == [
        "explorer",
        "reports",
        "help",
    ]
    assert {"locked-pages", "site-history", "aging-pages"} <= set(names(people.moderator, reports_menu))
    assert not {"workflows", "workflow-tasks", "page-types-usage"} & set(names(people.moderator, reports_menu))
    assert names(people.moderator, help_menu) == ["keyboard-shortcuts-trigger"]


def test_analysts_and_stewards_have_what_is_theirs(people: SimpleNamespace) -> None:
    assert set(main(people.analyst)) <= {"reports"}
    steward = factories.make_user("steward")
    steward.groups.add(Group.objects.get(name=STEWARDS))
    assert set(main(steward)) - {"reports"} == {"citysynergy-reference-data"}


def test_a_superuser_has_it_all_but_writes_for_nobody(people: SimpleNamespace) -> None:
    assert {"explorer", "reports", "help", "images", "documents"} <= set(main(people.superuser))
    assert not set(WRITING) & set(main(people.superuser))


def test_our_pages_leads_to_the_one_organisation_and_to_a_choice_of_several(
    world: SimpleNamespace, people: SimpleNamespace
) -> None:
    def address(user: Any) -> str:
        request = RequestFactory().get("/admin/")
        request.user = type(user).objects.get(pk=user.pk)
        item = next(item for item in admin_menu.menu_items_for_request(request) if item.name == "our-pages")
        return str(item.render_component(request).url)

    assert address(people.author) == reverse("wagtailadmin_explore", args=[world.rotterdam.page.pk])
    add_member(people.author, world.utrecht, "author")
    assert address(people.author) == reverse("wagtailadmin_explore_root")


@pytest.mark.parametrize("report", ["locked_pages", "workflow", "workflow_tasks", "site_history", "aging_pages"])
def test_a_report_that_is_hidden_shows_nothing_of_others(
    world: SimpleNamespace, people: SimpleNamespace, report: str
) -> None:
    page = factories.make_initiative(world.utrecht, "Van een ander", owner=people.other)
    page.save_revision(user=people.other, log_action=True).publish(
        user=people.other, log_action=True, skip_permission_checks=True
    )
    response = signed_in(people.author).get(reverse(f"wagtailadmin_reports:{report}"))
    assert response.status_code == 302 or "Van een ander" not in response.content.decode()
