"""What is for the network alone is nowhere for the public: not in lists, counts, map, highlights or the API."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from citysynergy.discovery import CaseQuery, CaseResults, search, visibility
from citysynergy.discovery.catalogue import CATALOGUE
from citysynergy.discovery.visibility import Restriction
from citysynergy.models import ExpertiseQuestion, InitiativeLesson
from citysynergy.permissions.groups import NETWORK, network_group
from tests import factories
from tests.discovery.engines import ENGINES

# What is hidden is hidden with every engine.
pytestmark = pytest.mark.parametrize("index", ENGINES, indirect=True)

Find = Callable[..., CaseResults]
SECRET = "kwetsbaarheid"


@pytest.fixture
def actor(db: Any) -> Any:
    user = factories.make_user("actor")
    user.groups.add(network_group())
    return user


@pytest.fixture
def outsider(db: Any) -> Any:
    """An account without any role reads what a stranger reads."""
    user = factories.make_user("outsider")
    user.groups.add(Group.objects.create(name="Newsletter"))
    return user


@pytest.fixture
def hidden(world: SimpleNamespace) -> Any:
    """An opportunity for the network in Semarang, and a public initiative in Jakarta beside it."""
    factories.make_initiative(world.rotterdam, countries=[world.indonesia], cities=[world.jakarta])
    return factories.make_opportunity(
        world.jakarta_embassy, f"Grote {SECRET}", city=world.semarang, themes=[world.heritage], english="Great weakness"
    )


def everything(results: CaseResults) -> str:
    """All that a visitor is sent, as text."""
    return repr((results.hits, results.facets, results.clusters, results.total))


def test_a_page_for_the_network_is_nowhere_for_others(
    hidden: Any, rebuilt: Any, find: Find, actor: Any, outsider: Any, client: Client
) -> None:
    rebuilt()
    seen = find(actor, zoom=10)
    assert seen.total == 2
    assert SECRET in everything(seen)
    assert {mark.count for mark in seen.clusters} == {1}
    assert len(seen.clusters) == 2
    for viewer in (None, outsider):
        results = find(viewer, zoom=10)
        assert results.total == 1
        assert len(results.clusters) == 1
        text = everything(results)
        for trace in (
            SECRET,
            "semarang",
            "Semarang",
            "culture-and-heritage",
            "embassy-jakarta",
            str(hidden.translation_key),
        ):
            assert trace not in text
        for params in ({"q": SECRET}, {"city": "semarang"}, {"mission": "embassy-jakarta"}, {"type": "opportunity"}):
            assert find(viewer, **params).total == 0
        # The count of a facet leaves its own choice aside, but never who is looking.
        counted = {value.value: value.count for value in find(viewer, theme="culture-and-heritage").facets["theme"]}
        assert counted == {"culture-and-heritage": 0}
    body = client.get("/api/v1/cases", {"q": SECRET, "lang": "nl"}).content.decode()
    assert '"total":0' in body
    assert client.get(f"/api/v1/cases/{hidden.translation_key}").status_code == 404
    client.force_login(actor)
    assert client.get("/api/v1/cases", {"q": SECRET}).json()["total"] == 1
    assert client.get(f"/api/v1/cases/{hidden.translation_key}").status_code == 200


def test_without_its_restriction_a_page_for_the_network_is_hidden_all_the_same(
    hidden: Any, rebuilt: Any, find: Find, actor: Any
) -> None:
    PageViewRestriction.objects.all().delete()
    rebuilt()
    assert find(type="opportunity").total == 0
    assert find(actor, type="opportunity").total == 1


def test_a_page_opened_to_everyone_is_found_at_once(hidden: Any, published: Any, rebuilt: Any, find: Find) -> None:
    rebuilt()
    hidden.visibility = "public"
    published(hidden.save_revision().publish)
    published(PageViewRestriction.objects.filter(page=hidden).delete)
    assert find(q=SECRET).total == 1


def test_network_only_rows_of_a_public_page_are_searched_by_the_network_alone(
    world: SimpleNamespace, rebuilt: Any, find: Find, actor: Any, client: Client
) -> None:
    factories.make_initiative(
        world.rotterdam,
        rows={
            "lessons": [
                InitiativeLesson(kind="worked", text={"nl": "Vroeg beginnen"}),
                InitiativeLesson(kind="failed", text={"nl": f"Een {SECRET} bleef"}, audience="network"),
            ]
        },
    )
    page = factories.make_expertise(world.utrecht, themes=[world.water])
    page.seeks = [ExpertiseQuestion(theme=world.mobility, text={"nl": SECRET}, audience="network")]
    page.conditions, page.conditions_audience = f"<p>Alleen bij {SECRET}</p>", "network"
    page.save_revision().publish()
    rebuilt()
    assert find(q=SECRET).total == 0
    assert find(lessons="failed").total == 0
    assert find(theme="mobility-and-transport").total == 0
    assert {value.value for value in find().facets["lessons"]} == {"worked"}
    assert SECRET not in everything(find(q="vroeg"))
    assert client.get("/api/v1/cases", {"q": SECRET}).json()["total"] == 0
    found = find(actor, q=SECRET)
    assert found.total == 2
    assert all(f"<mark>{SECRET}</mark>" in hit.highlights["network"][0] for hit in found.hits)
    assert find(actor, lessons="failed").total == find(actor, theme="mobility-and-transport").total == 1
    assert {value.value: value.count for value in find(actor).facets["lessons"]} == {"worked": 1, "failed": 1}
    for key in (hit.id for hit in found.hits):
        assert SECRET not in client.get(f"/api/v1/cases/{key}").content.decode()


def test_leaving_the_network_closes_it_without_touching_the_index(
    hidden: Any, rebuilt: Any, find: Find, actor: Any
) -> None:
    rebuilt()
    assert find(actor).total == 2
    actor.groups.remove(Group.objects.get(name=NETWORK))
    again = type(actor).objects.get(pk=actor.pk)
    assert find(again).total == 1
    again.is_active = False
    assert search(CaseQuery(), viewer=again).total == 1


def test_two_restrictions_must_both_be_met(world: SimpleNamespace, rebuilt: Any, find: Find, actor: Any) -> None:
    page = factories.make_initiative(world.rotterdam)
    inner, outer = Group.objects.create(name="Inner"), Group.objects.create(name="Outer")
    for restricted, group in ((page, inner), (world.rotterdam.page, outer)):
        row = PageViewRestriction.objects.create(page=restricted, restriction_type=PageViewRestriction.GROUPS)
        row.groups.add(group)
    rebuilt()
    seen = {}
    for groups in ((), (inner,), (outer,), (inner, outer)):
        user = factories.make_user(f"user-{len(seen)}")
        user.groups.set(groups)
        seen[groups] = find(user).total
    assert list(seen.values()) == [0, 0, 0, 1]


def test_a_page_behind_a_password_is_never_indexed(world: SimpleNamespace, rebuilt: Any, index: Any) -> None:
    page = factories.make_initiative(world.rotterdam)
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.PASSWORD, password="geheim")
    rebuilt()
    assert index.state()["documents"] == 0


# SQLite takes an expression of a thousand parts.
MANY = 1_200


@pytest.fixture
def many_restricted(world: SimpleNamespace) -> list[Page]:
    """As many pages for the network as a busy register has, beside each other."""
    parent = world.index
    group = network_group()
    pages = Page.objects.bulk_create(
        Page(
            title=f"Besloten {number}",
            slug=f"besloten-{number}",
            content_type=ContentType.objects.get_for_model(Page),
            path=Page._get_path(parent.path, parent.depth + 1, 5_000 + number),
            depth=parent.depth + 1,
            url_path=f"{parent.url_path}besloten-{number}/",
            locale_id=parent.locale_id,
        )
        for number in range(MANY)
    )
    restrictions = PageViewRestriction.objects.bulk_create(
        PageViewRestriction(page=page, restriction_type=PageViewRestriction.GROUPS) for page in pages
    )
    through = PageViewRestriction.groups.through
    through._default_manager.bulk_create(
        through(pageviewrestriction_id=restriction.pk, group_id=group.pk) for restriction in restrictions
    )
    CATALOGUE.forget()
    return list(pages)


def test_what_others_may_not_see_costs_a_publication_nothing(
    hidden: Any, many_restricted: list[Page], published: Any, rebuilt: Any, find: Find, actor: Any, monkeypatch: Any
) -> None:
    rebuilt()
    read: list[Restriction] = []
    restrictions = visibility._restrictions

    def counted(paths: Any) -> Any:
        found = list(restrictions(paths))
        read.extend(found)
        return iter(found)

    monkeypatch.setattr(visibility, "_restrictions", counted)
    published(lambda: hidden.save_revision().publish())
    assert {restriction.path for restriction in read} == {hidden.path}
    assert find(actor).total == 2
    assert find(None).total == 1


def test_the_classes_that_exist_are_read_once_for_many_searches(
    hidden: Any, many_restricted: list[Page], rebuilt: Any, find: Find, actor: Any, django_assert_max_num_queries: Any
) -> None:
    rebuilt()
    find(actor)
    with django_assert_max_num_queries(6):
        assert find(actor).total == 2


def test_without_the_index_many_restricted_pages_are_left_out_as_well(
    hidden: Any, many_restricted: list[Page], rebuilt: Any, find: Find, outage: Any, actor: Any, outsider: Any
) -> None:
    rebuilt()
    with outage():
        assert find(None).total == find(outsider).total == 1
        assert find(actor).total == 2


def test_a_group_that_gets_access_sees_the_page_at_once(
    hidden: Any, published: Any, rebuilt: Any, find: Find, outsider: Any
) -> None:
    rebuilt()
    assert find(outsider).total == 1
    [restriction] = hidden.get_view_restrictions()
    published(lambda: restriction.groups.add(outsider.groups.get()))
    assert find(outsider).total == 2
