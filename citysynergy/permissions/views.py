"""Pages that other organisations share: accept, decline, leave."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Media
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from citysynergy.permissions import actions
from citysynergy.permissions.access import access_of
from citysynergy.permissions.grants import SHARING_ROWS
from citysynergy.permissions.shares import rows_of, shares_of


class SharedPagesView(WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """The pages of other organisations that name one's own: those that ask, those that are shared, those declined."""

    page_title = gettext_lazy("Shared pages")
    header_icon = "group"
    template_name = "citysynergy/admin/shares/index.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shares = shares_of(self.request.user)
        context = super().get_context_data(**kwargs)
        context |= {
            "asked": [share for share in shares if not share.row.accepted and not share.row.declined],
            "accepted": [share for share in shares if share.row.accepted],
            "declined": [share for share in shares if share.row.declined],
            "several": len({share.row.organisation_id for share in shares}) > 1,
            "media": Media(css={"all": ["citysynergy/admin/steps.css"]}),
        }
        return context


def _row(request: HttpRequest, model: str, pk: int) -> Any | None:
    """The row, where it names an organisation of the user's; for a superuser, any that names one."""
    if model not in SHARING_ROWS:
        raise Http404
    rows = rows_of(model).filter(pk=pk, organisation__isnull=False)
    if not request.user.is_superuser:
        rows = rows.filter(organisation__in=[own.pk for own in access_of(request.user).own.values()])
    return rows.select_related("organisation").first()


def _answer(request: HttpRequest, model: str, pk: int, action: Any, done: str) -> HttpResponse:
    row = _row(request, model, pk)
    try:
        if row is None:
            messages.warning(request, _("That page no longer names your organisation. Nothing was changed."))
        elif action(row, by=request.user):
            messages.success(request, done % {"title": row.page.text.title})
        else:
            messages.info(request, _("This was answered already. Nothing was changed."))
    except PermissionDenied as refusal:
        messages.error(request, str(refusal))
    return redirect(get_valid_next_url_from_request(request) or "citysynergy_admin:shared_pages")


@require_POST
def accept(request: HttpRequest, model: str, pk: int) -> HttpResponse:
    """Say yes for one's organisation."""
    done = _("Accepted. The editors of your organisation can now change “%(title)s”.")
    return _answer(request, model, pk, actions.accept_share, done)


@require_POST
def decline(request: HttpRequest, model: str, pk: int) -> HttpResponse:
    """Say no, or leave a page that was shared."""
    done = _("Done. The editors of your organisation can't change “%(title)s”.")
    return _answer(request, model, pk, actions.decline_share, done)


urlpatterns = [
    path("shared-pages/", SharedPagesView.as_view(), name="shared_pages"),
    path("shared-pages/<str:model>/<int:pk>/accept/", accept, name="accept_share"),
    path("shared-pages/<str:model>/<int:pk>/decline/", decline, name="decline_share"),
]
