"""The admin's page about the search index: who sees it, what it tells, and what its buttons do."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import ModelLogEntry

from citysynergy.discovery import maintenance, outbox, runs
from citysynergy.discovery.engines.base import Deletion
from citysynergy.discovery.models import LOST, IndexRun
from citysynergy.discovery.tasks import carry_out, drain_outbox
from citysynergy.permissions.groups import ANALYSTS, MODERATORS, NETWORK, STEWARDS
from tests import factories
from tests.discovery.engines import ENGINES, lose_index

Outage = Callable[[], AbstractContextManager[None]]
Kind, Problem = IndexRun.Kind, IndexRun.Problem

with_each_engine = pytest.mark.parametrize("index", ENGINES, indirect=True)
PAGE, RUN = "/admin/citysynergy/search-index/", "/admin/citysynergy/search-index/run/"


def signed_in(name: str, *groups: str, language: str = "en", **given: Any) -> Client:
    from django.contrib.auth.models import Permission

    user = factories.make_user(name, language=language, **given)
    for group in groups:
        user.groups.add(Group.objects.get_or_create(name=group)[0])
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def steward(world: SimpleNamespace, index: Any) -> Client:
    return signed_in("steward", STEWARDS)


@pytest.fixture
def press(steward: Client, django_capture_on_commit_callbacks: Any) -> Callable[..., str]:
    """Press a button, let the worker do what was asked, and return what the next page says."""

    def press(kind: str, client: Client = steward) -> str:
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(RUN, {"kind": kind})
        assert response.status_code == 302
        return " ".join(str(message) for message in get_messages(response.wsgi_request))

    return press


def shown(client: Client) -> str:
    response = client.get(PAGE)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return " ".join(response.content.decode().split())


# Who


def test_stewards_and_superusers_find_it_in_the_menu(world: SimpleNamespace, index: Any) -> None:
    assert reverse("citysynergy_admin:search_index") == PAGE
    for client in (signed_in("steward", STEWARDS), signed_in("root", is_superuser=True)):
        assert PAGE in client.get(reverse("wagtailadmin_home")).content.decode()
        assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize("group", [MODERATORS, ANALYSTS, NETWORK])
def test_nobody_else_sees_or_starts_anything(world: SimpleNamespace, index: Any, group: str) -> None:
    client = signed_in("someone", group)
    assert PAGE not in client.get(reverse("wagtailadmin_home")).content.decode()
    assert client.get(PAGE).status_code in (302, 403)
    assert client.post(RUN, {"kind": "rebuild"}).status_code in (302, 403)
    assert not IndexRun.objects.exists()


def test_a_stranger_is_sent_to_the_door(world: SimpleNamespace, index: Any, client: Client) -> None:
    for response in (client.get(PAGE), client.post(RUN, {"kind": "rebuild"})):
        assert response.status_code == 302
        assert PAGE not in response["Location"].split("?")[0]
    assert not IndexRun.objects.exists()


def test_a_link_starts_nothing_and_a_forged_form_neither(steward: Client, world: SimpleNamespace) -> None:
    assert steward.get(RUN).status_code == 405
    assert steward.post(PAGE).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = steward.cookies
    assert strict.post(RUN, {"kind": "rebuild"}).status_code == 403
    assert not IndexRun.objects.exists()


# What it tells


@with_each_engine
def test_it_tells_how_the_index_is(steward: Client, index: Any, world: SimpleNamespace, published: Any) -> None:
    published(factories.make_initiative, world.rotterdam)
    html = shown(steward)
    assert index.state()["index"] in html
    assert "<dt>Cases in the index</dt><dd>1</dd>" in html
    assert "<dt>Changes that wait</dt><dd>0</dd>" in html
    assert "<dt>Answers</dt><dd>yes</dd>" in html
    factories.make_initiative(world.utrecht)
    html = shown(steward)
    assert "; the oldest for" in html


@with_each_engine
def test_without_an_engine_it_says_so_and_what_to_do(
    steward: Client, index: Any, outage: Outage, press: Any, published: Any, world: SimpleNamespace
) -> None:
    with outage():
        html = shown(steward)
        assert "<dt>Answers</dt><dd>no</dd>" in html
        advice = "Ask whoever runs Elasticsearch" if index.name == "elasticsearch" else "Choose “Rebuild” below"
        assert advice in html
        press("check")
        assert "Traceback" not in shown(steward)
        run = IndexRun.objects.get()
        assert run.problem == (Problem.DOWN if index.name == "elasticsearch" else Problem.MISSING)
        with override("en"):
            words = str(run.get_problem_display())
        assert words in shown(steward)
    press("check")
    assert "Nothing differs." in shown(steward)


@with_each_engine
def test_a_lost_index_is_told_and_rebuilt_from_the_page(
    steward: Client, index: Any, press: Any, world: SimpleNamespace
) -> None:
    factories.make_initiative(world.rotterdam)
    lose_index(index)
    assert "There is no index that can be used." in shown(steward)
    press("rebuild")
    html = shown(steward)
    assert "There is no index that can be used." not in html
    assert "Built. Cases: 1." in html
    assert index.state()["documents"] == 1


def test_it_speaks_dutch(world: SimpleNamespace, index: Any) -> None:
    client = signed_in("steward", STEWARDS, language="nl")
    html = shown(client)
    assert '<h2 id="index-state">Toestand van de index</h2>' in html
    assert ">Nu controleren</button>" in html


# What the buttons do


@with_each_engine
def test_a_check_tells_what_differs_and_mending_mends_it(
    steward: Client, index: Any, press: Any, world: SimpleNamespace, rebuilt: Any
) -> None:
    gone, stale = (factories.make_initiative(world.rotterdam, title) for title in ("Weg", "Oud"))
    rebuilt()
    index.apply([Deletion(str(gone.translation_key), 10**6)], timeout=30)
    type(stale).objects.filter(pk=stale.pk).update(summary="Anders")
    assert "being checked" in press("check")
    assert "Missing: 1. Too many: 0. Out of date: 1. Choose “Check and mend”." in shown(steward)
    press("repair")
    assert "Written anew: 2." in shown(steward)
    assert maintenance.compare().is_equal
    press("check")
    assert "Nothing differs." in shown(steward)
    assert steward.get(PAGE).context["last_check"].kind == Kind.CHECK


def test_who_asked_is_kept_and_logged(steward: Client, press: Any, world: SimpleNamespace) -> None:
    press("rebuild")
    run = IndexRun.objects.get()
    assert (run.asked_by.username, run.rebuilt, run.problem) == ("steward", True, "")
    entry = ModelLogEntry.objects.get(action=runs.ASKED)
    assert (entry.user.username, entry.data["kind"]) == ("steward", "rebuild")
    assert "<td>steward</td>" in shown(steward)
    run.asked_by.delete()
    assert IndexRun.objects.get().asked_by is None


def test_two_at_once_are_refused_kindly(steward: Client, press: Any, world: SimpleNamespace) -> None:
    with runs.going(Kind.REBUILD, total=40) as going:
        going.tell(7)
        html = shown(steward)
        assert "Rebuild: running since" in html
        assert "7 of 40 cases done." in html
        for kind in Kind.values:
            assert "is going on already" in press(kind)
        with override("en"), pytest.raises(CommandError, match="going on already"):
            call_command("citysynergy_rebuild_index", verbosity=0)
    assert IndexRun.objects.count() == 1
    assert "being rebuilt" in press("rebuild")


def test_the_database_itself_allows_one_open_run(world: SimpleNamespace) -> None:
    IndexRun.objects.create(kind=Kind.CHECK)
    with pytest.raises(IntegrityError), transaction.atomic():
        IndexRun.objects.create(kind=Kind.REBUILD)


def test_one_whose_process_is_gone_stands_in_nobodys_way(steward: Client, press: Any, world: SimpleNamespace) -> None:
    lost = IndexRun.objects.create(kind=Kind.REBUILD, started_at=timezone.now())
    IndexRun.objects.update(seen_at=timezone.now() - LOST - timedelta(seconds=1))
    assert "running since" not in shown(steward)
    assert "being checked" in press("check")
    lost.refresh_from_db()
    assert lost.problem == Problem.STOPPED
    # Its worker comes back too late: what was given up stays so.
    carry_out.call(lost.pk)
    lost.refresh_from_db()
    assert lost.problem == Problem.STOPPED


def test_one_that_waits_is_told_and_done_by_whoever_comes_first(
    steward: Client, world: SimpleNamespace, index: Any
) -> None:
    steward.post(RUN, {"kind": "rebuild"})
    assert "waiting for the worker since" in shown(steward)
    call_command("citysynergy_rebuild_index", verbosity=0)
    run = IndexRun.objects.get()
    assert run.ended_at is not None
    assert run.asked_by is not None
    carry_out.call(run.pk)
    assert IndexRun.objects.count() == 1


def test_nonsense_is_answered_kindly(press: Any, world: SimpleNamespace) -> None:
    assert "Use one of the buttons" in press("explode")
    assert not IndexRun.objects.exists()


def test_a_failure_is_kept_with_the_run(
    steward: Client, press: Any, world: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_builder: Any) -> Any:
        raise ValueError("a row nobody foresaw")

    monkeypatch.setattr(maintenance.Builder, "everything", broken)
    with pytest.raises(ValueError, match="nobody foresaw"):
        maintenance.rebuild()
    html = shown(steward)
    assert "Something went wrong." in html
    assert "a row nobody foresaw" in html


def test_the_worker_that_finds_a_rebuild_going_on_waits_for_it(
    world: SimpleNamespace, index: Any, published: Any
) -> None:
    lose_index(index)
    published(factories.make_initiative, world.rotterdam)
    with runs.going(Kind.REBUILD):
        assert drain_outbox.call() == 0
    assert outbox.waiting() > 0
    drain_outbox.call()
    assert outbox.waiting() == 0
    assert runs.last_rebuild() is not None
