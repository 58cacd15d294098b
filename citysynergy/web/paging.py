"""Links to the pages of a list."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page to go to, the present one, or a gap between far ones."""

    number: int = 0
    url: str = ""
    current: bool = False
    gap: bool = False


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
