"""The tag library ``citysynergy``: an index of the rooms' tags."""

from citysynergy.web.tags import register

__all__ = ["register"]
