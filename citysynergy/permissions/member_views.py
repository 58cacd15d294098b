"""The admin's pages about members: whose members one manages, who they are, their roles, and who is invited."""

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, NumberColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from citysynergy.organisations.invitations import Invitation
from citysynergy.organisations.models import Membership, Organisation, OrganisationKind, Role
from citysynergy.permissions import invitations
from citysynergy.permissions.actions import (
    LastManagerError,
    change_role,
    is_last_manager,
    may_manage_all_members,
    may_manage_members,
    remove_member,
)
from citysynergy.permissions.managers import managed_organisations, manages_anyone, with_member_counts
from citysynergy.permissions.member_forms import InvitationForm, RoleForm
from citysynergy.permissions.member_log import MembersLogView


def _address(organisation: Organisation) -> str:
    return reverse("citysynergy_admin:organisation_members", args=[organisation.slug])


class OrganisationFilterSet(WagtailFilterSet):
    """What helps to find organisations that still need a manager."""

    kind = django_filters.ChoiceFilter(label=gettext_lazy("Kind"), choices=OrganisationKind.choices)
    managers = django_filters.ChoiceFilter(
        label=gettext_lazy("Managers"),
        method="filter_managers",
        choices=[("none", gettext_lazy("Without a manager")), ("some", gettext_lazy("With a manager"))],
    )

    class Meta:
        model = Organisation
        fields: list[str] = []

    def filter_managers(self, organisations: Any, name: str, value: str) -> Any:
        """Those that have a manager who can sign in, or those that have none."""
        return organisations.filter(manager_count=0) if value == "none" else organisations.filter(manager_count__gt=0)


class MembersView(BaseListingView):  # type: ignore[misc]
    """The organisations whose members the user manages; who manages one goes straight to it."""

    page_title = gettext_lazy("Members")
    header_icon = "group"
    verbose_name_plural = gettext_lazy("organisations")
    index_url_name = "citysynergy_admin:members"
    index_results_url_name = "citysynergy_admin:members_results"
    filterset_class = OrganisationFilterSet
    is_searchable = True
    default_ordering = "slug"
    paginate_by = 50
    columns = [
        TitleColumn("name", label=gettext_lazy("Organisation"), accessor=str, sort_key="slug", get_url=_address),
        Column("kind", label=gettext_lazy("Kind"), accessor="get_kind_display", sort_key="kind"),
        Column(
            "may_write",
            label=gettext_lazy("May write"),
            accessor=lambda organisation: _("yes") if organisation.may_write else _("no"),
        ),
        NumberColumn("member_count", label=gettext_lazy("Members"), sort_key="member_count"),
        NumberColumn("manager_count", label=gettext_lazy("Managers"), sort_key="manager_count"),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse who manages nobody."""
        if not manages_anyone(request.user):
            raise PermissionDenied
        if not may_manage_all_members(request.user):
            own = list(managed_organisations(request.user)[:2])
            if len(own) == 1:
                return redirect(_address(own[0]))
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_base_queryset(self) -> Any:
        """With the number of members and managers."""
        return with_member_counts(managed_organisations(self.request.user))

    def search_queryset(self, queryset: Any) -> Any:
        """By any name of the organisation."""
        if not self.is_searching:
            return queryset
        return queryset.filter(pk__in=Organisation.objects.named(self.search_query, "icontains").values("pk"))

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """The log of all organisations, for the ministry."""
        if not may_manage_all_members(self.request.user):
            return []
        return [HeaderButton(_("Log"), url=reverse("citysynergy_admin:members_log"), icon_name="history")]


class OfOrganisation(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """A page about the members of one organisation, for who manages them."""

    header_icon = "group"
    organisation: Organisation

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse who does not manage the members of this organisation."""
        self.organisation = get_object_or_404(Organisation, slug=kwargs["slug"])
        if not may_manage_members(request.user, self.organisation):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home, members, the organisation, this page."""
        items = [*super().get_breadcrumbs_items()]
        if may_manage_all_members(self.request.user):
            items.append({"url": reverse("citysynergy_admin:members"), "label": _("Members")})
        if self.page_title:
            items.append({"url": _address(self.organisation), "label": str(self.organisation)})
        return [*items, {"url": "", "label": self.get_page_title()}]

    def get_page_title(self) -> str:
        """The title of the view, or the organisation's name."""
        return str(self.page_title or self.organisation)

    def show(self, **context: Any) -> HttpResponse:
        """The page with its template."""
        context = self.get_context_data(organisation=self.organisation, **context)
        return TemplateResponse(self.request, self.template_name, context)

    def back(self) -> HttpResponse:
        """To the members; or to the admin's home, for who gave up managing them with this change."""
        if may_manage_members(self.request.user, self.organisation):
            return redirect(_address(self.organisation))
        return redirect("wagtailadmin_home")


class OrganisationMembersView(OfOrganisation):
    """Who works for the organisation, who is invited, and the form to invite."""

    template_name = "citysynergy/admin/members/organisation.html"

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """The log of this organisation."""
        address = reverse("citysynergy_admin:organisation_members_log", args=[self.organisation.slug])
        return [HeaderButton(_("Log"), url=address, icon_name="history")]

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        """The lists and an empty form."""
        return self._show(InvitationForm())

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Invite."""
        form = InvitationForm(request.POST)
        if form.is_valid():
            try:
                wanted = form.cleaned_data
                invitation = invitations.invite(
                    wanted["email"], self.organisation, wanted["role"], by=request.user, language=wanted["language"]
                )
            except ValidationError as refused:
                form.add_error("email", refused)
            else:
                say_whether_it_was_sent(request, invitation)
                return self.back()
        messages.error(request, _("The invitation was not sent. See below what is wrong."))
        return self._show(form)

    def _show(self, form: InvitationForm) -> HttpResponse:
        members = Membership.objects.filter(organisation=self.organisation).select_related("user")
        waiting = Invitation.objects.unanswered().filter(organisation=self.organisation).select_related("invited_by")
        return self.show(
            form=form,
            members=members.order_by("user__last_name", "user__first_name", "user__username", "role"),
            invitations=waiting.order_by("-expires_at"),
        )


class OfMember(OfOrganisation):
    """A page about one member. A member who is gone meanwhile is no error."""

    membership: Membership | None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Look for the member in this organisation alone, whatever number was sent."""
        super().setup(request, *args, **kwargs)
        found = Membership.objects.select_related("user", "organisation")
        self.membership = found.filter(pk=kwargs["pk"], organisation__slug=kwargs["slug"]).first()

    @property
    def member_name(self) -> str:
        """The member's name."""
        user = self.membership.user if self.membership else None
        return (user.get_full_name() or user.get_username()) if user else ""

    def gone(self) -> HttpResponse:
        """Say that somebody else was faster."""
        messages.warning(self.request, _("This membership ended meanwhile. Nothing was changed."))
        return self.back()

    def show(self, **context: Any) -> HttpResponse:
        """With the member, and whether it is the last manager."""
        last = self.membership is not None and is_last_manager(self.membership)
        return super().show(membership=self.membership, name=self.member_name, is_last_manager=last, **context)


class ChangeRoleView(OfMember):
    """Give a member another role."""

    page_title = gettext_lazy("Change role")
    template_name = "citysynergy/admin/members/change_role.html"

    def get(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        """The form."""
        if self.membership is None:
            return self.gone()
        role = self.membership.role
        return self.show(form=RoleForm(initial={"role": role, "was": role}))

    def post(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        """Change it, unless a colleague changed it first."""
        if self.membership is None:
            return self.gone()
        form = RoleForm(request.POST)
        if not form.is_valid():
            return self.show(form=form)
        if form.cleaned_data["was"] != self.membership.role:
            text = _("The role of %(name)s was changed meanwhile, to %(role)s. Nothing was changed now.")
            role = self.membership.get_role_display()
            messages.warning(request, text % {"name": self.member_name, "role": role})
            return self.back()
        try:
            change_role(self.membership, form.cleaned_data["role"], by=request.user)
        except LastManagerError as refused:
            form.add_error("role", str(refused))
            return self.show(form=form)
        except Membership.DoesNotExist:
            return self.gone()
        text = _("%(name)s works for %(organisation)s as %(role)s.")
        role = str(Role(form.cleaned_data["role"]).label)
        messages.success(request, text % {"name": self.member_name, "organisation": self.organisation, "role": role})
        return self.back()


class RemoveMemberView(OfMember):
    """End a membership, after a question."""

    page_title = gettext_lazy("Remove member")
    template_name = "citysynergy/admin/members/remove.html"

    def get(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        """The question."""
        if self.membership is None:
            return self.gone()
        invited = Invitation.objects.open().filter(organisation=self.organisation, invited_by=self.membership.user_id)
        return self.show(invited=invited.count(), may_anyway=may_manage_all_members(request.user))

    def post(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        """End it."""
        if self.membership is None:
            return self.gone()
        try:
            remove_member(self.membership, by=request.user)
        except LastManagerError as refused:
            messages.error(request, str(refused))
            return self.back()
        text = _("%(name)s no longer works for %(organisation)s as %(role)s. The pages and drafts stay.")
        role = self.membership.get_role_display()
        messages.success(request, text % {"name": self.member_name, "organisation": self.organisation, "role": role})
        return self.back()


class AnswerInvitationView(OfOrganisation):
    """Send an open invitation again, or withdraw it."""

    http_method_names = ["post"]
    withdraws = False

    def post(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        """Do it; who comes too late is told what happened."""
        invitation = get_object_or_404(Invitation, pk=pk, organisation=self.organisation)
        try:
            if self.withdraws:
                invitations.withdraw(invitation, by=request.user)
                text = _("The invitation of %(email)s is withdrawn. Its link no longer works.")
                messages.success(request, text % {"email": invitation.email})
            else:
                say_whether_it_was_sent(request, invitations.renew(invitation, by=request.user))
        except ValidationError as refused:
            messages.warning(request, " ".join(refused.messages))
        return self.back()


def say_whether_it_was_sent(request: HttpRequest, invitation: Invitation) -> None:
    """Tell who invited how it went."""
    if invitation.mail_failed:
        text = _("The invitation of %(email)s is kept, but the mail could not be sent. Send it again later.")
        messages.warning(request, text % {"email": invitation.email})
        return
    text = _("%(email)s gets a mail with a link that works until %(date)s.")
    until = date_format(localtime(invitation.expires_at), "DATE_FORMAT")
    messages.success(request, text % {"email": invitation.email, "date": until})


urlpatterns = [
    path("members/", MembersView.as_view(), name="members"),
    path("members/results/", MembersView.as_view(results_only=True), name="members_results"),
    path("members/log/", MembersLogView.as_view(), name="members_log"),
    path("members/log/results/", MembersLogView.as_view(results_only=True), name="members_log_results"),
    path("members/of/<slug:slug>/", OrganisationMembersView.as_view(), name="organisation_members"),
    path("members/of/<slug:slug>/log/", MembersLogView.as_view(), name="organisation_members_log"),
    path(
        "members/of/<slug:slug>/log/results/",
        MembersLogView.as_view(results_only=True),
        name="organisation_members_log_results",
    ),
    path("members/of/<slug:slug>/<int:pk>/role/", ChangeRoleView.as_view(), name="change_role"),
    path("members/of/<slug:slug>/<int:pk>/remove/", RemoveMemberView.as_view(), name="remove_member"),
    path(
        "members/of/<slug:slug>/invitations/<int:pk>/renew/",
        AnswerInvitationView.as_view(),
        name="renew_invitation",
    ),
    path(
        "members/of/<slug:slug>/invitations/<int:pk>/withdraw/",
        AnswerInvitationView.as_view(withdraws=True),
        name="withdraw_invitation",
    ),
]
