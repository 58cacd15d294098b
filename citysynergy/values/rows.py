"""Rows of a page that keep the order in which they were given."""

from wagtail.models import Orderable


class Row(Orderable):
    """A row beside a page, in the order an editor gave it; rows without such an order stand as they were made.

    Without the second, a database may return rows of no order differently after any of them is changed.
    """

    class Meta(Orderable.Meta):
        abstract = True
        ordering = ["sort_order", "pk"]
