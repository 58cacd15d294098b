"""Addresses of the public pages, below the language."""

from django.urls import URLPattern, URLResolver, path

from citysynergy.web import views

app_name = "citysynergy"

urlpatterns: list[URLPattern | URLResolver] = [
    path("search/", views.search_page, name="search"),
    path("map/", views.map_page, name="map"),
    path("map/data.json", views.map_data, name="map-data"),
]
