"""The host mounts the plugin's pages in a corner of its own, without languages in the address."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("cms/", include("citysynergy.admin_urls")),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("cities/", include("citysynergy.web.urls")),
    path("", include("citysynergy.urls")),
    path("", include(wagtail_urls)),
]
