"""Which moderators a page is given to."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.utils import timezone

from citysynergy.models import Absence, ModerationTaskState, Region, Route, Theme, ThemeScheme
from citysynergy.moderation.routing import Rule, Subject, first_fit, people_for, replaced, route_for
from citysynergy.permissions.groups import MODERATORS
from tests import factories
from tests.moderation.steps import actions, submit


class TestWhatFits:
    """The rules alone, without a database."""

    PAGE = Subject("initiative", frozenset({1, 2}), frozenset({10, 11}))

    @pytest.mark.parametrize(
        ("rule", "fits"),
        [
            (Rule(1), True),
            (Rule(1, page_types=frozenset({"initiative", "expertise"})), True),
            (Rule(1, page_types=frozenset({"expertise"})), False),
            (Rule(1, themes=frozenset({2, 3})), True),
            (Rule(1, themes=frozenset({3})), False),
            (Rule(1, regions=frozenset({11})), True),
            (Rule(1, regions=frozenset({12})), False),
            (Rule(1, frozenset({"initiative"}), frozenset({1}), frozenset({12})), False),
            (Rule(1, frozenset({"initiative"}), frozenset({1}), frozenset({10})), True),
        ],
    )
    def test_every_part_has_to_and_one_of_each_is_enough(self, rule, fits):
        assert rule.fits(self.PAGE) is fits

    def test_a_page_of_no_region_takes_no_route_of_a_region(self):
        assert not Rule(1, regions=frozenset({10})).fits(Subject("expertise", frozenset({1})))

    def test_the_first_that_fits_is_taken(self):
        rules = [Rule(1, themes=frozenset({9})), Rule(2, themes=frozenset({1})), Rule(3)]
        assert first_fit(rules, self.PAGE) == 2
        assert first_fit(rules, Subject("initiative")) == 3
        assert first_fit(rules[:2], Subject("initiative")) is None


class TestStandIns:
    @pytest.mark.parametrize(
        ("people", "away", "left"),
        [
            ({1, 2}, {}, {1, 2}),
            ({1, 2}, {1: 3}, {2, 3}),
            ({1}, {1: 2, 2: 3}, {3}),
            ({1, 2}, {1: 2}, {2}),
            ({1}, {1: 2, 2: 1}, set()),
            ({1, 4}, {1: 2, 2: 3, 3: 2}, {4}),
            ({1}, {1: 1}, set()),
        ],
    )
    def test_chains_are_followed_and_circles_end(self, people, away, left):
        assert replaced(people, away) == left


@pytest.fixture
def three(people: Any) -> Any:
    """A third moderator, and one who is none any more."""
    for name in ("third", "former"):
        user = factories.make_user(name)
        user.groups.add(Group.objects.get(name=MODERATORS))
        setattr(people, name, user)
    people.former.groups.clear()
    return people


def make_route(name: str, *moderators: Any, **where: Any) -> Route:
    themes, regions = where.pop("themes", []), where.pop("regions", [])
    route = Route.objects.create(name=name, **where)
    route.moderators.set(moderators)
    route.themes.set(themes)
    route.regions.set(regions)
    return route


def away(who: Any, stand_in: Any, first: int = 0, last: int = 0) -> None:
    today = timezone.localdate()
    days = [today + datetime.timedelta(days=number) for number in (first, last)]
    Absence.objects.create(moderator=who, stand_in=stand_in, first_day=days[0], last_day=days[1])


@pytest.mark.django_db
class TestRouteFor:
    def test_none_without_routes(self, people, draft):
        assert route_for(draft) is None

    def test_the_lowest_number_that_fits_and_is_in_use(self, world, people, draft):
        make_route("Later", order=2)
        make_route("Uit gebruik", order=0, is_active=False)
        make_route("Andere soort", order=0, page_types=["opportunity"])
        first = make_route("Eerste", order=1)
        assert route_for(draft) == first

    def test_a_theme_is_found_by_a_broader_one_a_mapped_one_and_one_it_was_merged_into(self, world, people):
        scheme = ThemeScheme.objects.create(slug="ander", name={"nl": "Ander"})
        broad = Theme.objects.create(slug="breed", name={"nl": "Breed"}, scheme=scheme)
        narrow = Theme.objects.create(slug="smal", name={"nl": "Smal"}, scheme=scheme, parent=broad)
        narrow.maps_to.add(world.mobility)
        page = factories.make_initiative(world.rotterdam, live=False, themes=[narrow], countries=[world.indonesia])
        for theme in (narrow, broad, world.mobility):
            route = make_route(f"Via {theme.slug}", themes=[theme])
            assert route_for(page) == route, theme
            route.delete()
        make_route("Erfgoed", themes=[world.heritage])
        assert route_for(page) is None
        gone = Theme.objects.create(slug="weg", name={"nl": "Weg"}, scheme=scheme, merged_into=world.mobility)
        assert route_for(page) is None
        assert make_route("Samengevoegd", themes=[gone]) == route_for(page)

    def test_a_region_is_found_at_every_level_above_the_countries(self, world, people, draft):
        for region in (world.south_east, world.asia):
            route = make_route(str(region), regions=[region])
            assert route_for(draft) == route
            route.delete()
        make_route("Europa", regions=[world.europe])
        assert route_for(draft) is None

    def test_the_latest_draft_counts_not_what_is_live(self, world, people):
        page = factories.make_initiative(world.rotterdam, themes=[world.water], countries=[world.indonesia])
        europe = make_route("Europa", regions=[world.europe])
        assert route_for(page) is None
        page.countries = [world.sweden]
        page.save_revision()
        assert route_for(type(page).objects.get(pk=page.pk)) == europe

    def test_every_type_of_page_says_where_it_is(self, world, people):
        asia = make_route("Azië", regions=[world.asia])
        pages = {
            "opportunity": factories.make_opportunity(world.jakarta_embassy, live=False, city=world.jakarta),
            "partnership": factories.make_partnership(world.rotterdam, live=False, members=[world.jakarta]),
            "organisation": world.jakarta_embassy.page,
        }
        profile = factories.make_expertise(world.rotterdam, live=False, themes=[world.water])
        assert {name for name, page in pages.items() if route_for(page) == asia} == set(pages)
        assert route_for(profile) is None
        profile.regions = [Region.objects.get(pk=world.south_east.pk)]
        profile.save_revision()
        assert route_for(type(profile).objects.get(pk=profile.pk)) == asia

    def test_the_themes_of_what_an_expert_offers_count(self, world, people):
        water = make_route("Water", themes=[world.water])
        profile = factories.make_expertise(world.rotterdam, live=False, themes=[world.water])
        profile.themes = [world.mobility]
        profile.save_revision()
        assert route_for(type(profile).objects.get(pk=profile.pk)) == water


@pytest.mark.django_db
class TestPeopleFor:
    def names(self, page: Any) -> set[str]:
        return {user.username for user in people_for(page)}

    def test_all_moderators_without_a_route(self, three, draft):
        assert self.names(draft) == {"moderator", "second-moderator", "third"}

    def test_the_moderators_of_the_route_who_still_are(self, three, draft):
        make_route("Alles", three.moderator, three.former)
        assert self.names(draft) == {"moderator"}

    def test_a_stand_in_from_the_first_to_the_last_day(self, three, draft):
        make_route("Alles", three.moderator)
        away(three.moderator, three.second_moderator, first=-9, last=-1)
        away(three.moderator, three.second_moderator, first=1, last=9)
        assert self.names(draft) == {"moderator"}
        away(three.moderator, three.third)
        assert self.names(draft) == {"third"}

    def test_a_stand_in_who_is_away_too_is_replaced(self, three, draft):
        make_route("Alles", three.moderator)
        away(three.moderator, three.second_moderator)
        away(three.second_moderator, three.third)
        assert self.names(draft) == {"third"}

    def test_everyone_where_nobody_is_left(self, three, draft):
        make_route("Alles", three.moderator)
        away(three.moderator, three.former)
        assert self.names(draft) == {"moderator", "second-moderator", "third"}

    def test_never_who_wrote_it(self, world, three, draft):
        make_route("Alles", three.moderator, three.third)
        page = type(draft).objects.get(pk=draft.pk)
        page.save_revision(user=three.moderator)
        assert self.names(type(draft).objects.get(pk=draft.pk)) == {"third"}

    def test_an_inactive_moderator_gets_nothing(self, three, draft):
        three.third.is_active = False
        three.third.save()
        make_route("Alles", three.third)
        assert self.names(draft) == {"moderator", "second-moderator"}


@pytest.mark.django_db
class TestSubmission:
    @pytest.fixture(autouse=True)
    def _at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from django.db import transaction

        monkeypatch.setattr(transaction, "on_commit", lambda send, **kwargs: send())

    def test_keeps_the_route_and_tells_its_people_though_anyone_may_judge(self, world, three, draft):
        route = make_route("Water", three.third, themes=[world.water])
        page = submit(draft, three.author)
        state = ModerationTaskState.objects.get(status="in_progress")
        assert state.route == route
        assert {message.to[0] for message in mail.outbox} == {"third@example.org"}
        assert actions(page, three.moderator) == {"approve", "reject"}
        route.delete()
        state.refresh_from_db()
        assert state.route is None
