"""What pages say to machines in the words of schema.org, as JSON-LD. Nothing that the public page does not show.

The types follow their definitions at https://schema.org/docs/full.html:

- the page of a case is an ``Article``: an organisation wrote and published it at a time; ``about`` is the case;
- an initiative is a ``Project``, "an enterprise … collaborative …, planned to achieve a particular aim";
- an opportunity or challenge is a ``Demand``, "the public, not necessarily binding … announcement by an organization …
  to seek a certain type of goods or services", with a day until when; a local solution is its opposite, an ``Offer``;
  an event or visit is an ``Event``;
- an expertise profile is a ``Service``, "provided by an organization";
- a city partnership is a ``Consortium``, "a membership Organization whose members are typically Organizations";
- municipalities, missions and the ministry are ``GovernmentOrganization``, others plain ``Organization``. ``Embassy``
  is not used: there it is a building, and no address is ours to tell.

Contact desks and people are left out, though the page prints the name of the desk.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from citysynergy.cases.pages import CasePage
from citysynergy.opportunities.pages import OpportunityKind
from citysynergy.organisations.models import MUNICIPAL_KINDS, Organisation, OrganisationKind
from citysynergy.organisations.pages import OrganisationPage
from citysynergy.web.case_views import CaseView
from citysynergy.web.metadata.heads import Head
from citysynergy.web.navigation import Link
from citysynergy.web.organisation_views import OrganisationView
from citysynergy.web.parts import Item, Place

type Node = dict[str, Any]

# With these as they are, a text could end the element it stands in, or begin a comment.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}

GOVERNMENT = (*MUNICIPAL_KINDS, OrganisationKind.MISSION, OrganisationKind.MINISTRY)
ASKED = {OpportunityKind.SOLUTION: "Offer", OpportunityKind.EVENT: "Event"}


def element(node: Node) -> SafeString:
    """A node as a block of data. Browsers run nothing in it, so that it needs no place in the security policy."""
    text = json.dumps(_filled({"@context": "https://schema.org", **node}), cls=DjangoJSONEncoder, ensure_ascii=False)
    return mark_safe(f'<script type="application/ld+json">{text.translate(ESCAPES)}</script>')


def _filled(value: Any) -> Any:
    """A node without what is empty."""
    if isinstance(value, dict):
        kept = {name: _filled(part) for name, part in value.items()}
        return {name: part for name, part in kept.items() if part not in (None, "", [], {})}
    return [_filled(part) for part in value] if isinstance(value, list) else value


def site_node(request: HttpRequest, head: Head) -> Node:
    """The site, and how it is searched."""
    search = request.build_absolute_uri(reverse("citysynergy:search"))
    return {
        "@type": "WebSite",
        "name": "CitySynergy",
        "url": head.canonical,
        "description": head.description,
        "inLanguage": head.language,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }


def breadcrumb_node(request: HttpRequest, links: Iterable[Link], head: Head) -> Node:
    """The way to the page, which comes last."""
    steps = [(link.label, request.build_absolute_uri(link.url)) for link in links]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": url}
            for number, (name, url) in enumerate([*steps, (head.title, head.canonical)], 1)
        ],
    }


def case_node(request: HttpRequest, page: CasePage, view: CaseView, head: Head) -> Node:
    """The page of a case, and what it is about."""
    organisation = page.organisation
    publisher = {
        "@type": _organisation_type(organisation),
        "name": str(organisation.name),
        "url": request.build_absolute_uri(view.publisher.url) if view.publisher.url else "",
    }
    return {
        "@type": "Article",
        "@id": view.permanent,
        "url": head.canonical,
        "mainEntityOfPage": head.canonical,
        "headline": view.title.text,
        "description": view.summary.text,
        "inLanguage": head.language,
        "datePublished": page.first_published_at,
        "dateModified": page.last_published_at,
        "isAccessibleForFree": True,
        "image": head.own_picture.url if head.own_picture else "",
        "keywords": [*(item.label for item in view.themes), *(str(goal.name) for goal in view.goals)],
        "author": publisher,
        "publisher": publisher,
        "about": {
            "name": view.title.text,
            "description": view.summary.text,
            **_ABOUT[page.case_type](page, publisher, request, view),
        },
    }


def _initiative(page: Any, publisher: Node, request: HttpRequest, view: CaseView) -> Node:
    return {
        "@type": "Project",
        "foundingDate": _date(page.start),
        "dissolutionDate": _date(page.end),
        "member": [publisher, *_members(view.members, request)],
        "location": _places(view.places),
    }


def _opportunity(page: Any, publisher: Node, request: HttpRequest, view: CaseView) -> Node:
    kind = ASKED.get(page.kind, "Demand")
    if kind == "Event":
        return {
            "@type": kind,
            "organizer": publisher,
            "startDate": _date(page.starts),
            "endDate": _date(page.ends),
            "location": _places(view.places),
        }
    return {
        "@type": kind,
        "offeredBy": publisher if kind == "Offer" else None,
        "availabilityEnds": page.deadline,
        "areaServed": _places(view.places),
    }


def _expertise(page: Any, publisher: Node, request: HttpRequest, view: CaseView) -> Node:
    return {
        "@type": "Service",
        "provider": publisher,
        "serviceType": list(dict.fromkeys(offer.theme.label for offer in view.extra["offers"])),
    }


def _partnership(page: Any, publisher: Node, request: HttpRequest, view: CaseView) -> Node:
    return {
        "@type": "Consortium",
        "foundingDate": _date(page.since),
        "dissolutionDate": _date(page.until),
        "member": _members(view.members, request),
        "location": _places(view.places),
    }


_ABOUT = {
    "initiative": _initiative,
    "opportunity": _opportunity,
    "expertise": _expertise,
    "partnership": _partnership,
}


def organisation_node(request: HttpRequest, page: OrganisationPage, view: OrganisationView, head: Head) -> Node:
    """An organisation: what it is called and since when, and where else it is known."""
    organisation = page.organisation
    return {
        "@type": _organisation_type(organisation),
        "@id": view.permanent,
        "url": head.canonical,
        "name": view.title.text,
        "alternateName": [row.name for row in organisation.other_names.all()],
        "description": head.description,
        "sameAs": organisation.website,
        "foundingDate": _date(organisation.valid_from),
        "dissolutionDate": _date(organisation.valid_to),
        "identifier": [
            {"@type": "PropertyValue", "propertyID": row.get_scheme_display(), "value": row.value}
            for row in organisation.codes.all()
        ],
    }


def _organisation_type(organisation: Organisation) -> str:
    return "GovernmentOrganization" if organisation.kind in GOVERNMENT else "Organization"


def _members(items: Sequence[Item], request: HttpRequest) -> list[Node]:
    """Who takes part. A city that does is an organisation here: a place can't be a member of anything."""
    return [
        {
            "@type": "Organization",
            "name": item.label,
            "url": request.build_absolute_uri(item.url) if item.url else "",
        }
        for item in items
    ]


def _places(places: Iterable[Place]) -> list[Node]:
    return [
        {
            "@type": "Place",
            "name": place.name or place.country,
            "address": {"@type": "PostalAddress", "addressCountry": place.country},
            "geo": {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude}
            if place.latitude is not None
            else None,
        }
        for place in places
    ]


def _date(value: Any) -> str:
    """A date as precise as it is known: schema.org takes a year or a month as well."""
    return str(value) if value else ""
