"""A Wagtail plugin that connects the cities of the Kingdom of the Netherlands with the rest of the world."""

__version__ = "0.1.0"
