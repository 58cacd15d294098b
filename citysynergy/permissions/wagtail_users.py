"""Wagtail's users app with our forms for groups and users. To be named in ``INSTALLED_APPS`` for ``wagtail.users``.

Groups that follow from memberships stay out of these forms: whoever changed them there would change nothing for long.
"""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    """The same app, with the views of ``permissions.group_views``."""

    group_viewset = "citysynergy.permissions.group_views.FreeGroupViewSet"
    user_viewset = "citysynergy.permissions.group_views.FreeUserViewSet"
