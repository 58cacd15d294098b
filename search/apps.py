"""The app that gives the plugin's search its place in the ready site."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Configuration of the search app."""

    name = "search"
    verbose_name = "Search"

    def ready(self) -> None:
        from search import checks  # noqa: F401
