"""Addresses of the public pages, below the language."""

from django.urls import URLPattern, URLResolver

app_name = "citysynergy"

urlpatterns: list[URLPattern | URLResolver] = []
