"""Addresses of the plugin that carry no language: API, permanent addresses, health. An index of the rooms' own."""

from django.urls import URLPattern, URLResolver, include, path

from citysynergy.permissions.invitation_views import invitation_page
from citysynergy.web.views import permanent_address

urlpatterns: list[URLPattern | URLResolver] = [
    path("id/<uuid:uuid>", permanent_address, name="citysynergy-permanent"),
    path("invitations/<str:token>/", invitation_page, name="citysynergy-invitation"),
    path("", include("citysynergy.opendata.urls")),
]
