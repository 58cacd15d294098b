"""Made-up data for each component, from the functions and classes that the real pages use. Nothing asks the index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citysynergy.contact.forms import MessageForm
from citysynergy.discovery.query import MAX_DEPTH, CaseQuery
from citysynergy.discovery.results import CaseResults, FacetValue, Partial
from citysynergy.values.languages import active_language
from citysynergy.web import facet_panel, locator, nearby, paging, partly
from citysynergy.web.entries import Entry
from citysynergy.web.facet_panel import Chip, Panel
from citysynergy.web.gallery import organisations
from citysynergy.web.kinds import KINDS, kind_word, status_word
from citysynergy.web.navigation import Link
from citysynergy.web.nothing_found import Help, WayOut
from citysynergy.web.off_map import OffMap
from citysynergy.web.parts import Fact, Item, Prose, Text
from citysynergy.web.relations import Relation
from citysynergy.web.subjects.indexes import Row
from citysynergy.web.tables import IndicatorRow, IndicatorTable, MoneyRow, MoneyTable
from citysynergy.web.words import day, figure, grouped, language_note, money, period

HERE = "#main"
JAKARTA, SUVA, APIA = (-6.2, 106.8), (-18.1, 178.4), (-13.8, -171.8)
# As long as the title of a page can be.
LONG = ("Klimaatadaptatiesamenwerkingsovereenkomst" * 7)[:255]
ARABIC_CITY, ARABIC_TITLE = "أمانة عمّان الكبرى", "حي المياه: مدينة آمنة (2024)"


@dataclass(frozen=True)
class Name:
    """The name of a made-up value of a filter."""

    name: str
    parent: str | None = None

    def label(self, _language: str) -> str:
        """The same name in every language."""
        return self.name


def everything() -> dict[str, Any]:
    """What the template of the gallery draws."""
    return {
        "examples": {
            "entries": entries(),
            "breadcrumbs": [Link(_("Home"), HERE), Link(_("Organisations"), HERE), Link(ARABIC_CITY, HERE)],
            "facts": facts(),
            "money": money_table(),
            "indicators": indicators(),
            "lessons": lessons(),
            "goals": [{"number": number, "name": _("Goal %(number)s") % {"number": number}} for number in range(1, 18)],
            "section": Prose("prose", _("Running text"), _prose(), *_foreign()),
            "related": relations(),
            "rows": subject_rows(),
            "form": MessageForm({"name": "", "email": "naam", "text": ""}, case=UUID(int=0)),
            "marks": [("", _("One with room for another")), *_halves()],
            "maps": {"europe": europe(), "pacific": pacific()},
            "suggestions": suggestions(),
            **organisations.everything(replace(entries()[0], id=""), HERE, LONG),
        },
        **search(),
    }


def _halves() -> list[tuple[str, str]]:
    return [
        ("supply", _("Supply is missing")),
        ("demand", _("Demand is missing")),
        ("closed", _("Closed: supply and demand met")),
    ]


def _foreign() -> tuple[str, str]:
    """The language that is not the reader's, and the word about it."""
    code = "en" if active_language() == "nl" else "nl"
    return code, language_note(code)


def _prose() -> SafeString:
    words = "Running text in another language than the page" if _foreign()[0] == "en" else "Tekst in een andere taal"
    return format_html("<p>{}.</p><ul><li>{}</li></ul>", words, LONG)


def entries() -> list[Entry]:
    """An entry of each type; then with a picture, with neither picture nor place, in another language, for the network
    only, with the longest word, and with names that are read from the right."""
    statuses = {"initiative": "ongoing", "opportunity": "open", "challenge": "matched", "partnership": "active"}
    typed = [_entry(kind, status=status_word(statuses.get(kind))) for kind in KINDS]
    first = typed[0]
    code, note = _foreign()
    picture = format_html(
        '<img src="{}" width="272" height="204" alt="" loading="lazy">', static("citysynergy/images/share.png")
    )
    more = [
        replace(first, title=_("An entry with a picture"), plate=picture),
        replace(first, title=_("An entry with neither picture nor figure"), plate=SafeString(""), figure="", where=""),
        replace(first, title="Water" if code == "en" else "Waterbeheer", summary="", lang=code, language_note=note),
        replace(first, title=_("An entry for the network"), private=_("Only for the network")),
        replace(first, title=LONG, lead=LONG, summary=LONG),
        replace(first, title=ARABIC_TITLE, lead=ARABIC_CITY, partners=""),
    ]
    return [replace(entry, id=f"example-{number}") for number, entry in enumerate((*typed, *more))]


def _entry(kind: str, status: str) -> Entry:
    return Entry(
        id="",
        kind=kind,
        kind_word=kind_word(kind),
        status=status,
        period=period("2022", None),
        lead="Rotterdam",
        partners=_("with %(names)s") % {"names": "Jakarta"},
        where="Indonesia" if active_language() == "en" else "Indonesië",
        title=str(KINDS[kind].one),
        summary=_("A summary says in some sentences what this is about. In a list three lines of it are shown."),
        lang="",
        language_note="",
        url=HERE,
        figure=grouped(1234),
        figure_text=_("the figure that counts"),
        private="",
        plate=locator.crop([JAKARTA], kind),
    )


def search() -> dict[str, Any]:
    """The head of a search with chips and notices, its filters, its pages, and what it says where nothing is found."""
    query = CaseQuery.of(q="water", sort="newest", page=7)
    found = CaseResults(total=123_456, page=7, page_size=query.page_size)
    chips = [
        Chip(("q",), "", "“water”", HERE),
        Chip(("theme",), _("Theme"), "Water", HERE),
        Chip(("not_country",), _("not") + " " + _("Country"), "Indonesia", HERE),
        Chip(("city",), _("City"), ARABIC_CITY, HERE),
        Chip(("programme",), _("Programme"), LONG[:90], HERE),
    ]
    return {
        "query": query,
        "results": found,
        "count": grouped(found.total),
        "count_word": ngettext("result", "results", found.total),
        "apply_label": _("Apply"),
        "chips": chips,
        "clear_url": HERE,
        "notices": [_("A notice says what was left out of an address.")],
        "sorts": [("", _("newest first"), True), ("title", _("title"), False)],
        "views": [Link(_("List and map"), HERE, "true"), Link(_("List"), HERE), Link(_("Map"), HERE)],
        "view": "list",
        "did_you_mean": "waterbeheer",
        "suggestion_url": HERE,
        "panel": filters(),
        "near": nearby.read({}, CaseQuery.of())[1],
        "filters_url": HERE,
        "pages": paging.pages(query, found.total, lambda _number: HERE),
        "last_page": paging.pages(query.with_page(MAX_DEPTH // query.page_size), found.total, lambda _number: HERE),
        "sizes": paging.page_sizes(query, found.total, lambda _size: HERE),
        "partly": partly.note(
            replace(found, partial=Partial(query, ("water", "Indonesia"), 2, ("projects", "cities")))
        ),
        "page_word": _("Page"),
        "deepest": grouped(MAX_DEPTH),
        "help": Help(_("These searches do find something:"), [WayOut(_("search with your words only"), "12", HERE)]),
        "off_map": OffMap(_("Results that are not on the map"), [(Link("Indonesia", HERE), 1234)], Link("7", HERE)),
    }


def suggestions() -> list[tuple[str, list[tuple[str, str]]]]:
    """Groups of suggestions: the rest of a name, and what stands beside it."""
    return [
        (_("Cities"), [("erdam", "5")]),
        (_("Cases"), [("erdam " + LONG[:60], kind_word("expertise")), ("erdam", kind_word("challenge"))]),
    ]


def filters() -> Panel:
    """Groups of filters: open and closed, a tree, the first values of a long list and the whole of one, a value that
    would find nothing, one that is chosen, and one that is left out."""
    kinds = [
        FacetValue(kind, 40 - 9 * at, selected=not at, named=Name(kind_word(kind)))
        for at, kind in enumerate(("initiative", "challenge"))
    ]
    themes = [_value("water", 30, "Water"), _value("dike", 12, "Dijken", "water"), _value("air", 0, "Lucht")]
    states = [_value("ongoing", 9, status_word("ongoing")), _value("stopped", 0, status_word("stopped"))]
    goals = [_value(str(number), 60 - number, _("Goal %(number)s") % {"number": number}) for number in range(1, 18)]
    towns = [_value(f"town-{number}", 99 - number, f"Gemeente {number}") for number in range(1, 25)]
    left_out = FacetValue("left-out", 3, excluded=True, named=Name(ARABIC_CITY))
    values: Mapping[str, Sequence[FacetValue]] = {
        "type": kinds,
        "theme": themes,
        "municipality": towns,
        "status": [*states, left_out],
        "goal": goals,
        "character": [_value("long", 1, LONG)],
    }
    return facet_panel.panel(values, lambda _name: "?", whole="municipality")


def _value(value: str, count: int, name: str, parent: str | None = None) -> FacetValue:
    return FacetValue(value, count, named=Name(name, parent))


def facts() -> list[Fact]:
    """Values with and without a link, in another language, for the network only, and very long."""
    code, _note = _foreign()
    return [
        Fact(_("Lead"), [Item("Rotterdam", HERE)]),
        Fact(_("Partners"), [Item(ARABIC_CITY, HERE, "(2)"), Item("Jakarta", HERE, "Indonesia", code)]),
        Fact(_("Budget"), [Item(money(Decimal(125_000), "EUR"))], network=True),
        Fact(_("Programme"), [Item(LONG)]),
    ]


def money_table() -> MoneyTable:
    """Amounts with a total, one of them not stated and for the network."""
    rows = [
        MoneyRow(_("Own share"), "Rotterdam", money(Decimal(125_000), "EUR"), network=False),
        MoneyRow(_("Own share"), LONG, money(Decimal("7500.50"), "EUR"), network=False),
        MoneyRow(_("Subsidy"), "", money(None, "EUR"), network=True),
    ]
    return MoneyTable(rows, [money(Decimal("132500.50"), "EUR")])


def indicators() -> IndicatorTable:
    """Measures with and without a start, a date and a source."""
    rows = [
        IndicatorRow(
            Text(_("Homes that stay dry")), "", figure(Decimal(0)), figure(Decimal(1250)), "2024", "Rotterdam"
        ),
        IndicatorRow(Text(LONG), "%", "", figure(Decimal("12.5")), "", ""),
    ]
    return IndicatorTable(rows)


def lessons() -> list[dict[str, Any]]:
    """What worked and what did not, in another language and for the network only."""
    code, note = _foreign()
    told = Text("Asked too late." if code == "en" else "Te laat gevraagd.", code, note)
    return [
        {"kind": "worked", "word": _("Worked"), "text": Text(_("Walking along the dike together.")), "network": False},
        {"kind": "failed", "word": _("Did not work"), "text": told, "network": True},
    ]


def relations() -> list[Relation]:
    """Cases that belong together, with and without a reason."""
    return [
        Relation("challenge", kind_word("challenge"), ARABIC_TITLE, "", HERE, "Amman", _("Same theme: water")),
        Relation("initiative", kind_word("initiative"), LONG, "", HERE, "Rotterdam", ""),
    ]


def subject_rows() -> list[Row]:
    """Rows of an index: with parts below them, with a tile, and without a number."""
    return [
        Row(Text("Water"), HERE, grouped(1234), below=[Row(Text(LONG), HERE, "12")]),
        Row(Text(_("Goal %(number)s") % {"number": 6}), HERE, "7", 6),
        Row(Text(_("A row without a number")), HERE, ""),
    ]


@dataclass(frozen=True)
class ExampleMap:
    """A map with pins of its own."""

    pins: list[dict[str, Any]]
    view: str
    still: SafeString


def europe() -> ExampleMap:
    """A pin of each type, and clusters of each size."""
    pins = [_pin(kind, 52.0 - 3 * at, 4.5 + 4 * at, str(KINDS[kind].one)) for at, kind in enumerate(KINDS)]
    counts = (7, 64, 940, 12_345)
    pins += [_cluster(58.0, -6.0 + 10 * at, count) for at, count in enumerate(counts)]
    return ExampleMap(pins, "-11,35,32,62", locator.crop([(52.0, 4.5)], "initiative", width=704, height=528, mark=40))


def pacific() -> ExampleMap:
    """Neighbours on both sides of the 180th meridian."""
    window = locator.window_around([SUVA, APIA], 4, 3)
    pins = [
        _pin("partnership", latitude, window.beside(longitude), name)
        for name, (latitude, longitude) in {"Suva": SUVA, "Apia": APIA}.items()
    ]
    view = f"{window.west},{window.south},{window.east},{window.north}"
    return ExampleMap(pins, view, locator.crop([SUVA, APIA], "partnership", width=704, height=528, mark=40))


def _pin(kind: str, latitude: float, longitude: float, title: str) -> dict[str, Any]:
    return {
        "id": "",
        "latitude": latitude,
        "longitude": longitude,
        "count": 1,
        "kind": kind,
        "kind_word": kind_word(kind),
        "title": title,
        "place": day("2024-05-05"),
        "label": title,
    }


def _cluster(latitude: float, longitude: float, count: int) -> dict[str, Any]:
    return {
        "latitude": latitude,
        "longitude": longitude,
        "count": count,
        "bounds": [longitude - 1, latitude - 1, longitude + 1, latitude + 1],
        "label": f"{grouped(count)} {ngettext('result', 'results', count)}",
    }
