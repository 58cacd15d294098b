"""Uses Wagtail's editor as a browser does: opens a page, fills in, presses a button."""

import json
from typing import Any

from bs4 import BeautifulSoup, SoupStrainer
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import querydict_from_html

EDITOR = "page-edit-form"
THE_FORM = SoupStrainer("form", id=EDITOR)


def address(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def filled_in(client: Client, page: Any, **changes: Any) -> dict[str, Any]:
    """What the browser would send: the form as it came, with these changes."""
    response = client.get(address(page))
    assert response.status_code == 200, response.status_code
    form = BeautifulSoup(response.content, "html.parser", parse_only=THE_FORM, multi_valued_attributes=None)
    # A browser sends no field that is closed.
    for closed in form.select("[disabled]"):
        closed.decompose()
    # Without what stands around them, which is most of the page: they are read once more.
    controls = "".join(map(str, form.find_all(["input", "select", "textarea"])))
    data = querydict_from_html(f'<form id="{EDITOR}">{controls}</form>', form_id=EDITOR)
    for name, value in changes.items():
        data[name] = value
    return {name: data.getlist(name) for name in data}


def press(client: Client, page: Any, button: str = "", **changes: Any) -> Any:
    """Open the editor, change fields and press a button: "submit", "publish", "cancel-workflow" or, with none, save."""
    data = filled_in(client, page, **changes)
    if button:
        data[f"action-{button}"] = ["1"]
    return client.post(address(page), data)


def decide(client: Client, page: Any, action: str, comment: str = "") -> Any:
    """Press "approve" or "request changes" in the editor, as a moderator does, with all of the form around it."""
    data = filled_in(client, page)
    data |= {
        "action-workflow-action": ["true"],
        "workflow-action-name": [action],
        "workflow-action-extra-data": [json.dumps({"comment": comment})],
    }
    return client.post(address(page), data)


def reloaded(page: Any) -> Any:
    return type(page).objects.get(pk=page.pk)


def draft_of(page: Any) -> Any:
    """The latest draft as it is stored."""
    return reloaded(page).get_latest_revision_as_object()
