"""Addresses of the API and of health; they carry no language."""

from django.urls import URLPattern, URLResolver, path

from citysynergy.opendata import health
from citysynergy.opendata.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("health/live", health.live, name="citysynergy-health-live"),
    path("health/ready", health.ready, name="citysynergy-health-ready"),
]
