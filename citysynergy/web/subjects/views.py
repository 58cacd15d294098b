"""The pages about themes, goals, regions, countries and cities, and the lists of them."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from citysynergy.taxonomy.broader import WORLD
from citysynergy.taxonomy.models import City, Country, Goal, Region, Theme
from citysynergy.web.addresses import subject_url
from citysynergy.web.metadata.heads import address_head
from citysynergy.web.navigation import home_link
from citysynergy.web.reader import Reader, reader_of
from citysynergy.web.subjects import indexes, places, themes
from citysynergy.web.subjects.subject import Subject, SubjectView, subject_view


def _page(request: HttpRequest, subject: Subject) -> HttpResponse:
    return _answer(request, subject_view(subject, reader_of(request)))


def _answer(request: HttpRequest, view: SubjectView, *, public: bool = True) -> HttpResponse:
    subject = view.subject
    name = subject.title.text
    told = _("%(name)s: what cities of the Kingdom do and ask there, together with cities abroad.")
    if subject.parameter in ("theme", "goal"):
        told = _("%(name)s: what cities of the Kingdom do and ask about it, together with cities abroad.")
    head = address_head(
        request,
        request.path,
        name,
        subject.description.text or told % {"name": capfirst(name)},
        # A page that says "nothing yet" is not what who searches the web looks for.
        listed=bool(view.total) or view.degraded,
        public=public,
    )
    return render(request, "citysynergy/pages/subject.html", {"view": view, "subject": subject, "head": head})


@require_safe
def theme_page(request: HttpRequest, slug: str) -> HttpResponse:
    """What is done about a theme, and who leads it. A theme that was merged leads to the other one."""
    theme = get_object_or_404(
        Theme.objects.select_related("scheme", "merged_into", "parent__parent__parent"), slug=slug
    )
    if theme.merged_into:
        return HttpResponsePermanentRedirect(subject_url("theme", theme.merged_into.slug))
    return _page(request, themes.theme_subject(theme, reader_of(request)))


@require_safe
def goal_page(request: HttpRequest, number: int) -> HttpResponse:
    """What contributes to one of the Sustainable Development Goals."""
    return _page(request, themes.goal_subject(get_object_or_404(Goal, number=number)))


@require_safe
def region_page(request: HttpRequest, code: str) -> HttpResponse:
    """What happens in a region of the world."""
    region = get_object_or_404(Region.objects.exclude(code=WORLD).select_related("parent__parent__parent"), code=code)
    return _page(request, places.region_subject(region, reader_of(request)))


@require_safe
def country_page(request: HttpRequest, code: str) -> HttpResponse:
    """What happens in a country, who is active there, and which mission serves it."""
    country = get_object_or_404(Country, code=code.upper())
    if country.code != code:
        return HttpResponsePermanentRedirect(subject_url("country", country.code))
    return _page(request, places.country_subject(country, reader_of(request)))


@require_safe
def city_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A city's ties, questions and initiatives. A double leads to the city that it was merged into."""
    city = get_object_or_404(City.objects.select_related("country", "area", "merged_into"), slug=slug)
    if city.merged_into:
        return HttpResponsePermanentRedirect(subject_url("city", city.merged_into.slug))
    subject = places.city_subject(city, reader_of(request))
    view = subject_view(subject, reader_of(request))
    # What an editor proposed is public with the first case that is.
    proposed = city.state == City.State.PROPOSED
    if proposed and not view.total:
        raise Http404
    # Someone of the network may see it for a case that strangers may not read.
    return _answer(request, view, public=not (proposed and request.user.is_authenticated))


def _index(make: Callable[[Reader], indexes.Index]) -> Callable[[HttpRequest], HttpResponse]:
    @require_safe
    def view(request: HttpRequest) -> HttpResponse:
        index = make(reader_of(request))
        head = address_head(request, request.path, index.title, index.introduction)
        context = {"index": index, "head": head, "breadcrumbs": [home_link()]}
        return render(request, "citysynergy/pages/subject_index.html", context)

    return view


themes_index, goals_index, places_index = map(_index, (indexes.themes, indexes.goals, indexes.places))
