"""Finds the records that the content files name, and makes those that the reference data lack."""

from functools import cached_property

from wagtail.models import Collection

from citysynergy.demo.content import Content, Entry
from citysynergy.models import City, ContactDesk, Country, Goal, Organisation, Programme, Region, Theme
from citysynergy.taxonomy.actions import propose_city
from citysynergy.taxonomy.cities import find_city, named
from citysynergy.values.multilingual import MultilingualText

SOURCE = "Demonstration"


class Records:
    """Looks up by slug, code or name, and remembers."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self._cities: dict[str, City] = {}

    @cached_property
    def organisations(self) -> dict[str, Organisation]:
        """The organisations that the content names, by slug."""
        wanted = self.content.organisations_named()
        found = {row.slug: row for row in Organisation.objects.filter(slug__in=wanted).select_related("page")}
        if missing := sorted(set(wanted) - set(found)):
            raise LookupError(f"Load the reference data first; these organisations are missing: {', '.join(missing)}")
        return found

    @cached_property
    def themes(self) -> dict[str, Theme]:
        """All themes by slug."""
        return {theme.slug: theme for theme in Theme.objects.all()}

    @cached_property
    def goals(self) -> dict[int, Goal]:
        """The goals by number."""
        return Goal.objects.in_bulk()

    @cached_property
    def programmes(self) -> dict[str, Programme]:
        """All programmes by slug."""
        return {programme.slug: programme for programme in Programme.objects.all()}

    @cached_property
    def regions(self) -> dict[str, Region]:
        """All regions by code."""
        return {region.code: region for region in Region.objects.all()}

    def city(self, reference: str) -> City:
        """The city written as ``NI León``: the country's code and a name."""
        if reference not in self._cities:
            country, name = reference[:2], reference[3:]
            found = find_city(f"{name}, {country}", "en")
            if len(found) != 1 or found[0].pk is None:
                raise LookupError(f"No city, or more than one, is called {reference!r}.")
            self._cities[reference] = found[0]
        return self._cities[reference]

    def party(self, reference: str) -> dict[str, Organisation | City]:
        """A partner or member: ``org zwolle`` is an organisation, anything else a city."""
        if reference.startswith("org "):
            return {"organisation": self.organisations[reference.removeprefix("org ")]}
        return {"city": self.city(reference)}


def make_missing(content: Content) -> int:
    """Make the invented municipalities, and the programmes and places that the reference data lack. Says how many."""
    made = sum(_make_organisation(entry) for entry in content.organisations)
    for entry in content.programmes:
        fields = {name: entry[name] or None for name in ("start", "end")} | {
            "name": MultilingualText(nl=entry["nl"], en=entry["en"]),
            "funder": entry["funder"],
            "link": entry["link"],
            "source": SOURCE,
        }
        made += Programme.objects.get_or_create(slug=entry["slug"], defaults=fields)[1]
    for entry in content.cities:
        country = Country.objects.get(code=entry["country"])
        if not named(entry["name"], whole=True).filter(country=country).exists():
            propose_city(entry["name"], country, entry["latitude"], entry["longitude"], by=SOURCE)
            made += 1
    return made


def _make_organisation(entry: Entry) -> bool:
    fields = {name: entry[name] for name in ("kind", "latitude", "longitude", "size_class")} | {
        "name": MultilingualText(nl=entry["nl"], en=entry["en"]),
        "country": Country.objects.get(code="NL"),
        "may_write": True,
        "source": SOURCE,
    }
    return Organisation.objects.get_or_create(slug=entry["slug"], defaults=fields)[1]


def make_desk(organisation: Organisation) -> bool:
    """Give an organisation without a contact desk one. Its mail goes nowhere."""
    if organisation.desk_id is not None:
        return False
    organisation.desk = ContactDesk.objects.create(
        organisation=organisation,
        name=MultilingualText(nl="Voorbeeldloket internationaal", en="Example desk, international"),
        email=f"international@{organisation.slug}.example.org",
    )
    organisation.save(update_fields=["desk"])
    return True


def picture_collection() -> Collection:
    """The collection that holds the demonstration's pictures."""
    root = Collection.get_first_root_node()
    name = "CitySynergy demonstration"
    return root.get_children().filter(name=name).first() or root.add_child(name=name)
