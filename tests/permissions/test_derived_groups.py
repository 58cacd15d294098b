"""Groups that follow from memberships stay out of the forms in which people keep groups by hand."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import PageViewRestriction

from citysynergy.models import OrganisationGroup
from citysynergy.permissions.drift import find_drift
from citysynergy.permissions.groups import MODERATORS, NETWORK
from tests.permissions.conftest import fresh
from tests.permissions.test_admin import signed_in

pytestmark = pytest.mark.django_db


def offered(response: Any, name: str) -> set[str]:
    """The values of a form's boxes, or of its list."""
    html = BeautifulSoup(response.content, "html.parser")
    return {
        tag["value"] for tag in html.select(f'input[name="{name}"], select[name="{name}"] option') if tag.get("value")
    }


@pytest.fixture
def derived(people: Any) -> set[str]:
    groups = Group.objects.filter(citysynergy_organisation_group__isnull=False) | Group.objects.filter(name=NETWORK)
    return {str(pk) for pk in groups.values_list("pk", flat=True)}


def test_the_list_of_groups_and_its_form_know_the_free_ones(people, derived):
    client = signed_in(people.superuser)
    html = client.get(reverse("wagtailusers_groups:index") + "?q=City").content.decode()
    assert MODERATORS in html
    assert "rotterdam | author" not in html
    assert NETWORK not in html
    for pk in derived:
        for view in ("edit", "delete"):
            address = reverse(f"wagtailusers_groups:{view}", args=[pk])
            # What is not found is looked for below the language as well.
            assert client.get(address, follow=True).status_code == 404
            assert client.post(address, {"name": "Anders"}, follow=True).status_code == 404
    free = Group.objects.get(name=MODERATORS)
    assert client.get(reverse("wagtailusers_groups:edit", args=[free.pk])).status_code == 200
    assert Group.objects.filter(pk__in=derived).count() == len(derived)


def test_the_form_of_a_user_keeps_the_groups_that_it_does_not_show(people, derived):
    client, author = signed_in(people.superuser), people.author
    address = reverse("wagtailusers_users:edit", args=[author.pk])
    assert offered(client.get(address), "groups") & derived == set()
    held = set(author.groups.values_list("pk", flat=True))
    moderators = Group.objects.get(name=MODERATORS)
    values = {
        "username": author.username,
        "email": author.email,
        "first_name": "Anna",
        "last_name": "Jansen",
        "is_active": "on",
        "groups": [str(moderators.pk)],
    }
    assert client.post(address, values).status_code == 302
    assert set(author.groups.values_list("pk", flat=True)) == held | {moderators.pk}
    assert client.post(address, values | {"groups": [derived.copy().pop()]}).status_code == 200
    assert client.post(address, values | {"groups": []}).status_code == 302
    assert set(author.groups.values_list("pk", flat=True)) == held
    assert find_drift() == []


def test_a_new_user_gets_free_groups_only(people, derived):
    client = signed_in(people.superuser)
    assert offered(client.get(reverse("wagtailusers_users:add")), "groups") & derived == set()


def test_several_users_at_once_get_free_groups_only(people, derived):
    client = signed_in(people.superuser)
    address = reverse("wagtail_bulk_action", args=["auth", "user", "assign_role"]) + f"?id={people.stranger.pk}"
    assert offered(client.get(address), "role") & derived == set()
    client.post(address, {"role": derived.copy().pop()})
    assert not fresh(people.stranger).groups.exists()
    free = Group.objects.get(name=MODERATORS)
    client.post(address, {"role": free.pk})
    assert list(fresh(people.stranger).groups.all()) == [free]


def test_privacy_is_given_to_no_group_of_an_organisation(people, live):
    client = signed_in(people.superuser)
    of_roles = {str(pk) for pk in OrganisationGroup.objects.values_list("group_id", flat=True)}
    network = Group.objects.get(name=NETWORK)
    for page in (live, live.get_parent(), live.get_parent().get_parent()):
        address = reverse("wagtailadmin_pages:set_privacy", args=[page.pk])
        html = client.get(address).json()["html"]
        boxes = {tag["value"] for tag in BeautifulSoup(html, "html.parser").select('input[name="groups"]')}
        assert str(network.pk) in boxes
        assert boxes & of_roles == set()
    address = reverse("wagtailadmin_pages:set_privacy", args=[live.pk])
    client.post(address, {"restriction_type": "groups", "groups": [of_roles.pop()]})
    assert not PageViewRestriction.objects.filter(page=live).exists()
    client.post(address, {"restriction_type": "groups", "groups": [str(network.pk)]})
    assert PageViewRestriction.objects.get(page=live).groups.get() == network
