"""Made-up data for what pages about organisations and subjects add: numbers, expertise, ressorts, groups and lists."""

from typing import Any

from django.utils.translation import gettext as _

from citysynergy.web.entries import Entry
from citysynergy.web.expertise import Offer, Sought
from citysynergy.web.front import Total
from citysynergy.web.kinds import KINDS, status_word
from citysynergy.web.organisation_views import Group, Part
from citysynergy.web.parts import Fact, Item, Text
from citysynergy.web.ressorts import Served
from citysynergy.web.selection import Listing
from citysynergy.web.words import grouped


def everything(entry: Entry, address: str, long: str) -> dict[str, Any]:
    """The examples, with an entry for the group, an address for every link, and a word as long as a title can be."""
    return {
        "totals": totals(address),
        "offers": offers(address, long),
        "seeks": seeks(address),
        "served": served(address),
        "listings": listings(address, long),
        "group": group(entry, address),
    }


def totals(address: str) -> list[Total]:
    """How many cases of each type, from one to many."""
    counts = (1, 20, 300, 12_345, 7)
    return [Total(grouped(count), str(kind.many), address) for count, kind in zip(counts, KINDS.values(), strict=True)]


def offers(address: str, long: str) -> list[Offer]:
    """What can be done for others: with and without what shows it, and with what the network alone reads."""
    private = [Fact(_("Days a year"), [Item("7")], network=True)]
    shown_by = Item(long, address)
    text = Text(_("Walking along the dike together."))
    return [
        Offer(Item("Water", address), status_word("ongoing"), "", text, shown_by, private),
        Offer(Item(long, address), status_word("completed"), _("Advice"), Text(""), None, []),
    ]


def seeks(address: str) -> list[Sought]:
    """What is sought, of all and of the network."""
    text = Text(_("How do homes stay dry?"))
    return [Sought(Item("Water", address), text, network=private) for private in (False, True)]


def served(address: str) -> Served:
    """A country as a whole, a part of another, and a subject; not verified."""
    part = Item("Paramaribo", address, _("(part of %(country)s)") % {"country": "Suriname"})
    return Served("", [Item("Ghana", address), part, Item("ASEAN")], verified=False)


def listings(address: str, long: str) -> list[Listing]:
    """A list with figures, one of its names on more than one line."""
    return [Listing("example", _("Themes"), [Item("Water", address, grouped(12_345)), Item(long, address, "7")])]


def group(entry: Entry, address: str) -> Group:
    """Cases of a type by their status, and where the others are."""
    parts = [Part(status_word("ongoing"), [entry]), Part(status_word("planned"), [entry])]
    return Group("initiative", str(KINDS["initiative"].many), parts, 1234, address)
