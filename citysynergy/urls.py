"""Addresses of the plugin that carry no language: API, permanent addresses, health. An index of the rooms' own."""

from django.urls import URLPattern, URLResolver, include, path

from citysynergy.web.views import permanent_address

urlpatterns: list[URLPattern | URLResolver] = [
    path("id/<uuid:uuid>", permanent_address, name="citysynergy-permanent"),
    path("", include("citysynergy.opendata.urls")),
]
