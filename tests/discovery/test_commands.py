"""The two commands: what they do, say, and answer to the shell."""

from io import StringIO
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from citysynergy.discovery.builder import Builder
from citysynergy.discovery.engines.base import Deletion
from tests import factories


def run(*args: str) -> str:
    out = StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


def test_rebuild_can_be_run_twice(world: SimpleNamespace, index: Any) -> None:
    factories.make_initiative(world.rotterdam)
    for _ in range(2):
        assert "1" in run("citysynergy_rebuild_index")
        assert index.state()["documents"] == 1


def test_rebuild_says_that_another_one_is_busy(world: SimpleNamespace, index: Any) -> None:
    with index.folder.lock("rebuild", 0), pytest.raises(CommandError, match="rebuild lock"):
        run("citysynergy_rebuild_index")


def test_check_tells_what_differs_and_repair_mends_it(world: SimpleNamespace, index: Any) -> None:
    gone, stale = (factories.make_initiative(world.rotterdam, title) for title in ("Weg", "Oud"))
    run("citysynergy_rebuild_index")
    assert "2" in run("citysynergy_check_index")
    [document] = Builder().of_pages([gone.pk]).values()
    extra = str(uuid4())
    index.apply(
        [Deletion(str(gone.translation_key), 10**9), type(document)(**{**vars(document), "id": extra})], timeout=1
    )
    type(stale).objects.filter(pk=stale.pk).update(summary="Anders")
    out = StringIO()
    with pytest.raises(CommandError, match="--repair"):
        call_command("citysynergy_check_index", stdout=out)
    for case in (gone.translation_key, extra, stale.translation_key):
        assert str(case) in out.getvalue()
    run("citysynergy_check_index", "--repair")
    assert index.state()["documents"] == 2
    run("citysynergy_check_index")


def test_a_missing_index_is_a_clear_error(world: SimpleNamespace, index: Any, tmp_path: Any) -> None:
    import shutil

    shutil.rmtree(tmp_path / "index")
    with pytest.raises(CommandError, match="citysynergy_rebuild_index"):
        run("citysynergy_check_index")


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
