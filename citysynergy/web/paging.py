"""Links to the pages of a list."""

from collections.abc import Callable
from dataclasses import dataclass

from citysynergy.discovery.query import DEFAULT_PAGE_SIZE, MAX_DEPTH, CaseQuery

# How many results a reader may have on a page.
SIZES = (DEFAULT_PAGE_SIZE, 50, 100)


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page to go to, the present one, or a gap between far ones."""

    number: int = 0
    url: str = ""
    current: bool = False
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Pages:
    """The ways through a list. ``cut_off`` says that this is its last page and yet more was found."""

    links: list[PageLink]
    previous_url: str
    next_url: str
    cut_off: bool


def pages(query: CaseQuery, total: int, url_of: Callable[[int], str]) -> Pages:
    """The pages around the present one of a search. None is deeper than a search may go."""
    whole = -(-total // query.page_size)
    last = min(whole, MAX_DEPTH // query.page_size)
    return Pages(
        links=page_links(query.page, last, url_of),
        previous_url=url_of(query.page - 1) if query.page > 1 else "",
        next_url=url_of(query.page + 1) if query.page < last else "",
        cut_off=query.page == last < whole,
    )


def page_sizes(query: CaseQuery, total: int, url_of: Callable[[int], str]) -> list[PageLink]:
    """Numbers of results on a page to choose from, that of the present page among them; empty where all fit on one."""
    if total <= min(SIZES):
        return []
    return [PageLink(size, url_of(size), size == query.page_size) for size in sorted({*SIZES, query.page_size})]


def page_links(current: int, last: int, url_of: Callable[[int], str]) -> list[PageLink]:
    """The first page, the last, and those around the present one; empty where there is but one."""
    if last < 2:
        return []
    wanted = sorted({1, last, *range(max(1, current - 2), min(last, current + 2) + 1)})
    links: list[PageLink] = []
    before = 0
    for number in wanted:
        if number - before == 2:
            links.append(PageLink(number - 1, url_of(number - 1)))
        elif number - before > 2:
            links.append(PageLink(gap=True))
        links.append(PageLink(number, url_of(number), current=number == current))
        before = number
    return links
