"""Reports as files: in the language of who asks, and with nothing in them that a spreadsheet would run."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import get_language, override
from wagtail.admin.views.reports import ReportView

# What a spreadsheet would take for the beginning of a formula; see OWASP, "CSV Injection".
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_text(value: str) -> str:
    """The value for a CSV file, marked as text where a spreadsheet would run it."""
    return f"'{value}" if value.startswith(FORMULA) else value


def _in_language(language: str | None, lines: Iterator[str]) -> Iterator[str]:
    """The lines, each made in this language. Between two of them the language of the thread is its own again."""
    while True:
        with override(language):
            try:
                line = next(lines)
            except StopIteration:
                return
        yield line


class ExportedReportView(ReportView):
    """A report of Wagtail that is read as CSV and XLSX as well.

    Wagtail streams CSV after it has left the language of the reader, and cares for formulas in XLSX alone.
    """

    def stream_csv(self, queryset: Any) -> Iterator[str]:
        """The lines of the file, in the language that is active when they are asked for."""
        return _in_language(get_language(), super().stream_csv(queryset))

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """The value of a cell."""
        cell = super().preprocess_field_value(field, value, export_format)
        return as_text(cell) if export_format == self.FORMAT_CSV and isinstance(cell, str) else cell
