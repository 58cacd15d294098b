"""The host's own page type."""

from wagtail.models import Page


class HostPage(Page):
    """A page that has nothing to do with cities."""

    template = "host_page.html"
