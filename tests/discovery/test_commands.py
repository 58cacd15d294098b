"""The two commands: what they do, say, and answer to the shell."""

from dataclasses import replace
from io import StringIO
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from citysynergy.discovery import maintenance, outbox
from citysynergy.discovery.builder import Builder
from citysynergy.discovery.engines.base import Deletion
from citysynergy.discovery.models import IndexChange, IndexRun
from tests import factories
from tests.discovery.engines import ENGINES, closed_port, lose_index

with_each_engine = pytest.mark.parametrize("index", ENGINES, indirect=True)


def run(*args: str) -> str:
    out = StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


def fails(*args: str, code: int, match: str) -> str:
    """Run a command that ends with an exit code; return what it said before."""
    out = StringIO()
    with pytest.raises(CommandError, match=match) as failure:
        call_command(*args, stdout=out)
    assert failure.value.returncode == code
    return out.getvalue()


@with_each_engine
def test_rebuild_can_be_run_twice(world: SimpleNamespace, index: Any) -> None:
    factories.make_initiative(world.rotterdam)
    for _ in range(2):
        assert "1" in run("citysynergy_rebuild_index")
        assert index.state()["documents"] == 1


def test_rebuild_says_that_another_one_is_busy(world: SimpleNamespace, index: Any) -> None:
    with index.folder.lock("rebuild", 0), pytest.raises(CommandError, match="rebuild lock"):
        run("citysynergy_rebuild_index")
    assert IndexRun.objects.get().problem == IndexRun.Problem.BUSY


@with_each_engine
def test_check_tells_what_differs_and_repair_mends_it(world: SimpleNamespace, index: Any) -> None:
    gone, stale = (factories.make_initiative(world.rotterdam, title) for title in ("Weg", "Oud"))
    run("citysynergy_rebuild_index")
    assert "2" in run("citysynergy_check_index")
    before = index.state()["index"]
    [document] = Builder().of_pages([gone.pk]).values()
    extra = str(uuid4())
    # Versions below those of the outbox, as every writer of ours gives.
    last = IndexChange.objects.latest("pk").pk
    index.apply([Deletion(str(gone.translation_key), last), replace(document, id=extra, version=last)], timeout=30)
    type(stale).objects.filter(pk=stale.pk).update(summary="Anders")
    said = fails("citysynergy_check_index", code=1, match="--repair")
    for case in (gone.translation_key, extra, stale.translation_key):
        assert str(case) in said
    checked = IndexRun.objects.first()
    assert checked is not None
    assert (checked.missing, checked.extra, checked.outdated, checked.mended) == (1, 1, 1, 0)
    assert "3" in run("citysynergy_check_index", "--repair")
    assert index.state() == index.state() | {"documents": 2, "index": before}, "mending is no rebuilding"
    run("citysynergy_check_index")


@with_each_engine
def test_an_index_newer_than_the_database_is_mended_by_a_rebuild(world: SimpleNamespace, index: Any) -> None:
    page = factories.make_initiative(world.rotterdam)
    run("citysynergy_rebuild_index")
    # As after the database was restored from a backup: what is written with its numbers comes too late.
    index.apply([Deletion(str(page.translation_key), 10**9)], timeout=30)
    [document] = Builder().of_pages([page.pk]).values()
    index.apply([replace(document, version=10**9, payload={})], timeout=30)
    fails("citysynergy_check_index", code=1, match="--repair")
    run("citysynergy_check_index", "--repair")
    run("citysynergy_check_index")
    assert index.state()["documents"] == 1
    repaired = IndexRun.objects.filter(kind=IndexRun.Kind.REPAIR).get()
    assert repaired.rebuilt


@with_each_engine
def test_a_missing_index_is_a_clear_error_and_repair_builds_it(world: SimpleNamespace, index: Any) -> None:
    factories.make_initiative(world.rotterdam)
    lose_index(index)
    fails("citysynergy_check_index", code=2, match="citysynergy_rebuild_index")
    assert IndexRun.objects.get().problem == IndexRun.Problem.MISSING
    run("citysynergy_check_index", "--repair")
    assert index.state()["documents"] == 1


def test_an_engine_that_is_down_can_not_be_checked_and_is_not_rebuilt(
    world: SimpleNamespace, index: Any, settings: Any
) -> None:
    settings.CITYSYNERGY = {
        **settings.CITYSYNERGY,
        "SEARCH_ENGINE": "elasticsearch",
        "ELASTICSEARCH_URL": closed_port(),
    }
    for arguments in ((), ("--repair",)):
        fails("citysynergy_check_index", *arguments, code=2, match="could not|kon niet")
    assert set(IndexRun.objects.values_list("problem", "rebuilt")) == {(IndexRun.Problem.DOWN, False)}


@with_each_engine
def test_what_is_published_during_a_check_is_no_fault(
    world: SimpleNamespace, index: Any, published: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed, ended = (published(factories.make_initiative, world.rotterdam, title) for title in ("Een", "Twee"))
    read = maintenance.Builder.everything

    def meanwhile(builder: Builder, *args: Any) -> Any:
        documents = list(read(builder, *args))
        published(factories.make_initiative, world.utrecht, "Nieuw")
        published(ended.unpublish)
        changed.title = "Anders"
        published(changed.save_revision().publish)
        yield from documents

    monkeypatch.setattr(maintenance.Builder, "everything", meanwhile)
    assert maintenance.compare() == maintenance.Comparison(checked=2)


@with_each_engine
def test_what_waits_to_be_sent_is_no_fault(world: SimpleNamespace, index: Any, published: Any) -> None:
    changed, ended = (published(factories.make_initiative, world.rotterdam, title) for title in ("Een", "Twee"))
    # Committed, and not sent yet: the engine was busy.
    factories.make_initiative(world.utrecht, "Nieuw")
    ended.unpublish()
    changed.title = "Anders"
    changed.save_revision().publish()
    assert maintenance.compare() == maintenance.Comparison(checked=2)
    assert outbox.drain() == 3
    assert maintenance.compare() == maintenance.Comparison(checked=2)


@with_each_engine
def test_a_check_reads_portions_and_finds_each_fault_in_any_of_them(
    world: SimpleNamespace, index: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maintenance, "PORTION", 2)
    monkeypatch.setattr(maintenance, "LOCKED_PORTION", 1)
    pages = [factories.make_initiative(world.rotterdam, f"Zaak {number}") for number in range(5)]
    run("citysynergy_rebuild_index")
    asked: list[int] = []
    held = type(index).held
    monkeypatch.setattr(type(index), "held", lambda engine, cases: (asked.append(len(cases)), held(engine, cases))[1])
    documents = list(Builder().of_pages([page.pk for page in pages]).values())
    strangers = [replace(document, id=str(uuid4()), version=1) for document in documents[:3]]
    last = IndexChange.objects.latest("pk").pk
    index.apply([*strangers, *(Deletion(document.id, last) for document in documents[3:])], timeout=30)
    found = maintenance.compare()
    assert found.extra == {document.id for document in strangers}
    assert found.missing == {document.id for document in documents[3:]}
    assert max(asked) == 2


def test_a_rebuild_reads_many_cases_with_few_queries(
    world: SimpleNamespace, index: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        factories.make_initiative(world.rotterdam, f"Zaak {number}", cities=[world.jakarta], themes=[world.water])
    with django_assert_max_num_queries(60):
        assert len(list(Builder().everything())) == 12


def test_a_search_page_asks_the_database_little(
    world: SimpleNamespace, index: Any, find: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        factories.make_initiative(world.rotterdam, f"Zaak {number}", cities=[world.jakarta], themes=[world.water])
    run("citysynergy_rebuild_index")
    with django_assert_max_num_queries(12):
        find(theme="water-and-sanitation")
    # Names are kept for a minute.
    with django_assert_max_num_queries(0):
        find(theme="water-and-sanitation")
