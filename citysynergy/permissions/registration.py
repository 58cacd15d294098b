"""Hands the policy to Wagtail."""

from wagtail.models import AbstractPage
from wagtail.permissions import register_permission_policy

from citysynergy.conf import get_setting
from citysynergy.permissions.policies import CityPagePermissionPolicy


def register_policy() -> None:
    """Register for all pages of the host, unless the setting says no. Wagtail wants it before the first question."""
    if get_setting("PAGE_PERMISSION_POLICY"):
        register_permission_policy(AbstractPage, CityPagePermissionPolicy())
