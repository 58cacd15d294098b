"""What the admin's lists cost with many pages, organisations and grants, beside what they cost a superuser.

10,000 cases below 500 organisations. A superuser's rights need no look-up, so the superuser's time is the reference:
the same list, asked in turn in the same run.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page, Site

from benchmarks.measuring import paired
from citysynergy.discovery import outbox
from citysynergy.models import (
    CasePage,
    InitiativePage,
    InitiativePartner,
    Organisation,
    OrganisationIndexPage,
)
from citysynergy.organisations.actions import ensure_page
from citysynergy.permissions.actions import add_member
from citysynergy.permissions.grants import derive

DATABASES = ("sqlite", "postgresql")
ORGANISATIONS = 500
CASES_EACH = 20
# One organisation has enough cases for a full page of the list.
CASES_OF_THE_FIRST = 60
SHARED = 2_000
ROUNDS = 9


def measure() -> dict[str, Any]:
    """Milliseconds, ratios and database queries of the lists that people open all day."""
    index = _fill()
    first, second, *_others = list(Organisation.objects.filter(slug__startswith="gemeente-").order_by("slug"))
    people = {
        "superuser": get_user_model().objects.create_superuser("reference"),
        "author": _member("author", first),
        f"author with {SHARED:,} shared pages": _member("sharing", second),
    }
    _share(second)
    clients = {name: _client(user) for name, user in people.items()}
    home = reverse("wagtailadmin_explore", args=[first.page.pk])
    above = reverse("wagtailadmin_explore", args=[index.pk])
    return {
        "cases": CasePage.objects.count(),
        "organisations": Organisation.objects.count(),
        "explorer, 50 cases": _compare(clients, home, ["superuser", "author"]),
        "explorer, shared pages": _compare(clients, above, ["superuser", f"author with {SHARED:,} shared pages"]),
        "search": _compare(clients, reverse("wagtailadmin_pages:search") + "?q=zaak", list(clients)),
        "chooser": _compare(clients, reverse("wagtailadmin_choose_page_search") + "?q=zaak", list(clients)),
    }


def _compare(clients: dict[str, Client], address: str, names: list[str]) -> dict[str, Any]:
    def visit(name: str) -> Callable[[], None]:
        def work() -> None:
            assert clients[name].get(address).status_code == 200, (name, address)

        return work

    times = paired({name: visit(name) for name in names}, ROUNDS)
    found = {}
    for name in names:
        with CaptureQueriesContext(connection) as queries:
            visit(name)()
        found[name] = {
            "milliseconds": round(times[name], 1),
            "ratio to the superuser": round(times[name] / times["superuser"], 2),
            "database queries": len(queries),
        }
    return found


def _client(user: Any) -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def _member(name: str, organisation: Organisation) -> Any:
    user = get_user_model().objects.create_user(name)
    add_member(user, organisation, "author")
    return user


@transaction.atomic
def _fill() -> Any:
    """Organisations by the plugin's own actions, cases straight into their tables: this measures reading."""
    call_command("citysynergy_load_reference", verbosity=0)
    home = Site.objects.get(is_default_site=True).root_page.specific
    index = OrganisationIndexPage.objects.first() or home.add_child(
        instance=OrganisationIndexPage(title="Organisaties", slug="organisaties")
    )
    with outbox.paused():
        for number in range(ORGANISATIONS):
            organisation = Organisation.objects.create(
                slug=f"gemeente-{number:03}", name={"nl": f"Gemeente {number}"}, kind="municipality", may_write=True
            )
            page: Any = ensure_page(organisation)
            _cases(page, CASES_OF_THE_FIRST if number == 0 else CASES_EACH)
    call_command("update_index", verbosity=0, stdout=None)
    return index


def _cases(parent: Page, count: int) -> None:
    kind = ContentType.objects.get_for_model(InitiativePage)
    pages = Page.objects.bulk_create(
        Page(
            title=f"Zaak {number} van {parent.title}",
            draft_title=f"Zaak {number} van {parent.title}",
            slug=f"zaak-{number}",
            content_type=kind,
            path=Page._get_path(parent.path, parent.depth + 1, number),
            depth=parent.depth + 1,
            url_path=f"{parent.url_path}zaak-{number}/",
            live=bool(number % 4),
            locale_id=parent.locale_id,
        )
        for number in range(1, count + 1)
    )
    for page in pages:
        CasePage(page_ptr=page, summary="", language="nl").save_base(raw=True)
        InitiativePage(casepage_ptr_id=page.pk, status="ongoing").save_base(raw=True)
    Page.objects.filter(pk=parent.pk).update(numchild=count)


def _share(organisation: Organisation) -> None:
    others = InitiativePage.objects.exclude(path__startswith=organisation.page.path).order_by("-path")[:SHARED]
    rows = [InitiativePartner(page_id=page.pk, organisation=organisation, accepted=True) for page in others]
    InitiativePartner.objects.bulk_create(rows)
    derive(organisation)
