"""Addresses that stand before Wagtail's own below the admin: ``path("admin/", include("citysynergy.admin_urls"))``.

They have Wagtail's addresses and no names: Wagtail's names lead to them.
"""

from django.urls import path

from citysynergy.permissions import admin_views as views

urlpatterns = [
    path("choose-page/chosen-multiple/", views.guarded(views.KnownChosenMultipleView)),
    path("choose-external-link/", views.guarded(views.KnownExternalLinkView)),
    path("reports/page-types-usage/", views.guarded(views.KnownPageTypesUsageView)),
    path("reports/page-types-usage/results/", views.guarded(views.KnownPageTypesUsageView, results_only=True)),
    path("reports/workflow/", views.guarded(views.OwnPeopleWorkflowView)),
    path("reports/workflow/results/", views.guarded(views.OwnPeopleWorkflowView, results_only=True)),
]
