"""The pages that a new site begins with: about, privacy, accessibility, terms, open data.

Their texts say what the software does. They are a beginning: who runs the site adds what is its own, in the admin.
"""

import tomllib
from importlib.resources import files
from typing import Any

from django.db import transaction
from wagtail.models import Page

from home.models import HomePage, InformationPage, InformationPageTranslation

# In the order of the menu.
PAGES = ("about", "privacy", "accessibility", "terms", "open-data")
OWN, OTHER = "nl", "en"


@transaction.atomic
def create_pages() -> list[InformationPage]:
    """Publish the pages that the home page lacks. What is there by the same address is left as it is.

    Raises ``HomePage.DoesNotExist`` where the site has no home page of ours.
    """
    home = HomePage.objects.get()
    there = set(Page.objects.child_of(home).values_list("slug", flat=True))
    made = {}
    for slug in PAGES:
        if slug not in there:
            texts = _texts(slug)
            made[slug] = home.add_child(instance=_page(slug, texts)), texts
    # Links between them name the page by its key.
    keys = dict(InformationPage.objects.child_of(home).values_list("slug", "pk"))
    for page, texts in made.values():
        page.body = _linked(texts[OWN]["body"], keys)
        translation = dict(texts[OTHER], body=_linked(texts[OTHER]["body"], keys))
        page.translations.add(InformationPageTranslation(language=OTHER, **translation))
        page.save_revision().publish()
    return [page for page, _texts in made.values()]


def _texts(slug: str) -> dict[str, Any]:
    return tomllib.loads(files(__name__).joinpath(f"{slug}.toml").read_text(encoding="utf-8"))


def _page(slug: str, texts: dict[str, Any]) -> InformationPage:
    own = texts[OWN]
    return InformationPage(
        slug=slug, language=OWN, title=own["title"], introduction=own["introduction"], show_in_menus=True, live=False
    )


def _linked(body: str, keys: dict[str, int]) -> str:
    """The text with the keys of pages in the place of their names, such as ``{terms}``."""
    for slug, key in keys.items():
        body = body.replace(f"{{{slug}}}", str(key))
    return body
