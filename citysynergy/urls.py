"""Addresses of the plugin that carry no language: API, permanent addresses, health. An index of the rooms' own."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
