"""Readers reach the contact desk of a case by a form: the desk gets the mail, and no page shows an address."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.policy import default as policy
from io import StringIO
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote_from_bytes
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.core.signing import Signer
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from django_tasks_db.models import DBTaskResult

from citysynergy.contact import seal, sending
from citysynergy.contact.tasks import RETRY, mail_waiting
from citysynergy.models import Membership, ReaderMessage
from citysynergy.permissions.grants import derive
from tests import factories

DESK = "i@r.nl"
CASES = ["initiative", "dutch_only", "challenge", "partnership", "expertise"]
QUESTION = {
    "name": "Anna de Vries",
    "organisation": "Gemeente Delft",
    "email": "anna@delft.example",
    "text": "Hoe kwam het geld rond?",
}
# A server that takes no mail: nothing listens there.
NO_SERVER = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {"host": "127.0.0.1", "port": 1, "timeout": 1},
    }
}

type Send = Callable[..., Any]


@pytest.fixture(autouse=True)
def _desks(register: SimpleNamespace) -> Iterator[None]:
    """Every case of the register has a desk that answers."""
    cache.clear()
    for organisation in (register.utrecht, register.jakarta_embassy):
        organisation.desk = organisation.desks.create(
            name={"nl": "Loket", "en": "Desk"}, email=f"{organisation.slug}@x.nl"
        )
        organisation.save()
    yield
    cache.clear()


def address(page: Any, name: str = "contact", language: str = "nl") -> str:
    return f"/{language}/{name}/{page.translation_key}/"


def sealed(page: Any, kind: str = "question", *, opened: timedelta = timedelta(minutes=1)) -> str:
    """The seal of a form that was opened some time ago."""
    moment = int((timezone.now() - opened).timestamp())
    return str(seal.Seal(kind, page.translation_key, opened=moment))


@pytest.fixture
def send(client: Client, django_capture_on_commit_callbacks: Any) -> Send:
    """Fill in the form about a case and press the button."""

    def send(page: Any, form: str = "contact", /, language: str = "nl", by: Client = client, **given: Any) -> Any:
        kind = "question" if form == "contact" else "correction"
        with django_capture_on_commit_callbacks(execute=True):
            response = by.post(address(page, form, language), {"seal": sealed(page, kind), **QUESTION, **given})
        # Only now it was mailed, as in a browser.
        return by.get(response["Location"]) if response.status_code == 302 else response

    return send


def html_of(response: Any) -> str:
    return str(response.content.decode())


# --- the mail --------------------------------------------------------------------------------------------------------


def test_the_desk_gets_the_question_and_answers_the_reader_directly(register: SimpleNamespace, send: Send) -> None:
    response = send(register.initiative)
    [letter] = mail.outbox
    assert letter.to == [DESK]
    assert letter.reply_to == ["anna@delft.example"]
    assert letter.subject == "Vraag over Veilig aan het water"
    assert "Anna de Vries" in letter.body
    assert "Gemeente Delft" in letter.body
    assert "> Hoe kwam het geld rond?" in letter.body
    assert f"http://testserver/id/{register.initiative.translation_key}" in letter.body
    # A person wrote it: what sorts out the mail of machines must let it pass.
    assert "Auto-Submitted" not in letter.message()
    assert "Uw bericht is verstuurd" in html_of(response)
    assert response.request["PATH_INFO"].startswith(address(register.initiative))


def test_a_desk_of_the_case_itself_comes_first(register: SimpleNamespace, send: Send) -> None:
    register.initiative.desk = register.rotterdam.desks.create(name={"nl": "Eigen loket"}, email="eigen@r.nl")
    register.initiative.save(clean=False)
    send(register.initiative)
    assert mail.outbox[0].to == ["eigen@r.nl"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_type_of_case_leads_to_both_forms(register: SimpleNamespace, client: Client, language: str) -> None:
    for case in CASES:
        page = getattr(register, case)
        with override(language):
            html = html_of(client.get(page.get_url()))
        for name in ("contact", "correct"):
            assert address(page, name, language) in html, case
            response = client.get(address(page, name, language))
            assert response.status_code == 200
            assert html_of(response).count("<h1") == 1


def test_the_form_speaks_the_language_of_the_reader_and_the_mail_tells_it(
    register: SimpleNamespace, send: Send
) -> None:
    assert "Your message was sent" in html_of(send(register.initiative, language="en"))
    assert "Taal van de lezer: Engels" in mail.outbox[0].body


def test_no_page_shows_an_address(register: SimpleNamespace, client: Client, member: Any, send: Send) -> None:
    client.force_login(member)
    seen = [
        client.get(address(register.initiative)),
        send(register.initiative, email="no address"),
        send(register.initiative, homepage="http://spam.example"),
        send(register.initiative),
        send(register.initiative, "correct"),
        client.get(f"/api/v1/cases/{register.initiative.translation_key}"),
    ]
    assert len(mail.outbox) == 2
    hidden = {DESK, *(address for letter in mail.outbox for address in letter.to)}
    for response in seen:
        assert not [one for one in hidden if one in html_of(response)]


def test_a_long_text_arrives_whole_and_one_too_long_stays_in_the_form(register: SimpleNamespace, send: Send) -> None:
    text = "é" * 2000 + "\n" + "woord " * 490 + "einde"
    send(register.initiative, text=text)
    arrived = mail.outbox[0].message(policy=policy).get_content()
    assert arrived.count("é") >= 2000
    assert "einde" in arrived
    response = send(register.initiative, text="x" * 5001)
    assert "heeft 5001 tekens" in html_of(response)
    assert "x" * 5001 in html_of(response)
    assert len(mail.outbox) == 1


# --- who may ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["contact", "correct"])
def test_a_case_for_the_network_has_forms_for_the_network_alone(
    register: SimpleNamespace, client: Client, member: Any, send: Send, name: str
) -> None:
    outsider = factories.make_user("outsider", admin=True)
    for user in (None, outsider):
        client.logout()
        if user:
            client.force_login(user)
        for response in (client.get(address(register.private, name)), send(register.private, name)):
            assert response.status_code == 404
            assert "Gesloten vraag" not in html_of(response)
    assert not mail.outbox
    client.force_login(member)
    assert "Gesloten vraag" in html_of(client.get(address(register.private, name)))
    assert send(register.private, name).status_code == 200
    assert len(mail.outbox) == 1


def test_what_happened_to_a_message_about_a_case_for_the_network_is_for_the_network(
    register: SimpleNamespace, client: Client, member: Any, send: Send
) -> None:
    client.force_login(member)
    sent = send(register.private).request["PATH_INFO"]
    assert client.get(sent).status_code == 200
    assert Client().get(sent).status_code == 404


@pytest.mark.parametrize("name", ["contact", "correct"])
def test_what_is_not_published_or_not_there_has_no_form(
    register: SimpleNamespace, client: Client, send: Send, name: str
) -> None:
    register.initiative.unpublish()
    assert send(register.initiative, name).status_code == 404
    assert client.get(f"/nl/{name}/{uuid4()}/").status_code == 404
    assert not mail.outbox


# --- nobody to reach -------------------------------------------------------------------------------------------------


@pytest.fixture
def unreachable(register: SimpleNamespace) -> Any:
    """A case of an organisation without desk and without people."""
    register.rotterdam.desk = None
    register.rotterdam.website = "https://rotterdam.example"
    register.rotterdam.save()
    return register.initiative


def test_without_a_desk_the_desk_of_the_site_gets_it(
    unreachable: Any, send: Send, settings: Any, client: Client
) -> None:
    settings.CITYSYNERGY = {**settings.CITYSYNERGY, "DESK_EMAIL": "loket@bz.example"}
    html = html_of(client.get(address(unreachable)))
    assert "Rotterdam heeft hier geen contactpunt." in html
    assert "loket@bz.example" not in html
    for name in ("contact", "correct"):
        send(unreachable, name)
    assert [letter.to for letter in mail.outbox] == [["loket@bz.example"]] * 2
    assert "daarom komt dit bij u" in mail.outbox[0].body


def test_where_nobody_can_be_reached_there_is_no_form_but_a_way_on(
    unreachable: Any, send: Send, client: Client
) -> None:
    for name in ("contact", "correct"):
        html = html_of(client.get(address(unreachable, name)))
        assert "<textarea" not in html
        assert "https://rotterdam.example" in html
        # The desk went while the form was open.
        response = send(unreachable, name)
        assert "Hoe kwam het geld rond?" in html_of(response)
    assert not ReaderMessage.objects.exists()


# --- twice, robots, limits -------------------------------------------------------------------------------------------


def test_sent_twice_it_is_one_mail(register: SimpleNamespace, client: Client, send: Send) -> None:
    same = sealed(register.initiative)
    first = send(register.initiative, seal=same)
    second = send(register.initiative, seal=same)
    assert first.request["PATH_INFO"] == second.request["PATH_INFO"] != address(register.initiative)
    assert "Uw bericht is verstuurd" in html_of(second)
    assert len(mail.outbox) == 1
    client.get(first.request["PATH_INFO"])
    assert len(mail.outbox) == 1


def test_who_presses_again_meanwhile_is_told_that_it_is_being_mailed(
    register: SimpleNamespace, client: Client, send: Send
) -> None:
    sent = send(register.initiative).request["PATH_INFO"]
    ReaderMessage.objects.update(sent_at=None)
    assert "Het wordt nu gemaild." in html_of(client.get(sent))


def test_who_goes_back_and_asks_something_else_is_not_taken_for_the_same(register: SimpleNamespace, send: Send) -> None:
    same = sealed(register.initiative)
    send(register.initiative, seal=same)
    send(register.initiative, seal=same, text="En wie betaalde?")
    assert len(mail.outbox) == 2


@pytest.mark.parametrize("name", ["contact", "correct"])
def test_a_robot_is_kindly_refused_and_what_a_person_typed_stays(
    register: SimpleNamespace, send: Send, name: str
) -> None:
    page, kind = register.initiative, "question" if name == "contact" else "correction"
    signs: list[dict[str, str]] = [
        {"homepage": "http://spam.example"},
        {"seal": sealed(page, kind, opened=-timedelta(minutes=1))},  # just now, however slow this test is
        {"seal": sealed(page, kind, opened=timedelta(days=2))},
        {"seal": ""},
        {"seal": sealed(page, kind)[:-1] + "!"},
        {"seal": sealed(register.challenge, kind)},
        {"seal": sealed(page, "correction" if name == "contact" else "question")},
    ]
    for given in signs:
        response = send(page, name, **given)
        assert response.status_code == 200, given
        html = html_of(response)
        assert "nog een keer" in html, given
        assert "Hoe kwam het geld rond?" in html
        # A person presses once more.
        again = re.search(r'name="seal" value="([^"]+)"', html)
        assert again
        assert Signer(salt="citysynergy.contact").unsign_object(again[1])[:2] == [kind, page.translation_key.hex]
    assert not mail.outbox
    assert not ReaderMessage.objects.exists()


def test_a_form_that_comes_back_with_errors_is_as_old_as_its_first_page(register: SimpleNamespace, send: Send) -> None:
    given = sealed(register.initiative)
    html = html_of(send(register.initiative, seal=given, email=""))
    assert f'value="{given}"' in html


def test_one_network_address_sends_so_many_an_hour(register: SimpleNamespace, send: Send, settings: Any) -> None:
    settings.CITYSYNERGY = {**settings.CITYSYNERGY, "MESSAGES_PER_HOUR": 2}
    assert [send(register.initiative).status_code for _ in range(2)] == [200, 200]
    response = send(register.expertise, text="Nog een vraag")
    assert response.status_code == 429
    assert "Er kwamen het afgelopen uur veel berichten van uw netwerk" in html_of(response)
    assert "Nog een vraag" in html_of(response)
    other = Client(REMOTE_ADDR="203.0.113.9")
    assert send(register.initiative, by=other).status_code == 200
    ReaderMessage.objects.update(created_at=timezone.now() - timedelta(minutes=61))
    assert send(register.expertise, text="Nog een vraag").status_code == 200
    assert len(mail.outbox) == 4


def test_so_many_messages_an_hour_come_about_one_case(register: SimpleNamespace, send: Send, settings: Any) -> None:
    settings.CITYSYNERGY = {**settings.CITYSYNERGY, "MESSAGES_PER_HOUR_ABOUT_ONE_CASE": 2}
    for number in range(2):
        send(register.initiative, by=Client(REMOTE_ADDR=f"203.0.113.{number}"))
    refused = send(register.initiative, by=Client(REMOTE_ADDR="203.0.113.9"), language="en")
    assert refused.status_code == 429
    assert "Many messages came about this page" in html_of(refused)
    assert send(register.expertise, by=Client(REMOTE_ADDR="203.0.113.9")).status_code == 200


def test_behind_a_proxy_visitors_are_told_apart(register: SimpleNamespace, send: Send, settings: Any) -> None:
    settings.CITYSYNERGY = {**settings.CITYSYNERGY, "MESSAGES_PER_HOUR": 1, "TRUSTED_PROXIES": 1}
    # What a visitor writes into the header makes no one of him else: the proxy adds the address that it saw.
    seen = [("1.1.1.1, 203.0.113.1", 200), ("2.2.2.2, 203.0.113.1", 429), ("203.0.113.1, 203.0.113.2", 200)]
    for header, status in seen:
        visitor = Client(headers={"X-Forwarded-For": header})
        assert send(register.initiative, by=visitor).status_code == status, header


def test_without_limits_nobody_waits(register: SimpleNamespace, send: Send, settings: Any) -> None:
    settings.CITYSYNERGY = {
        **settings.CITYSYNERGY,
        "MESSAGES_PER_HOUR": None,
        "MESSAGES_PER_HOUR_ABOUT_ONE_CASE": None,
    }
    assert [send(register.initiative).status_code for _ in range(12)] == [200] * 12


# --- the mail is down ------------------------------------------------------------------------------------------------


def waited() -> None:
    """So much time went by that every message is due."""
    ReaderMessage.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))


def test_while_the_mail_is_down_the_message_is_kept_and_the_reader_told(
    register: SimpleNamespace, client: Client, send: Send, settings: Any
) -> None:
    working, settings.MAILERS = settings.MAILERS, NO_SERVER
    response = send(register.initiative)
    html = html_of(response)
    assert "Wij hebben uw bericht" in html
    assert "Uw bericht is verstuurd" not in html
    waited()
    assert mail_waiting.call() == 0
    settings.MAILERS = working
    assert mail_waiting.call() == 0, "the next try is not due yet"
    waited()
    assert mail_waiting.call() == 1
    assert mail.outbox[0].to == [DESK]
    assert "> Hoe kwam het geld rond?" in mail.outbox[0].body
    assert "Uw bericht is verstuurd" in html_of(client.get(response.request["PATH_INFO"]))
    waited()
    assert mail_waiting.call() == 0
    assert len(mail.outbox) == 1


def test_the_worker_comes_back_once_for_all_that_waits(register: SimpleNamespace, send: Send, settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.MAILERS = NO_SERVER
    for _ in range(2):
        send(register.initiative)
    soon = (timezone.now() + RETRY / 2, timezone.now() + RETRY * 2)
    assert DBTaskResult.objects.filter(run_after__range=soon).count() == 1


def test_the_nightly_command_mails_what_waits(register: SimpleNamespace, send: Send, settings: Any) -> None:
    working, settings.MAILERS = settings.MAILERS, NO_SERVER
    send(register.initiative)
    settings.MAILERS = working
    waited()
    said = StringIO()
    call_command("citysynergy_send_reminders", stdout=said)
    assert "1 messages of readers" in said.getvalue()
    assert len(mail.outbox) == 1


def test_two_who_mail_at_the_same_time_send_once(register: SimpleNamespace, send: Send, settings: Any) -> None:
    working, settings.MAILERS = settings.MAILERS, NO_SERVER
    send(register.initiative)
    settings.MAILERS = working
    waited()
    message = ReaderMessage.objects.get()
    # Another process is at it.
    ReaderMessage.objects.update(next_try_at=timezone.now() + sending.TRYING)
    assert not sending.deliver(message.pk)
    assert not mail.outbox


def test_a_case_that_is_gone_meanwhile_loses_no_question(register: SimpleNamespace, send: Send, settings: Any) -> None:
    working, settings.MAILERS = settings.MAILERS, NO_SERVER
    send(register.initiative)
    register.initiative.delete()
    settings.MAILERS = working
    waited()
    assert mail_waiting.call() == 0
    settings.CITYSYNERGY = {**settings.CITYSYNERGY, "DESK_EMAIL": "loket@bz.example"}
    waited()
    assert mail_waiting.call() == 1
    assert mail.outbox[0].to == ["loket@bz.example"]


# --- what is kept ----------------------------------------------------------------------------------------------------


def personal(message: ReaderMessage) -> str:
    return message.name + message.organisation + message.email + message.text


def test_what_was_mailed_is_deleted_and_the_empty_row_after_a_day(register: SimpleNamespace, send: Send) -> None:
    send(register.initiative)
    message = ReaderMessage.objects.get()
    assert personal(message) == ""
    assert "127.0.0.1" not in message.sender
    sending.forget_old()
    assert ReaderMessage.objects.exists()
    ReaderMessage.objects.update(sent_at=timezone.now() - timedelta(hours=25))
    sending.forget_old()
    assert not ReaderMessage.objects.exists()


def test_what_can_t_be_mailed_is_kept_a_week(register: SimpleNamespace, send: Send, settings: Any) -> None:
    settings.MAILERS = NO_SERVER
    send(register.initiative)
    for days, kept in ((6, True), (8, False)):
        ReaderMessage.objects.update(created_at=timezone.now() - timedelta(days=days))
        sending.forget_old()
        assert ReaderMessage.objects.exists() is kept


def test_the_form_says_how_long(register: SimpleNamespace, client: Client) -> None:
    assert "uiterlijk na zeven dagen" in html_of(client.get(address(register.initiative)))
    assert "after seven days at the latest" in html_of(client.get(address(register.initiative, language="en")))


def test_who_wrote_can_be_erased(register: SimpleNamespace, send: Send, settings: Any) -> None:
    settings.MAILERS = NO_SERVER
    send(register.initiative)
    send(register.initiative, email="other@delft.example", name="Bram")
    said = StringIO()
    call_command("citysynergy_erase_person", "ANNA@delft.example", "--dry-run", stdout=said)
    assert ReaderMessage.objects.count() == 2
    call_command("citysynergy_erase_person", "ANNA@delft.example", "--yes", stdout=said)
    assert [message.name for message in ReaderMessage.objects.all()] == ["Bram"]
    call_command("citysynergy_erase_person", "anna@delft.example", "--yes", stdout=said)
    assert "“anna@delft.example”" in said.getvalue().splitlines()[-1]


# --- whatever is sent ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["name", "organisation", "email", "text"])
def test_nobody_gets_into_the_head_of_the_mail(register: SimpleNamespace, send: Send, field: str) -> None:
    for line_end in ("\r\n", "\n", "\r", "\u2028", "\x0b", "\x85"):
        given = f"anna@delft.example{line_end}Bcc: victim@example.org{line_end}Subject: won"
        send(register.initiative, **{field: given})
    for letter in mail.outbox:
        head = letter.message(policy=policy)
        assert head["To"] == DESK
        assert head["Bcc"] is None
        assert head["Subject"] == "Vraag over Veilig aan het water"
        assert head["Reply-To"] == "anna@delft.example"
        assert not [line for line in letter.body.splitlines() if line.startswith(("Bcc", "Subject", "victim"))]
    assert bool(mail.outbox) is (field != "email")


ODD = [
    *(b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"%00", b"\xe2\x80\xae", b"\xf0\x9f\x98\x80" * 500, b"a" * 100_000),
    *(b"<b>\"'&", b"{{ 1 }}{% load x %}", b"%(name)s %s {0}"),
]


def test_any_bytes_are_answered(
    register: SimpleNamespace, client: Client, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.CITYSYNERGY = {
        **settings.CITYSYNERGY,
        "MESSAGES_PER_HOUR": None,
        "MESSAGES_PER_HOUR_ABOUT_ONE_CASE": None,
    }
    good = {**QUESTION, "seal": sealed(register.initiative), "homepage": ""}
    for odd in ODD:
        for fields in (("name", "organisation", "text"), ("email",), ("seal", "homepage")):
            given = {key: odd if key in fields else value.encode() for key, value in good.items()}
            with django_capture_on_commit_callbacks(execute=True):
                response = client.post(
                    address(register.initiative),
                    "&".join(f"{key}={quote_from_bytes(value)}" for key, value in given.items()),
                    content_type="application/x-www-form-urlencoded",
                    follow=True,
                )
            assert response.status_code == 200, (odd[:20], fields)
            assert "<b>\"'&" not in html_of(response)
    assert all(letter.to == [DESK] and letter.message() for letter in mail.outbox)
    assert mail.outbox


@pytest.mark.parametrize(
    "address_of_reader", ["anna@bücher.example", "o'neil+tag@delft.example", f"{'a' * 64}@delft.example"]
)
def test_unusual_addresses_get_their_answer(register: SimpleNamespace, send: Send, address_of_reader: str) -> None:
    send(register.initiative, email=address_of_reader)
    head = mail.outbox[0].message(policy=policy)["Reply-To"]
    assert head.addresses[0].addr_spec == address_of_reader.replace("bücher", "xn--bcher-kva")


def test_markup_in_what_readers_write_stays_text(register: SimpleNamespace, send: Send) -> None:
    send(register.initiative, name="Anna & <Bram>", text="Is 3 < 4 & 'waar'?")
    assert "Anna & <Bram>" in mail.outbox[0].body
    assert "> Is 3 < 4 & 'waar'?" in mail.outbox[0].body


# --- the form --------------------------------------------------------------------------------------------------------


def test_errors_are_summed_up_with_links_and_tied_to_their_fields(register: SimpleNamespace, send: Send) -> None:
    response = send(register.initiative, name="", email="geen adres", text="")
    html = html_of(response)
    assert response.status_code == 200
    assert "<title>Nog niet verstuurd" in html
    assert re.search(r'class="[^"]*cs-errors"[^>]*tabindex="-1" autofocus', html)
    for field in ("name", "email", "text"):
        assert f'<a href="#{field}">' in html
        box = re.search(rf'<(?:input|textarea)[^>]*id="{field}"[^>]*>', html)
        assert box
        assert 'aria-invalid="true"' in box[0]
        assert f"{field}_error" in box[0]
        assert f'id="{field}_error"' in html
    assert 'value="geen adres"' in html


def test_browsers_can_fill_in_who_someone_is(register: SimpleNamespace, client: Client) -> None:
    html = html_of(client.get(address(register.initiative)))
    for field, purpose in (("name", "name"), ("organisation", "organization"), ("email", "email")):
        assert re.search(rf'<input[^>]*name="{field}"[^>]*autocomplete="{purpose}"', html)
    assert re.search(r'<input type="email" name="email"', html)


def test_forms_are_for_people_not_for_search_engines(register: SimpleNamespace, client: Client) -> None:
    html = html_of(client.get(address(register.initiative)))
    assert '<meta name="robots" content="noindex, nofollow">' in html
    assert not re.search(r"<style|\sstyle=|\son\w+=", html)
    assert "no-store" not in client.get(address(register.initiative))["Cache-Control"]


def test_a_message_that_is_forgotten_leads_to_the_form(register: SimpleNamespace, client: Client) -> None:
    response = client.get(f"{address(register.initiative)}{uuid4()}/")
    assert response.status_code == 302
    assert response["Location"] == address(register.initiative)


# --- corrections -----------------------------------------------------------------------------------------------------


@pytest.fixture
def writers(register: SimpleNamespace) -> SimpleNamespace:
    """The author of the initiative, a colleague who had no part in it, and their manager."""
    made = SimpleNamespace()
    for name, role in (("author", "author"), ("colleague", "author"), ("manager", "manager")):
        user = factories.make_user(name, language="en" if name == "author" else "nl")
        Membership.objects.create(user=user, organisation=register.rotterdam, role=role)
        setattr(made, name, user)
    derive(register.rotterdam)
    return made


def test_a_correction_goes_to_who_wrote_the_page_in_their_language(
    register: SimpleNamespace, writers: SimpleNamespace, send: Send
) -> None:
    register.initiative.save_revision(user=writers.author)
    send(register.initiative, "correct", text="Het was 2017, niet 2016.")
    [letter] = mail.outbox
    assert letter.to == ["author@example.org"]
    assert letter.reply_to == ["anna@delft.example"]
    assert letter.subject == "Is something wrong in Safe by the water?"
    assert "> Het was 2017, niet 2016." in letter.body
    assert f"http://testserver/admin/pages/{register.initiative.pk}/edit/" in letter.body


def test_where_the_writer_left_who_answers_for_the_organisation_gets_it(
    register: SimpleNamespace, writers: SimpleNamespace, send: Send
) -> None:
    send(register.initiative, "correct")
    assert mail.outbox[0].to == ["manager@example.org"]
    writers.manager.is_active = False
    writers.manager.save()
    send(register.initiative, "correct")
    assert sorted(mail.outbox[1].to) == ["author@example.org", "colleague@example.org"]


def test_where_nobody_may_change_the_page_the_desk_gets_it(register: SimpleNamespace, send: Send) -> None:
    send(register.initiative, "correct")
    assert mail.outbox[0].to == [DESK]


def test_a_correction_needs_no_name_and_no_address(register: SimpleNamespace, send: Send) -> None:
    response = send(register.initiative, "correct", name="", organisation="", email="")
    assert response.status_code == 200
    assert mail.outbox[0].reply_to == []
    assert "hierop kunt u niet antwoorden" in mail.outbox[0].body
    send(register.initiative, "correct", text="")
    assert len(mail.outbox) == 1


def test_where_a_question_is_the_correction_is_another_message(
    register: SimpleNamespace, send: Send, client: Client
) -> None:
    sent = send(register.initiative).request["PATH_INFO"]
    crossed = sent.replace("/contact/", "/correct/")
    assert client.get(crossed)["Location"] == address(register.initiative, "correct")
    assert UUID(sent.split("/")[-2]) == ReaderMessage.objects.get().pk
