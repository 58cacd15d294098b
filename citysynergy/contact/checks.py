"""System checks of what readers' messages need."""

from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from citysynergy.conf import check_limit, get_setting

LIMITS = ("MESSAGES_PER_HOUR", "MESSAGES_PER_HOUR_ABOUT_ONE_CASE")


def check_contact(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """The desk of the site has a mail address, and limits are numbers that make sense."""
    found: list[CheckMessage] = []
    if desk := get_setting("DESK_EMAIL"):
        try:
            validate_email(desk)
        except ValidationError:
            found.append(
                Error(
                    f"CITYSYNERGY['DESK_EMAIL'] is {desk!r}.",
                    hint="Use one mail address without a name, such as desk@example.nl, or leave it empty.",
                    id="citysynergy.E016",
                )
            )
    for name in LIMITS:
        found += check_limit(name, "citysynergy.E017", 10)
    proxies = get_setting("TRUSTED_PROXIES")
    if not isinstance(proxies, int) or proxies < 0:
        found.append(
            Error(
                f"CITYSYNERGY['TRUSTED_PROXIES'] is {proxies!r}.",
                hint="Use the number of proxies of your own before the site: 0, 1 or more.",
                id="citysynergy.E018",
            )
        )
    return found


def connect() -> None:
    """Called once, by the app's ``ready``."""
    register(check_contact)
