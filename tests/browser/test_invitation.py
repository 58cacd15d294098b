"""An invitation from start to end: a manager invites, a new person makes an account, accepts and writes."""

import email
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DemoSite

pytestmark = pytest.mark.browser

MEMBERS = "/admin/citysynergy/members/"
PASSWORD = "een-lang-genoeg-wachtwoord"


def link_in_mail(folder: Path, address: str) -> str:
    """The link in the mail to this address, as the demonstration wrote it to its folder."""
    for path in sorted(folder.iterdir(), key=lambda item: item.stat().st_mtime, reverse=True):
        for raw in re.split(rb"(?m)^-{79}\n", path.read_bytes()):
            message = email.message_from_bytes(raw)
            if message["To"] == address:
                payload = message.get_payload(decode=True)
                assert isinstance(payload, bytes)
                found = re.search(r"https?://\S+/invitations/\S+", payload.decode())
                assert found
                return urlsplit(found[0]).path
    pytest.fail(f"No mail to {address}")


def test_someone_new_is_invited_and_writes_for_rotterdam(
    as_user: Callable[..., Page], demo_site: DemoSite, base_url: str
) -> None:
    address = f"nieuw-{secrets.token_hex(4)}@rotterdam.example"

    manager = as_user("rotterdam-manager")
    manager.goto(MEMBERS)
    manager.locator("input[name=email]").fill(address)
    manager.locator("input[name=role][value=author]").check()
    manager.locator("select[name=language]").select_option("en")
    manager.locator("main form", has=manager.locator("input[name=email]")).locator("button[type=submit]").click()
    waiting = manager.locator("tr", has_text=address)
    expect(waiting).to_be_visible()

    new = as_user(None, locale="en-GB")
    link = link_in_mail(demo_site.data / "mail", address)
    new.goto(link)
    expect(new.get_by_role("heading", level=1)).to_contain_text("Rotterdam")
    new.locator("button[value=sign-up]").click()
    expect(new.locator("input[name=email]")).to_have_value(address)
    new.locator("input[name=password1]").fill(PASSWORD)
    new.locator("input[name=password2]").fill(PASSWORD)
    new.locator("input[name=password2]").press("Enter")
    new.wait_for_url(f"**{link}**")
    expect(new.locator("main")).to_contain_text(address)
    new.locator("button[value=accept]").click()
    new.wait_for_url(f"{base_url}/admin/")

    new.goto("/admin/pages/")
    new.wait_for_url(re.compile(r"/admin/pages/\d+/$"))
    expect(new.locator("main").get_by_role("heading", name="Rotterdam").first).to_be_attached()
    number = new.url.rstrip("/").rsplit("/", 1)[1]
    new.goto(f"/admin/pages/add/citysynergy/initiativepage/{number}/")
    expect(new.locator("[name=title]")).to_be_editable()

    manager.goto(MEMBERS)
    member = manager.locator("tr", has_text=address)
    expect(member.locator("a[href$='/role/']")).to_be_visible()
    assert new.goto(link).status == 200, "who accepted is told that it worked"
    stranger = as_user(None)
    assert stranger.goto(link).status == 410
