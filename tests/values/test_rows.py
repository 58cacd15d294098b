"""Rows of a page stand in the order in which they were given, whatever the database does with them."""

from types import SimpleNamespace

import pytest
from django.apps import apps
from wagtail.models import Orderable

from citysynergy.models import PartnershipMember
from citysynergy.values.rows import Row
from tests import factories

pytestmark = pytest.mark.django_db


def test_rows_without_an_order_stay_where_they_are_when_one_is_changed(world: SimpleNamespace) -> None:
    members = [world.leon, world.rotterdam, world.utrecht]
    page = factories.make_partnership(world.utrecht, members=members)
    first = PartnershipMember.objects.filter(page=page).earliest("pk")
    first.city = world.jakarta
    first.save()
    rows = PartnershipMember.objects.filter(page=page).select_related("organisation", "city")
    assert [row.organisation or row.city for row in rows] == [world.jakarta, *members[1:]]


def test_rows_stand_in_the_order_of_the_editor(world: SimpleNamespace) -> None:
    page = factories.make_partnership(world.utrecht, members=[world.utrecht, world.leon])
    utrecht, leon = page.members.all()
    utrecht.sort_order, leon.sort_order = 2, 1
    page.members = [utrecht, leon]
    page.save_revision().publish()
    assert [row.city for row in PartnershipMember.objects.filter(page=page)] == [world.leon, None]
    assert [row.city for row in page.members.all()] == [world.leon, None]


def test_every_table_of_rows_keeps_its_order() -> None:
    tables = [model for model in apps.get_app_config("citysynergy").get_models() if issubclass(model, Orderable)]
    assert len(tables) > 10
    for model in tables:
        assert issubclass(model, Row)
        assert list(model._meta.ordering) == list(Row.Meta.ordering)
