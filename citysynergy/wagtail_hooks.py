"""Index of what the rooms add to Wagtail's admin; Wagtail looks here."""

from django.urls import URLResolver, include, path
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from citysynergy.cases import hooks as _cases  # noqa: F401
from citysynergy.cases import menu as _cases_menu  # noqa: F401
from citysynergy.cases import merging_views, new_case
from citysynergy.cases import small_views as small_case_views
from citysynergy.cases import views as cases_views
from citysynergy.discovery import admin_views as index_views
from citysynergy.discovery.dictionary.admin import StewardGroup
from citysynergy.moderation import home as _moderation_home  # noqa: F401
from citysynergy.moderation import hooks as _moderation  # noqa: F401
from citysynergy.moderation import menu as _moderation_menu  # noqa: F401
from citysynergy.moderation import queue_views, report_views
from citysynergy.moderation import views as moderation_views
from citysynergy.moderation import wagtail_menus as _wagtail_menus  # noqa: F401
from citysynergy.moderation.admin import ModerationGroup
from citysynergy.opportunities import hooks as _opportunities  # noqa: F401
from citysynergy.opportunities import small_views as small_opportunity_views
from citysynergy.permissions import hooks as _permissions  # noqa: F401
from citysynergy.permissions import member_views, trust_views
from citysynergy.permissions import trust_hooks as _trust  # noqa: F401
from citysynergy.permissions import views as permissions_views

modeladmin_register(StewardGroup)
modeladmin_register(ModerationGroup)

ADMIN_URLS = [
    *trust_views.urlpatterns,
    *cases_views.urlpatterns,
    *member_views.urlpatterns,
    *merging_views.urlpatterns,
    *new_case.urlpatterns,
    *permissions_views.urlpatterns,
    *moderation_views.urlpatterns,
    *small_case_views.urlpatterns,
    *small_opportunity_views.urlpatterns,
    *queue_views.urlpatterns,
    *report_views.urlpatterns,
    *index_views.urlpatterns,
]


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLResolver]:
    """The plugin's own addresses below the admin, which Wagtail opens only to who may enter it."""
    return [path("citysynergy/", include((ADMIN_URLS, "citysynergy_admin"), namespace="citysynergy_admin"))]
