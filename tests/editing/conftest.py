"""An author in the editor: the forms of Wagtail's admin, filled in as a browser would."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests import factories


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """The msgids are English; what tests read outside a request is too."""
    with translation.override("en"):
        yield


@pytest.fixture
def editor(client: Client, world: Any) -> Client:
    """A superuser's browser in English; who may write where is tested elsewhere."""
    user = factories.make_user("editor", language="en", is_superuser=True, is_staff=True)
    client.force_login(user)
    return client


def fields_of(html: str) -> dict[str, Any]:
    """What a browser would send back unchanged: every named control of the page's form."""
    form = BeautifulSoup(html, "html.parser").find("form", id="page-edit-form")
    assert form is not None, "The page has no editor."
    data: dict[str, Any] = {}
    for control in form.find_all(["input", "textarea", "select"]):
        name = control.get("name")
        if not name or control.find_parent("template"):
            continue
        if control.name == "select":
            values = [option.get("value", "") for option in control.find_all("option", selected=True)]
            data[name] = values if control.has_attr("multiple") else (values or [""])[0]
        elif control.name == "textarea":
            data[name] = control.text.removeprefix("\n")
        elif control.get("type") in ("checkbox", "radio"):
            if control.has_attr("checked"):
                data.setdefault(name, []).append(control.get("value", "on"))
        elif control.get("type") != "submit":
            data[name] = control.get("value", "")
    return data


def row(relation: str, number: int, **values: Any) -> dict[str, Any]:
    """The posted values of one row of a relation; the total is set by ``rows``."""
    base = {"id": "", "ORDER": str(number + 1), "DELETE": ""}
    return {f"{relation}-{number}-{name}": value for name, value in (base | values).items()}


def rows(relation: str, *items: dict[str, Any]) -> dict[str, Any]:
    """The posted values of new rows of a relation."""
    data: dict[str, Any] = {f"{relation}-TOTAL_FORMS": str(len(items))}
    for number, item in enumerate(items):
        data |= row(relation, number, **item)
    return data


def latest(page: Any) -> Any:
    """The draft as it was saved last."""
    return type(page).objects.get(pk=page.pk).get_latest_revision_as_object()


@pytest.fixture
def create(editor: Client) -> Callable[..., Any]:
    """Open the form of a new page below an organisation, change values, press a button."""

    def press(organisation: Any, model: str, button: str = "", **values: Any) -> Any:
        address = reverse("wagtailadmin_pages:add", args=("citysynergy", model, organisation.page.pk))
        opened = editor.get(address)
        assert opened.status_code == 200, opened
        data = fields_of(opened.content.decode()) | values
        if button:
            data[f"action-{button}"] = "1"
        return editor.post(address, data)

    return press


@pytest.fixture
def edit(editor: Client) -> Callable[..., Any]:
    """Open the form of a page, change values, press a button."""

    def press(page: Any, button: str = "", **values: Any) -> Any:
        address = reverse("wagtailadmin_pages:edit", args=(page.pk,))
        data = fields_of(editor.get(address).content.decode()) | values
        if button:
            data[f"action-{button}"] = "1"
        return editor.post(address, data)

    return press
