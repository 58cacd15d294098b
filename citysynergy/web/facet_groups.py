"""The groups of filters. Written in Python, as their items are: a page has a dozen or two of them."""

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from citysynergy.web.facet_panel import Exclusion, Group


def written(groups: Iterable[Group]) -> SafeString:
    """The groups, one below the other."""
    return SafeString("\n".join(map(_group, groups)))


def _group(group: Group) -> str:
    name, label = group.name, escape(group.label)
    kind = "cs-facet__list cs-facet__list--whole" if group.whole else "cs-facet__list"
    return (
        f'<details class="cs-facet" id="facet-{name}"{" open" * group.open}><summary>{label}</summary>\n'
        f'<div class="cs-facet__values"><fieldset><legend class="cs-hidden">{label}</legend>\n'
        f'{_search(group)}<ul class="{kind}">\n{group.items}</ul>\n'
        f"{_left_out(group)}{_other(group)}{_exclusions(group)}</fieldset></div></details>"
    )


def _search(group: Group) -> str:
    """The box that narrows a whole list."""
    if not group.whole:
        return ""
    label = escape(gettext("Search in %(name)s") % {"name": group.label})
    hint, none = escape(gettext("Search in this list")), escape(gettext("Nothing in this list."))
    return (
        f'<label class="cs-facet__search"><span class="cs-hidden">{label}</span>'
        f'<input class="utrecht-textbox" id="facet-search-{group.name}" type="search" autocomplete="off" '
        f'placeholder="{hint}" data-cs-narrow></label>\n'
        f'<p class="cs-facet__none" role="status" data-none="{none}"></p>\n'
    )


def _left_out(group: Group) -> str:
    if not group.left_out:
        return ""
    words = gettext("This list shows the largest values. Find another one by its name, in the box for words.")
    return f'<p class="cs-facet__note">{escape(words)}</p>\n'


def _other(group: Group) -> str:
    """The link to the whole list, or back to its first values."""
    if not group.other_url:
        return ""
    focus = "" if group.whole else f' data-cs-focus="facet-search-{group.name}"'
    return (
        f'<p class="cs-facet__other"><a id="facet-list-{group.name}" {_leading_to(group, "facet")}{focus}>'
        f"{escape(group.other_label)}</a></p>\n"
    )


def _leading_to(group: Group, part: str) -> str:
    """What makes a link lead to a part of the group in its other form, by itself and by htmx."""
    url = escape(group.other_url)
    return (
        f'href="{url}#{part}-{group.name}" data-hx-get="{url}" data-hx-target="#search-results" '
        f'data-hx-swap="outerMorph" data-hx-push-url="true"'
    )


def _exclusions(group: Group) -> str:
    """What can be left out; of a long list, what can only be found in its other form."""
    if not (group.exclusions or group.other_url):
        return ""
    leave_out, pick = escape(gettext("Leave something out")), ""
    if group.other_url and not group.whole:
        words = escape(gettext("Choose from the whole list"))
        pick = f'<a {_leading_to(group, "facet-not")} data-cs-focus="pick-not_{group.name}">{words}</a>'
    return (
        f'<details class="cs-facet__not" id="facet-not-{group.name}"{" open" * (group.narrowed or group.whole)}>'
        f"<summary>{leave_out}</summary>\n"
        f"{''.join(map(_exclusion, group.exclusions))}{pick}</details>"
    )


def _exclusion(one: Exclusion) -> str:
    boxes = "".join(f"{box}\n" for box in one.boxes)
    if not one.options:
        return f"{boxes}\n"
    label = escape(gettext("Leave out of %(name)s") % {"name": one.label})
    choose = escape(gettext("%(name)s: choose…") % {"name": one.label})
    options = "".join(f'<option value="{escape(value)}">{escape(words)}</option>' for value, words in one.options)
    return (
        f'<label class="cs-hidden" for="pick-{one.name}">{label}</label>'
        f'<select class="utrecht-select" id="pick-{one.name}" name="{one.name}">'
        f'<option value="" selected>{choose}</option>{options}</select>{boxes}\n'
    )
