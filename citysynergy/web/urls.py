"""Addresses of the public pages, below the language."""

from django.urls import URLPattern, URLResolver, path

from citysynergy.organisations.messages import ReaderMessage
from citysynergy.web import contact_views, views
from citysynergy.web.gallery.views import gallery_page
from citysynergy.web.subjects import views as subjects

app_name = "citysynergy"

urlpatterns: list[URLPattern | URLResolver] = [
    path("search/", views.search_page, name="search"),
    path("map/", views.map_page, name="map"),
    path("map/data.json", views.map_data, name="map-data"),
    path("themes/", subjects.themes_index, name="themes"),
    path("themes/<slug:slug>/", subjects.theme_page, name="theme"),
    path("goals/", subjects.goals_index, name="goals"),
    path("goals/<int:number>/", subjects.goal_page, name="goal"),
    path("places/", subjects.places_index, name="places"),
    path("regions/<slug:code>/", subjects.region_page, name="region"),
    path("countries/<slug:code>/", subjects.country_page, name="country"),
    path("cities/<slug:slug>/", subjects.city_page, name="city"),
    path("components/", gallery_page, name="components"),
    *contact_views.addresses("contact", ReaderMessage.Kind.QUESTION),
    *contact_views.addresses("correct", ReaderMessage.Kind.CORRECTION),
]
