"""Where a search is, and where the page about a value of one of its facets is."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

# The facets whose values have a page of their own, with the name of its address.
PAGES = {
    "theme": "citysynergy:theme",
    "goal": "citysynergy:goal",
    "region": "citysynergy:region",
    "country": "citysynergy:country",
    "city": "citysynergy:city",
}


def search_url(**params: Any) -> str:
    """The address of a search."""
    return f"{reverse('citysynergy:search')}?{urlencode(params, doseq=True)}"


def subject_url(facet: str, value: Any) -> str:
    """The page about a value of a facet, or the search for it where it has none."""
    if facet in PAGES:
        return reverse(PAGES[facet], args=[value])
    return search_url(**{facet: value})
