"""Small changes are made by the people of the permission matrix."""

from tests.permissions.conftest import made_people, people  # noqa: F401
