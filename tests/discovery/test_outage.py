"""Without its index the site still lists, and publishing never fails; afterwards nothing is lost."""

import resource
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from citysynergy.conf import DEFAULTS
from citysynergy.discovery import CaseResults, outbox
from citysynergy.discovery.maintenance import compare
from citysynergy.discovery.tasks import RETRY, drain_outbox
from citysynergy.models import Area, InitiativeLesson, Ressort, Succession
from tests import factories
from tests.discovery.engines import ENGINES, lose_index
from tests.discovery.sick import SICK

Find = Callable[..., CaseResults]
Outage = Callable[[], AbstractContextManager[None]]

# What a busy machine may add to a limit of time.
TOLERANCE = 2.0

with_each_engine = pytest.mark.parametrize("index", ENGINES, indirect=True)


@pytest.fixture
def cases(world: SimpleNamespace) -> SimpleNamespace:
    """A little of everything."""
    delfzijl, eemsdelta = factories.make_organisation("delfzijl"), factories.make_organisation("eemsdelta")
    Succession.objects.create(predecessor=delfzijl, successor=eemsdelta)
    Ressort.objects.create(mission=world.jakarta_embassy, country=world.indonesia)
    world.jakarta.area = Area.objects.create(country=world.indonesia, code="ID-JK", name={"nl": "Jakarta"})
    world.jakarta.save()
    broad = factories.make_theme("environment", "Milieu", "Environment")
    world.water.parent = broad
    world.water.save()
    factories.make_initiative(
        world.rotterdam, "Eén", themes=[world.water], countries=[world.indonesia], cities=[world.jakarta],
        rows={"lessons": [InitiativeLesson(kind="failed", text={"nl": "Te laat"})]},
    )  # fmt: skip
    factories.make_initiative(
        world.utrecht, "Twee", themes=[world.mobility], countries=[world.sweden], cities=[world.umea],
        status="completed", start="2015", end="2018-06", english="",
    )  # fmt: skip
    factories.make_opportunity(
        world.jakarta_embassy, "Drie", city=world.semarang, kind="challenge", visibility="public"
    )
    factories.make_opportunity(world.jakarta_embassy, "Vier", city=world.semarang, visibility="network")
    factories.make_partnership(world.utrecht, "Vijf", members=[world.utrecht, delfzijl], since="2010")
    factories.make_partnership(world.utrecht, "Zes", members=[world.utrecht, world.leon])
    factories.make_expertise(world.rotterdam, "Zeven", themes=[world.heritage])
    factories.make_initiative(world.utrecht, "Acht", countries=[world.sweden], english="")
    factories.make_initiative(world.utrecht, "Negen", english="")
    return world


QUERIES: list[dict[str, Any]] = [
    {},
    *({"type": name} for name in ("initiative", "opportunity", "challenge", "expertise", "partnership")),
    {"status": "completed"},
    {"status": ["ongoing", "active"]},
    {"theme": "water-and-sanitation"},
    {"theme": "environment"},
    {"not_theme": "environment"},
    {"theme": "culture-and-heritage"},
    {"region": "142"},
    {"region": "150"},
    {"country": "ID"},
    {"country": ["SE", "NI"]},
    {"area": "ID-JK"},
    {"off_map": "any"},
    {"off_map": ["SE", "nowhere"]},
    {"city": "semarang"},
    {"municipality": "utrecht"},
    {"municipality": "eemsdelta"},
    {"municipality": "eemsdelta", "role": "lead"},
    {"mission": "embassy-jakarta"},
    {"ressort": "embassy-jakarta"},
    {"form": "advice"},
    {"lessons": "failed"},
    {"character": "abroad"},
    {"kind": "challenge"},
    {"experience": "can-advise"},
    {"size_class": "over-250k"},
    {"working_language": "en"},
    {"language": "en"},
    {"year_from": "2016", "year_to": "2017"},
    {"year_to": "2012"},
    {"bbox": "100,-10,120,0"},
    {"type": "initiative", "country": "ID", "not_status": "planned"},
    {"page_size": "2", "page": "2"},
]


@with_each_engine
@pytest.mark.parametrize("signed_in", [False, True])
def test_the_database_lists_what_the_index_would(
    cases: SimpleNamespace, rebuilt: Any, find: Find, outage: Outage, signed_in: bool
) -> None:
    rebuilt()
    viewer = factories.make_user("root", is_superuser=True) if signed_in else None
    expected = [find(viewer, **params) for params in QUERIES]
    with outage():
        without = [find(viewer, **params) for params in QUERIES]
    for params, before, listed in zip(QUERIES, expected, without, strict=True):
        assert listed.degraded
        assert not before.degraded
        assert (listed.total, [hit.title for hit in listed.hits]) == (
            before.total,
            [hit.title for hit in before.hits],
        ), params
        assert [dict(hit.data) for hit in listed.hits] == [dict(hit.data) for hit in before.hits]
        assert [hit.url for hit in listed.hits] == [hit.url for hit in before.hits]
        assert listed.facets == {}
        assert listed.clusters == []


@with_each_engine
def test_publishing_works_without_an_index_and_nothing_is_lost(
    world: SimpleNamespace, published: Any, find: Find, outage: Outage
) -> None:
    with outage():
        published(factories.make_initiative, world.rotterdam)
        assert outbox.waiting() > 0
        assert find().degraded
        assert find().total == 1
    assert outbox.drain() == 1
    assert not find().degraded
    assert find().total == 1
    assert outbox.waiting() == 0


def test_a_busy_index_leaves_the_change_to_the_next_sender(
    world: SimpleNamespace, published: Any, find: Find, index: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CITYSYNERGY = {**settings.CITYSYNERGY, "INDEX_INLINE_SECONDS": 0.02}
    # The worker is as late as the publisher.
    monkeypatch.setattr(outbox, "WORKER_SECONDS", 0.02)
    with index.folder.lock("writer", 0):
        published(factories.make_initiative, world.rotterdam)
    assert outbox.waiting() > 0
    assert find().total == 0
    published(factories.make_initiative, world.utrecht)
    assert outbox.waiting() == 0
    assert find().total == 2


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[], AbstractContextManager[None]]]:
    """A disk of its own for the index, and how to fill it for a while. Who may not mount one may not let files grow."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", tmp_path], capture_output=True, check=False
    )

    @contextmanager
    def full() -> Iterator[None]:
        filler, (soft, hard) = tmp_path / "filler", resource.getrlimit(resource.RLIMIT_FSIZE)
        with ExitStack() as mending:
            if mounted.returncode == 0:
                mending.callback(filler.unlink)
                with filler.open("wb", buffering=0) as file, suppress(OSError):
                    while file.write(bytes(4096)):
                        pass
            else:
                mending.callback(resource.setrlimit, resource.RLIMIT_FSIZE, (soft, hard))
                resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
            yield

    yield full
    if mounted.returncode == 0:
        # The engine's reader still holds its files.
        subprocess.run(["umount", "--lazy", tmp_path], check=True)


def test_on_a_full_disk_publishing_works_and_the_index_catches_up_when_there_is_room(
    small_disk: Outage,
    world: SimpleNamespace,
    index: Any,
    published: Any,
    find: Find,
    django_capture_on_commit_callbacks: Any,
) -> None:
    published(factories.make_initiative, world.rotterdam, "Eerste")
    name = index.state()["index"]
    with django_capture_on_commit_callbacks() as at_commit:
        factories.make_initiative(world.utrecht, "Tweede")
    with small_disk():
        for work in at_commit:
            work()
        assert outbox.waiting() > 0
        assert [hit.title for hit in find().hits] == ["Eerste"]
        assert not find().degraded
        # The worker does not take more room for building it anew.
        assert drain_outbox.call() == 0
        assert index.state()["index"] == name
    assert drain_outbox.call() == 1
    assert sorted(hit.title for hit in find().hits) == ["Eerste", "Tweede"]
    assert outbox.waiting() == 0
    assert compare().is_equal
    assert index.state()["index"] == name


@with_each_engine
def test_a_late_row_never_brings_back_what_was_deleted(
    world: SimpleNamespace, published: Any, find: Find, index: Any
) -> None:
    page = published(factories.make_initiative, world.rotterdam)
    key = page.translation_key
    published(page.delete)
    published(outbox.record, [key])
    assert find().total == 0
    assert compare().is_equal


@with_each_engine
def test_a_change_during_a_rebuild_is_not_lost(
    world: SimpleNamespace, published: Any, find: Find, index: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from citysynergy.discovery import maintenance

    first = published(factories.make_initiative, world.rotterdam, "Eerste")
    original = maintenance.Builder.everything

    def while_something_is_published(builder: Any) -> Any:
        documents = list(original(builder))
        published(factories.make_initiative, world.rotterdam, "Tweede")
        published(first.unpublish)
        yield from documents

    monkeypatch.setattr(maintenance.Builder, "everything", while_something_is_published)
    maintenance.rebuild()
    monkeypatch.undo()
    assert [hit.title for hit in find().hits] == ["Tweede"]
    assert compare().is_equal


@with_each_engine
def test_a_case_that_cannot_be_read_keeps_no_other_waiting(
    world: SimpleNamespace, published: Any, find: Find, index: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = factories.make_initiative(world.rotterdam, "Kapot")
    original = outbox.Builder.of_cases

    def of_cases(builder: Any, versions: Any) -> Any:
        if broken.translation_key in versions:
            raise ValueError("a row nobody foresaw")
        return original(builder, versions)

    monkeypatch.setattr(outbox.Builder, "of_cases", of_cases)
    published(factories.make_initiative, world.utrecht, "Heel")
    assert [hit.title for hit in find().hits] == ["Heel"]
    assert outbox.waiting() > 0
    monkeypatch.undo()
    assert outbox.drain() == 1
    assert find().total == 2


@with_each_engine
def test_the_worker_builds_a_missing_index_by_itself(
    world: SimpleNamespace, published: Any, find: Find, index: Any
) -> None:
    lose_index(index)
    published(factories.make_initiative, world.rotterdam)
    assert find().degraded
    drain_outbox.call()
    assert not find().degraded
    assert find().total == 1
    assert outbox.waiting() == 0


@pytest.mark.parametrize("index", ["elasticsearch"], indirect=True)
def test_the_worker_comes_back_to_a_server_that_was_down(
    world: SimpleNamespace,
    published: Any,
    find: Find,
    outage: Outage,
    settings: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    cache.clear()
    with outage():
        for _ in range(3):
            published(factories.make_initiative, world.rotterdam)
        with django_capture_on_commit_callbacks(execute=True):
            assert [drain_outbox.call() for _ in range(3)] == [0, 0, 0]
    # What is to run at once has no moment, which the table writes as one at the end of time.
    later = DBTaskResult.objects.filter(run_after__range=(timezone.now() + RETRY / 2, timezone.now() + RETRY * 2))
    assert later.count() == 1, "the tasks that found it down all come back"
    assert drain_outbox.call() == 3
    assert find().total == 3


@pytest.mark.parametrize("index", ["elasticsearch"], indirect=True)
@pytest.mark.parametrize("sickness", SICK)
def test_a_sick_server_keeps_nobody_waiting_and_loses_nothing(
    world: SimpleNamespace,
    index: Any,
    published: Any,
    find: Find,
    client: Client,
    settings: Any,
    sickness: str,
    django_capture_on_commit_callbacks: Any,
) -> None:
    published(factories.make_initiative, world.rotterdam, "Eerste")
    healthy, limit = settings.CITYSYNERGY, DEFAULTS["INDEX_INLINE_SECONDS"]
    with SICK[sickness]() as address:
        sick = {"ELASTICSEARCH_URL": address, "ELASTICSEARCH_SECONDS": 0.3, "INDEX_INLINE_SECONDS": limit}
        settings.CITYSYNERGY = {**healthy, **sick}
        with django_capture_on_commit_callbacks() as at_commit:
            factories.make_initiative(world.utrecht, "Tweede")
        took = [timed(work) for work in at_commit]
        assert max(took) < limit + TOLERANCE
        assert outbox.waiting() > 0
        # Each asks once: the public page, and an operator.
        listed = client.get("/nl/search/")
        assert listed.status_code == 200
        assert "Zoeken op woorden lukt nu niet." in listed.content.decode()
        assert [hit.title for hit in find().hits] == ["Tweede", "Eerste"]
        ready: list[Any] = []
        assert timed(lambda: ready.append(client.get("/health/ready"))) < 0.3 + TOLERANCE
        assert ready[0].status_code == 503
        parts = ready[0].json()["parts"]
        assert (parts["index"]["status"], parts["outbox"]["status"]) == ("error", "ok")
        assert parts["outbox"]["waiting"] > 0
    settings.CITYSYNERGY = healthy
    # The next publication takes along what waited.
    published(factories.make_initiative, world.rotterdam, "Derde")
    assert outbox.waiting() == 0
    assert sorted(hit.title for hit in find().hits) == ["Derde", "Eerste", "Tweede"]
    assert compare().is_equal
    assert client.get("/health/ready").status_code == 200


def timed(work: Callable[[], Any]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


@with_each_engine
def test_a_change_of_many_cases_is_sent_completely(
    world: SimpleNamespace, published: Any, find: Find, index: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "INLINE_CASES", 2)
    for number in range(5):
        published(factories.make_initiative, world.rotterdam, f"Zaak {number}")
    world.rotterdam.name = {"nl": "Roffa"}
    published(world.rotterdam.save)
    assert find(q="roffa").total == 5
    assert outbox.waiting() == 0
