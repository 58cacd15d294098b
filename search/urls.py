"""Where the plugin's public pages stand in the ready site: directly below the language, such as ``/nl/search/``."""

from django.urls import include, path

urlpatterns = [
    path("", include("citysynergy.web.urls")),
]
