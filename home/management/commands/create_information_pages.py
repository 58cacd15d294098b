"""``create_information_pages``: about, privacy, accessibility, terms and open data, to begin with."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from home.information import create_pages
from home.models import HomePage


class Command(BaseCommand):
    """May be run twice: pages that are there stay as they are."""

    help = "Publishes the pages about the site that are not there yet: about, privacy, accessibility, terms, open data."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = create_pages()
        except HomePage.DoesNotExist as error:
            raise CommandError("This site has no home page of the type HomePage; make one in the admin.") from error
        if not made:
            self.stdout.write("The pages about the site were there already; nothing was changed.")
            return
        self.stdout.write(self.style.SUCCESS("Published " + ", ".join(page.title for page in made) + "."))
        self.stdout.write("Read them in the admin, and add what is your own: who runs the site and how to reach you.")
