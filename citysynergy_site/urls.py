"""Addresses of the ready site. The order matters: allauth's doors and the plugin's views stand before Wagtail's."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib.sitemaps import views as sitemap_views
from django.urls import include, path, re_path
from django.views.i18n import set_language
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from citysynergy.web.metadata.sitemaps import sitemaps
from citysynergy_site import accounts, doors, views

SITEMAPS = {"sitemaps": sitemaps()}

urlpatterns = [
    *doors.urlpatterns,
    path("account/", accounts.overview, name="account_overview"),
    path("account/language/", set_language, name="set_language"),
    path("account/", include("allauth.urls")),
    path("admin/", include("citysynergy.admin_urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/<int:document_id>/<str:document_filename>", views.document),
    path("documents/", include(wagtaildocs_urls)),
    re_path(r"^media/(?P<path>.+)$", views.media, name="media"),
    path("favicon.ico", views.favicon),
    path("robots.txt", views.robots),
    path("sitemap.xml", sitemap_views.index, {**SITEMAPS, "sitemap_url_name": "sitemap_part"}, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap_views.sitemap, SITEMAPS, name="sitemap_part"),
    path("", include("citysynergy.urls")),
]

urlpatterns += i18n_patterns(
    *doors.page_urlpatterns,
    path("", include("search.urls")),
    path("", include(wagtail_urls)),
)
