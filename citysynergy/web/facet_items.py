"""The values of facets as the items of a list. Written in Python: a page has a hundred of them, and in a template they
would take longer than all the rest."""

from collections.abc import Sequence
from html import escape

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from citysynergy.discovery.results import FacetValue
from citysynergy.web.facet_tree import Branch, label_of
from citysynergy.web.words import grouped


def box(name: str, found: FacetValue, *, checked: bool, before: str = "") -> SafeString:
    """One value to tick, with its count. ``name`` is the parameter that it sets; ``before`` stands before its words."""
    value = escape(found.value)
    return SafeString(
        f'<label><input type="checkbox" name="{name}" value="{value}" id="f-{name}-{value}"{" checked" * checked}>'
        f'<span class="cs-facet__word">{escape(before + label_of(found))}</span> '
        f'<span class="cs-facet__count">{grouped(found.count)}</span></label>'
    )


def items(tree: Sequence[Branch]) -> SafeString:
    """The items of a tree; what is part of a value is a list in its item, which opens."""
    return SafeString("\n".join(_item(branch) for branch in tree))


def _item(branch: Branch) -> str:
    found = branch.found
    if branch.heading:
        line = f'<span class="cs-facet__heading">{escape(label_of(found))}</span>'
    else:
        line = box(branch.name, found, checked=found.selected)
    if not branch.below:
        return f"<li>{line}</li>"
    opened = " open" * any(one.used for one in branch.below)
    inside = escape(gettext("Within %(name)s") % {"name": label_of(found)})
    return (
        f'<li>{line}<details id="facet-in-{branch.name}-{escape(found.value)}"{opened}>'
        f'<summary><span class="cs-hidden">{inside}</span></summary><ul>\n{items(branch.below)}</ul></details></li>'
    )
