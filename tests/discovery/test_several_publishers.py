"""Several people publish at once, each in a transaction of their own that is really committed."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.db import connection, transaction
from wagtail.models import Page

from citysynergy.discovery import outbox
from citysynergy.discovery.catalogue import CATALOGUE
from citysynergy.discovery.maintenance import compare, rebuild
from citysynergy.models import CasePage, InitiativePage, OrganisationPage
from tests import factories
from tests.discovery.engines import ENGINES, settings_of

PUBLISHERS = 3


@pytest.fixture
def db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Takes the place of pytest's: no transaction around the test. What the test adds is taken out again."""
    with django_db_blocker.unblock():
        models: list[Any] = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
        kept = {model: list(model._base_manager.values_list("pk", flat=True)) for model in models}
        children = dict(Page.objects.values_list("pk", "numchild"))
        yield
        with transaction.atomic():
            for model, pks in kept.items():
                rows = model._base_manager.exclude(pk__in=pks)
                rows._raw_delete(rows.db)
            for pk, count in children.items():
                Page.objects.filter(pk=pk).update(numchild=count)
        CATALOGUE.forget()
        connection.close()


@pytest.fixture(params=ENGINES)
def index(request: pytest.FixtureRequest, db: None, settings: Any, tmp_path: Any) -> Iterator[Any]:
    with ENGINES[request.param](tmp_path) as engine:
        settings.CITYSYNERGY = {**django_settings.CITYSYNERGY, **settings_of(engine)}
        CATALOGUE.forget()
        engine.rebuild([])
        yield engine


def at_once(*work: Callable[[], None]) -> None:
    """Do several things, each in a thread with a connection of its own, and insist that each ended well."""
    failed: list[BaseException] = []
    ready = threading.Barrier(len(work))

    def run(one: Callable[[], None]) -> None:
        try:
            ready.wait(60)
            one()
        except BaseException as error:  # told below, in the thread of the test
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_what_several_publish_at_once_is_all_there_and_nothing_else(index: Any) -> None:
    factories.organisations_index()
    organisations = [factories.make_organisation(f"gemeente-{number}") for number in range(PUBLISHERS)]
    shared = factories.make_initiative(organisations[0], "Samen")

    def publisher(organisation: Any) -> Callable[[], None]:
        def work() -> None:
            _kept, ended = (factories.make_initiative(organisation, f"{organisation.slug} {number}") for number in "12")
            ended.unpublish()
            ended.delete()
            # Everyone changes this one.
            page = InitiativePage.objects.get(pk=shared.pk)
            page.title = f"Samen met {organisation.slug}"
            page.save_revision().publish()
            organisation.name = {"nl": f"Stad van {organisation.slug}"}
            organisation.save()

        return work

    at_once(*map(publisher, organisations), lambda: rebuild() and None)
    # Who found the index busy left it to the worker.
    outbox.drain()
    assert outbox.waiting() == 0
    assert compare().is_equal
    expected = {str(key) for key in CasePage.objects.filter(live=True).values_list("translation_key", flat=True)}
    assert {entry.id for entry in index.entries()} == expected
    assert len(expected) == PUBLISHERS + 1
    assert OrganisationPage.objects.count() == PUBLISHERS


def test_of_a_page_taken_offline_and_published_at_once_the_last_word_holds(index: Any) -> None:
    factories.organisations_index()
    organisation = factories.make_organisation("gemeente")
    pages = [factories.make_initiative(organisation, f"Zaak {number}") for number in range(2)]

    def publish_again() -> None:
        for page in pages:
            InitiativePage.objects.get(pk=page.pk).save_revision().publish()

    def take_offline() -> None:
        for page in pages:
            InitiativePage.objects.get(pk=page.pk).unpublish()

    at_once(publish_again, take_offline, lambda: outbox.drain() and None)
    outbox.drain()
    live = {str(key) for key in CasePage.objects.filter(live=True).values_list("translation_key", flat=True)}
    assert {entry.id for entry in index.entries()} == live
    assert compare().is_equal
