"""``citysynergy_erase_person``: remove a person from accounts, pages, versions and logs."""

import argparse
import sys
from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from citysynergy.cases import erasure
from citysynergy.discovery import outbox
from citysynergy.organisations.models import ContactPerson

SHOWN = 20


class Command(BaseCommand):
    """Asks before it does anything, unless told not to. Run again, it finds nobody and changes nothing."""

    help = "Remove a person: an account, a contact person, or both where they have the same name or mail address."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("who", nargs="?", default="", help="User name, mail address, or name of a contact person.")
        parser.add_argument("--account", type=int, action="append", default=[], metavar="ID")
        parser.add_argument("--contact", type=int, action="append", default=[], metavar="ID")
        parser.add_argument("--texts", action="store_true", help="Replace the name in texts of pages and comments too.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would be done, and change nothing.")
        parser.add_argument("--yes", action="store_true", help="Don't ask.")

    def handle(self, *args: Any, **options: Any) -> None:
        person = self._person(options)
        if not person:
            self.stdout.write(_("Nobody is known here as “%(who)s”. Nothing was changed.") % {"who": options["who"]})
            return
        if all(map(erasure.is_erased, person.accounts)) and not (person.contacts or person.messages):
            self.stdout.write(_("This account was erased before. Nothing was changed."))
            return
        for warning in erasure.warnings(person):
            self.stdout.write(self.style.WARNING(warning))
        if options["dry_run"]:
            self.stdout.write(_("Nothing is changed; this is what would be done."))
            self._report(erasure.rehearse(person, texts=options["texts"]))
            return
        self._ask(person, sure=options["yes"])
        done = erasure.erase(person, texts=options["texts"])
        if options["texts"]:
            # Texts of any case may have changed.
            outbox.record_all()
        self._report(done)
        self.stdout.write(self.style.SUCCESS(_("Done.")))

    def _person(self, options: Mapping[str, Any]) -> erasure.Person:
        """Who is meant. Raises ``CommandError`` where that is not certain."""
        accounts = list(get_user_model()._default_manager.filter(pk__in=options["account"]).order_by("pk"))
        contacts = list(ContactPerson.objects.filter(pk__in=options["contact"]))
        if len(accounts) < len(set(options["account"])) or len(contacts) < len(set(options["contact"])):
            raise CommandError(_("One of these numbers belongs to nobody. Nothing was changed."))
        if accounts or contacts:
            return erasure.Person(tuple(accounts), tuple(contacts))
        if not options["who"].strip():
            raise CommandError(_("Say who: a user name, a mail address, a name, or --account and --contact."))
        found = erasure.find(options["who"])
        if found.uncertain:
            lines = [f"--account {user.pk}  {user.get_username()}" for user in found.accounts]
            lines += [f"--contact {row.pk}  {row.name}, {row.organisation}" for row in found.contacts]
            words = _("More than one is called so. Name those who are the same person:")
            raise CommandError("\n  ".join([words, *lines]))
        return found

    def _ask(self, person: erasure.Person, *, sure: bool) -> None:
        for user in person.accounts:
            self.stdout.write(_("Account: %(name)s") % {"name": user.get_username()})
        for contact in person.contacts:
            self.stdout.write(
                _("Contact person: %(name)s, %(organisation)s")
                % {"name": contact.name, "organisation": contact.organisation}
            )
        if person.messages:
            self.stdout.write(_("Messages of readers, not mailed yet: %(count)s") % {"count": len(person.messages)})
        if sure:
            return
        if not sys.stdin.isatty():
            raise CommandError(_("Nothing was changed: there is nobody to ask. Run it with --yes, or with --dry-run."))
        if input(_("This can't be undone. Type “yes” to go on: ")).strip().casefold() not in ("yes", _("yes")):
            raise CommandError(_("Nothing was changed."))

    def _report(self, done: erasure.Erased) -> None:
        for heading, counts in (
            (_("Removed:"), done.removed),
            (_("Kept, under a neutral name, as part of the work of organisations:"), done.kept),
        ):
            if counts:
                self.stdout.write(heading)
            for what, number in counts.items():
                self.stdout.write(f"  {number}  {what}")
        if done.left:
            self.stdout.write(
                self.style.WARNING(
                    _("The name or address still stands here, in what people wrote. Judge it, or run with --texts:")
                )
            )
            for place in done.left[:SHOWN]:
                self.stdout.write(f"  {place}")
            if len(done.left) > SHOWN:
                self.stdout.write(f"  … {len(done.left) - SHOWN}")
        self.stdout.write(_("Not touched: server logs, backups and mails that were sent. See the handbook."))
