"""Makes the records and pages that tests speak of, with as little as each needs."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from wagtail.models import Page, Site

from citysynergy.models import (
    CasePlace,
    City,
    Country,
    ExpertiseOffer,
    ExpertiseProfilePage,
    Goal,
    InitiativePage,
    InitiativeTranslation,
    OpportunityPage,
    OpportunityTranslation,
    Organisation,
    OrganisationIndexPage,
    OrganisationPage,
    PartnershipMember,
    PartnershipPage,
    Region,
    RegionScheme,
    Theme,
    ThemeScheme,
)

SUMMARY = (
    "Twee steden leren van elkaar hoe zij de wijken aan het water veilig houden als de zee stijgt en de regen "
    "heviger wordt. Ambtenaren werken een jaar lang samen aan een plan dat bewoners zelf mee hebben gemaakt."
)
SUMMARY_EN = (
    "Two cities learn from each other how to keep the districts by the water safe when the sea rises and rain "
    "grows heavier. For a year their officials work together on a plan that residents helped to make themselves."
)


def make_theme(slug: str, nl: str, en: str, **fields: Any) -> Theme:
    """A theme of the main scheme."""
    scheme, _made = ThemeScheme.objects.get_or_create(
        slug="un-habitat", defaults={"name": {"nl": "UN-Habitat", "en": "UN-Habitat"}, "is_main": True}
    )
    return Theme.objects.create(slug=slug, name={"nl": nl, "en": en}, **{"scheme": scheme, **fields})


def make_region(code: str, nl: str, en: str, parent: Region | None = None) -> Region:
    """A region of UN M49."""
    scheme, _made = RegionScheme.objects.get_or_create(slug="m49", defaults={"name": {"en": "UN M49"}})
    return Region.objects.create(scheme=scheme, code=code, name={"nl": nl, "en": en}, parent=parent)


def make_country(code: str, nl: str, en: str, *regions: Region) -> Country:
    """A country in the regions given."""
    country = Country.objects.create(code=code, name={"nl": nl, "en": en})
    country.regions.set(regions)
    return country


def make_city(slug: str, country: Country, latitude: float, longitude: float, name: str = "") -> City:
    """A city; its name is the slug's unless told otherwise."""
    label = name or slug.title()
    return City.objects.create(
        slug=slug, name={"nl": label, "en": label}, country=country, latitude=latitude, longitude=longitude
    )


def make_goal(number: int, nl: str, en: str) -> Goal:
    """One of the 17 goals."""
    return Goal.objects.create(number=number, name={"nl": nl, "en": en}, colour="#26BDE2")


def organisations_index() -> OrganisationIndexPage:
    """The index of organisations below the home page of the default site, made at the first call."""
    index = OrganisationIndexPage.objects.first()
    if index is None:
        home = Site.objects.get(is_default_site=True).root_page
        index = home.add_child(instance=OrganisationIndexPage(title="Organisaties", slug="organisations"))
    return index


def make_organisation(slug: str, name: str = "", kind: str = "municipality", **fields: Any) -> Organisation:
    """An organisation that may write, with its public page."""
    label = name or slug.replace("-", " ").title()
    organisation = Organisation.objects.create(
        slug=slug, name={"nl": label, "en": label}, kind=kind, **{"may_write": True, **fields}
    )
    organisations_index().add_child(instance=OrganisationPage(title=label, slug=slug, organisation=organisation))
    return organisation


def make_user(username: str, *, language: str = "nl", admin: bool = False, **fields: Any) -> Any:
    """A user with a mail address; ``admin`` lets into Wagtail's admin without any page right."""
    user = get_user_model().objects.create_user(username, f"{username}@example.org", "secret-password", **fields)
    if admin:
        user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    from wagtail.users.models import UserProfile

    UserProfile.objects.create(user=user, preferred_language=language)
    return user


def _add(organisation: Organisation, page: Page, live: bool) -> Any:
    page.live = False
    organisation.page.add_child(instance=page)
    revision = page.save_revision()
    if live:
        revision.publish()
    return type(page).objects.get(pk=page.pk)


def make_initiative(
    organisation: Organisation,
    title: str = "Veilig aan het water",
    *,
    live: bool = True,
    themes: list[Theme] | None = None,
    countries: list[Country] | None = None,
    cities: list[City] | None = None,
    english: str = "Safe by the water",
    rows: dict[str, list[Any]] | None = None,
    **fields: Any,
) -> InitiativePage:
    """An initiative that is complete enough to be published; its cities become its places."""
    page = InitiativePage(
        title=title,
        **{
            "summary": SUMMARY,
            "language": "nl",
            "status": "ongoing",
            "start": "2024-01",
            "character": ["abroad"],
            "forms": ["knowledge-exchange"],
            "approach": "<p>Wij begonnen met een wandeling langs de dijk.</p>",
            **fields,
        },
    )
    page.themes = themes or []
    page.countries = countries or []
    page.cities = cities or []
    page.places = [CasePlace(city=city) for city in cities or []]
    if english:
        page.translations = [
            InitiativeTranslation(
                language="en", title=english, summary=SUMMARY_EN, approach="<p>We began with a walk along the dike.</p>"
            )
        ]
    for name, items in (rows or {}).items():
        setattr(page, name, items)
    return _add(organisation, page, live)


def make_opportunity(
    organisation: Organisation,
    title: str = "Kans voor waterbeheer",
    *,
    live: bool = True,
    city: City | None = None,
    themes: list[Theme] | None = None,
    english: str = "Opportunity in water management",
    **fields: Any,
) -> OpportunityPage:
    """An opportunity, for the network unless ``visibility="public"``."""
    page = OpportunityPage(
        title=title,
        city=city,
        **{
            "summary": SUMMARY,
            "language": "nl",
            "kind": "opportunity",
            "asked": "<p>De stad zoekt advies over dijken.</p>",
            "agreed_with_city": True,
            **fields,
        },
    )
    page.themes = themes or []
    if city:
        page.places = [CasePlace(city=city)]
    page.translations = [OpportunityTranslation(language="en", title=english, summary=SUMMARY_EN)]
    return _add(organisation, page, live)


def make_partnership(
    organisation: Organisation,
    title: str = "Stedenband",
    *,
    live: bool = True,
    members: list[Any] | None = None,
    themes: list[Theme] | None = None,
    **fields: Any,
) -> PartnershipPage:
    """A partnership of organisations and cities, in the order given."""
    page = PartnershipPage(
        title=title, **{"summary": SUMMARY, "language": "nl", "kind": "city-partnership", "since": "1983", **fields}
    )
    page.themes = themes or []
    page.members = [
        PartnershipMember(city=member) if isinstance(member, City) else PartnershipMember(organisation=member)
        for member in members or []
    ]
    return _add(organisation, page, live)


def make_expertise(
    organisation: Organisation,
    title: str = "Onze expertise",
    *,
    live: bool = True,
    themes: list[Theme] | None = None,
    **fields: Any,
) -> ExpertiseProfilePage:
    """An expertise profile with one offer for each theme."""
    page = ExpertiseProfilePage(
        title=title, **{"summary": SUMMARY, "language": "nl", "working_languages": ["nl", "en"], **fields}
    )
    page.themes = themes or []
    page.offers = [ExpertiseOffer(theme=theme, experience="can-advise", forms=["advice"]) for theme in themes or []]
    return _add(organisation, page, live)
