#!/usr/bin/env python3
"""Django's command line; without DJANGO_SETTINGS_MODULE it uses the settings and database of ``make demo``."""

import os
import sys


def main() -> None:
    """Run the management command that the arguments name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "citysynergy_site.settings.demo")
    try:
        from django.core.management import execute_from_command_line
    except ImportError as error:
        message = "Django is not installed for this Python. Run `make demo` once, then use .venv/bin/python manage.py"
        raise SystemExit(message) from error
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
