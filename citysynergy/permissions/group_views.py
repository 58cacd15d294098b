"""Wagtail's forms for groups, users and privacy, without the groups that follow from memberships."""

from typing import Any

from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import Http404
from wagtail.admin.forms.pages import PageViewRestrictionForm
from wagtail.admin.views.page_privacy import SetPrivacyView
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views import groups, users
from wagtail.users.views.bulk_actions import AssignRoleBulkAction
from wagtail.users.views.bulk_actions.assign_role import RoleForm

from citysynergy.permissions.groups import NETWORK


def role_groups() -> QuerySet[Group]:
    """The groups of organisations; each holds the members of one in one role."""
    return Group.objects.filter(citysynergy_organisation_group__isnull=False)


def derived_groups() -> QuerySet[Group]:
    """The groups that ``grants`` keeps."""
    return role_groups() | Group.objects.filter(name=NETWORK)


def free_groups() -> QuerySet[Group]:
    """The groups that people keep by hand."""
    return Group.objects.filter(citysynergy_organisation_group=None).exclude(name=NETWORK)


# --- groups ---------------------------------------------------------------------------------------------


class GroupIndexView(groups.IndexView):  # type: ignore[misc]
    """Lists the free groups."""

    def get_base_queryset(self) -> QuerySet[Group]:
        """Without the derived ones."""
        return super().get_base_queryset().filter(pk__in=free_groups().values("pk"))  # type: ignore[no-any-return]


class _FreeGroup:
    """A derived group is not found, whoever asks."""

    def get_object(self, queryset: Any = None) -> Group:
        group: Group = super().get_object(queryset)  # type: ignore[misc]
        if derived_groups().filter(pk=group.pk).exists():
            raise Http404
        return group


class GroupEditView(_FreeGroup, groups.EditView):  # type: ignore[misc]
    """Changes a free group."""


class GroupDeleteView(_FreeGroup, groups.DeleteView):  # type: ignore[misc]
    """Deletes a free group."""


class FreeGroupViewSet(groups.GroupViewSet):  # type: ignore[misc]
    """Wagtail's groups."""

    index_view_class = GroupIndexView
    edit_view_class = GroupEditView
    delete_view_class = GroupDeleteView


# --- users ---------------------------------------------------------------------------------------------


class _FreeGroupsForm:
    """Offers the free groups, and keeps a user in the others, which the form does not show."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].queryset = free_groups()  # type: ignore[attr-defined]

    def clean_groups(self) -> list[Group]:
        """What was chosen, and what follows from memberships."""
        chosen = list(self.cleaned_data["groups"])  # type: ignore[attr-defined]
        user = self.instance  # type: ignore[attr-defined]
        return chosen + list(derived_groups().filter(user=user) if user.pk else ())


class FreeUserCreationForm(_FreeGroupsForm, UserCreationForm):  # type: ignore[misc]
    """Makes a user."""


class FreeUserEditForm(_FreeGroupsForm, UserEditForm):  # type: ignore[misc]
    """Changes a user."""


class FreeUserViewSet(users.UserViewSet):  # type: ignore[misc]
    """Wagtail's users."""

    def get_form_class(self, for_update: bool = False) -> type[Any]:
        """The forms above."""
        return FreeUserEditForm if for_update else FreeUserCreationForm


class FreeRoleForm(RoleForm):  # type: ignore[misc]
    """Chooses a group for several users at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = free_groups()


class AssignFreeRole(AssignRoleBulkAction):  # type: ignore[misc]
    """Takes the place of Wagtail's own action, under its name."""

    form_class = FreeRoleForm


# --- privacy ---------------------------------------------------------------------------------------------


class PrivacyForm(PageViewRestrictionForm):  # type: ignore[misc]
    """Restricts a page to groups: free ones, or the network. An organisation's group goes when its members go."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].queryset = Group.objects.exclude(pk__in=role_groups().values("pk"))


class PrivacyView(SetPrivacyView):  # type: ignore[misc]
    """Wagtail's, with that form."""

    form_class = PrivacyForm
