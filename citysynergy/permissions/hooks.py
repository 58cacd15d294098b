"""Where Wagtail's admin and pages ask hooks rather than the policy."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.admin_url_finder import ModelAdminURLFinder, register_admin_url_finder
from wagtail.models import BaseViewRestriction, PageViewRestriction

from citysynergy.permissions import actions, bulk_actions, file_lists, invitations, merging
from citysynergy.permissions.group_views import AssignFreeRole
from citysynergy.permissions.history import read_only_what_may_be_opened
from citysynergy.permissions.knowing import knowable_pages, refuse_unknown
from citysynergy.permissions.managers import manages_anyone
from citysynergy.permissions.menu_items import MenuItemFor
from citysynergy.permissions.page_views import KnownPageViewSet, page_viewsets
from citysynergy.values.guarded_pages import GuardedPageMixin, may_change_content

# What of Wagtail's editor means nothing to who may only comment.
WRITING_ITEMS = {"action-publish", "action-save-draft", "action-submit", "action-restart-workflow"}
FIRST_ITEMS = {"approve": 0, "reject": 1, "action-save-comments": 2}


@hooks.register("construct_page_chooser_queryset")
def only_pages_the_user_may_know_of(pages: Any, request: HttpRequest) -> Any:
    """What the user may read, and what the user may open; Wagtail lists every title to everyone."""
    # The page whose children are listed is printed above them, whatever the hook leaves of these.
    parent = request.resolver_match.kwargs.get("parent_page_id") if request.resolver_match else None
    refuse_unknown(request.user, [parent] if parent else [])
    return pages.filter(pk__in=knowable_pages(request.user).values("pk"))


@hooks.register("before_serve_page")
def not_found_for_who_may_not_read(page: Any, request: HttpRequest, args: Any, kwargs: Any) -> None:
    """Who is signed in and may not read the page is told that it is not there.

    Wagtail leads everyone without the right to sign-in; for who is signed in already that would go round in circles.
    Strangers are still led there.
    """
    if not request.user.is_authenticated:
        return
    restrictions: list[PageViewRestriction] = list(page.get_view_restrictions())
    for restriction in restrictions:
        groups = restriction.restriction_type == BaseViewRestriction.GROUPS
        if groups and not restriction.accept_request(request):
            raise Http404


class SaveCommentsItem(ActionMenuItem):
    """Saves comments; the form keeps nothing else of what is sent."""

    label = gettext_lazy("Save comments")
    name = "action-save-comments"
    icon_name = "comment"
    order = 1


@hooks.register("construct_page_action_menu")
def only_what_a_reader_can_do(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Who may not change the page gets no buttons to save it."""
    page = context.get("page")
    if context["view"] != "edit" or not isinstance(page, GuardedPageMixin) or may_change_content(page, request.user):
        return
    kept = [item for item in menu_items if item.name not in WRITING_ITEMS]
    # The first one is the button that stands open: what a moderator came for, else the comments; never "unpublish".
    kept.append(SaveCommentsItem())
    menu_items[:] = sorted(kept, key=lambda item: FIRST_ITEMS.get(item.name, len(FIRST_ITEMS)))


@hooks.register("before_edit_page")
def say_that_only_comments_are_kept(request: HttpRequest, page: Any) -> None:
    """Told once, above the page, before anyone types in vain."""
    if request.method != "GET" or not isinstance(page, GuardedPageMixin) or may_change_content(page, request.user):
        return
    messages.info(
        request,
        _("You may read this page, compare its versions and comment on it. What you change in its fields is not kept."),
    )


@hooks.register("register_log_actions")
def name_the_actions(registry: Any) -> None:
    """How the changes of members and partners read in the site history."""
    registry.register_action(actions.ADDED, gettext_lazy("Add member"), gettext_lazy("Member added"))
    registry.register_action(actions.CHANGED, gettext_lazy("Change role"), gettext_lazy("Member got another role"))
    registry.register_action(actions.REMOVED, gettext_lazy("Remove member"), gettext_lazy("Member removed"))
    registry.register_action(actions.ACCEPTED, gettext_lazy("Accept partnership"), gettext_lazy("Partner accepted"))
    registry.register_action(actions.DECLINED, gettext_lazy("Decline partnership"), gettext_lazy("Partner declined"))
    registry.register_action(actions.LEFT, gettext_lazy("Leave partnership"), gettext_lazy("Partner left"))
    registry.register_action(invitations.SENT, gettext_lazy("Invite"), gettext_lazy("Invitation sent"))
    registry.register_action(
        invitations.RENEWED, gettext_lazy("Send invitation again"), gettext_lazy("Invitation sent again")
    )
    registry.register_action(
        invitations.WITHDRAWN, gettext_lazy("Withdraw invitation"), gettext_lazy("Invitation withdrawn")
    )
    registry.register_action(
        invitations.ACCEPTED, gettext_lazy("Accept invitation"), gettext_lazy("Invitation accepted")
    )


# After Wagtail's own, which registers the log of pages.
hooks.register("register_log_actions", read_only_what_may_be_opened, order=100)


@hooks.register("register_admin_menu_item")
def members_menu_item() -> MenuItemFor:
    """The members of the organisations that the user manages; for managers, the ministry and superusers."""
    return MenuItemFor(
        gettext_lazy("Members"),
        reverse("citysynergy_admin:members"),
        name="citysynergy-members",
        icon_name="group",
        order=600,
        may=manages_anyone,
    )


@hooks.register("register_log_actions")
def name_the_mergers(registry: Any) -> None:
    """How mergers of organisations read in the site history."""
    registry.register_action(merging.PLANNED, gettext_lazy("Plan merger"), gettext_lazy("Merger planned"))
    registry.register_action(merging.MERGED, gettext_lazy("Merge"), gettext_lazy("Merged"))
    registry.register_action(merging.MOVED, gettext_lazy("Move member"), gettext_lazy("Member came from a predecessor"))


# After Wagtail's own action, whose place it takes.
hooks.register("register_bulk_action", AssignFreeRole, order=1)


@hooks.register("register_admin_viewset")
def views_of_our_pages() -> list[KnownPageViewSet]:
    """Wagtail's views, for who may know of the page."""
    return page_viewsets()


class OpenablePageURLFinder(ModelAdminURLFinder):
    """Where Wagtail says which pages use something, and in the site history: named to who may open them."""

    edit_url_name = "wagtailadmin_pages:edit"

    def get_edit_url(self, instance: Any) -> str | None:
        if self.user and not instance.permissions_for_user(self.user).can_edit():
            return None
        return str(self.construct_edit_url(instance))


register_admin_url_finder(GuardedPageMixin, OpenablePageURLFinder)

for _action in (*bulk_actions.ACTIONS, *file_lists.ACTIONS):
    # After Wagtail's, whose places they take.
    hooks.register("register_bulk_action", _action, order=1)


@hooks.register("construct_admin_api", order=1)
def only_files_of_the_user(router: Any) -> None:
    """The API of the admin lists the pictures and documents that the choosers do."""
    router.register_endpoint("images", file_lists.OwnImagesAPIViewSet)
    router.register_endpoint("documents", file_lists.OwnDocumentsAPIViewSet)
