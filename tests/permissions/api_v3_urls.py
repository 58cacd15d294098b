"""The ready site's addresses, and Wagtail's API of pages as a host may mount it."""

from django.urls import path
from wagtail.api.v3.urls import api

from citysynergy_site.urls import urlpatterns as site

urlpatterns = [path("api/v3/", api.urls), *site]
