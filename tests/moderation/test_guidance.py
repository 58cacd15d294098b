"""The first criteria and remarks, and the moderators' own lists in the admin."""

import datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from citysynergy.models import Absence, Criterion, Remark, Route
from citysynergy.moderation.admin import ModerationGroup
from citysynergy.moderation.loading import load_guidance
from citysynergy.moderation.subjects import PageType
from citysynergy.values.choices import holds
from tests.moderation.conftest import signed_in

pytestmark = pytest.mark.django_db
MODELS = [admin.model for admin in ModerationGroup.items]


def address(model: Any, action: str, *arguments: Any) -> str:
    return reverse(f"citysynergy_{model._meta.model_name}_modeladmin_{action}", args=arguments)


class TestFirstOnes:
    def test_at_least_five_points_for_each_type_of_page_and_eight_remarks(self, people):
        assert load_guidance() == {"criteria": Criterion.objects.count(), "remarks": Remark.objects.count()}
        general = Criterion.objects.filter(page_types="").count()
        for kind in PageType.values:
            own = Criterion.objects.filter(page_types__contains=holds(kind)).count()
            assert 5 <= general + own <= 10, kind
            assert own > 0, kind
        assert Remark.objects.count() >= 8

    def test_in_dutch_and_in_english(self, people):
        load_guidance()
        texts = [point.text for point in Criterion.objects.all()]
        texts += [text for remark in Remark.objects.all() for text in (remark.title, remark.text)]
        assert all(text["nl"] and text["en"] and text["nl"] != text["en"] for text in texts)

    def test_are_the_moderators_own_from_then_on(self, people):
        load_guidance()
        Criterion.objects.first().delete()
        changed = Criterion.objects.last()
        changed.text = {"nl": "Van ons"}
        changed.save()
        before = list(Criterion.objects.values())
        assert load_guidance() == {"criteria": 0, "remarks": 0}
        assert list(Criterion.objects.values()) == before

    def test_come_with_the_reference_data(self, db, capsys):
        call_command("citysynergy_load_reference")
        assert Criterion.objects.exists()
        assert "criteria" in capsys.readouterr().out


class TestAdmin:
    @pytest.fixture
    def records(self, people: Any) -> dict[Any, Any]:
        load_guidance()
        route = Route.objects.create(name="Azië")
        route.moderators.set([people.moderator])
        today = timezone.localdate()
        absence = Absence.objects.create(
            moderator=people.moderator, stand_in=people.second_moderator, first_day=today, last_day=today
        )
        return {Criterion: Criterion.objects.first(), Remark: Remark.objects.first(), Route: route, Absence: absence}

    @pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
    def test_moderators_keep_their_lists(self, people, records, model):
        client = signed_in(people.moderator)
        for url in (address(model, "index"), address(model, "create"), address(model, "edit", records[model].pk)):
            assert client.get(url).status_code == 200

    @pytest.mark.parametrize("name", ["author", "manager", "analyst"])
    def test_nobody_else_does(self, people, records, name):
        client = signed_in(getattr(people, name))
        for model in MODELS:
            for url in (address(model, "index"), address(model, "edit", records[model].pk)):
                assert client.get(url).status_code in (302, 403)
                assert client.post(url, {}).status_code in (302, 403)

    def test_a_route_is_given_to_moderators_alone(self, world, people):
        client = signed_in(people.moderator)
        form = client.get(address(Route, "create")).context["form"]
        assert {user.username for user in form.fields["moderators"].queryset} == {"moderator", "second-moderator"}
        data = {
            "name": "Water",
            "order": "1",
            "is_active": "on",
            "themes": [world.water.pk],
            "regions": [world.asia.pk],
        }
        refused = client.post(address(Route, "create"), data | {"moderators": [people.author.pk]})
        assert "moderators" in refused.context["form"].errors
        client.post(
            address(Route, "create"), data | {"moderators": [people.moderator.pk], "page_types": ["initiative"]}
        )
        route = Route.objects.get()
        assert (list(route.themes.all()), list(route.regions.all())) == ([world.water], [world.asia])
        assert route.page_types == ["initiative"]

    def test_an_absence_ends_after_it_began_names_another_and_overlaps_none(self, people, records):
        client = signed_in(people.moderator)
        today = timezone.localdate()

        def refused(first: int, last: int, stand_in: Any) -> set[str]:
            days = [today + datetime.timedelta(days=number) for number in (first, last)]
            data = {
                "moderator": people.moderator.pk,
                "stand_in": stand_in.pk,
                "first_day": days[0],
                "last_day": days[1],
            }
            response = client.post(address(Absence, "create"), data)
            return set(response.context["form"].errors) if response.status_code == 200 else set()

        assert refused(5, 4, people.second_moderator) == {"last_day"}
        assert refused(4, 5, people.moderator) == {"stand_in"}
        assert refused(4, 5, people.author) == {"stand_in"}
        assert refused(-1, 1, people.second_moderator) == {"first_day"}
        assert refused(4, 5, people.second_moderator) == set()
        assert Absence.objects.count() == 2
