"""Reminds people of pages that wait for them, and mails what readers wrote while the mail did not work."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from citysynergy.contact.sending import deliver_waiting
from citysynergy.moderation.reminders import send_reminders


class Command(BaseCommand):
    """``citysynergy_send_reminders``: exits with an error where mails could not be sent; the next run tries again."""

    help = (
        "Reminds moderators, approvers and authors of pages that have waited for them for some days, and mails "
        "messages of readers that wait."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{deliver_waiting()} messages of readers mailed that had waited.")
        outcome = send_reminders()
        self.stdout.write(f"{outcome.mails} mails sent, about {outcome.pages} pages.")
        if outcome.failed:
            names = ", ".join(sorted(outcome.failed))
            raise CommandError(f"{len(outcome.failed)} mails could not be sent; the log says why. To: {names}")
