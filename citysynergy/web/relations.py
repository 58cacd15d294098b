"""Related cases on the page of a case, each with the reason in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy

from citysynergy.discovery.api import related
from citysynergy.discovery.related import Related
from citysynergy.values.languages import active_language
from citysynergy.web.entries import name_of, where
from citysynergy.web.kinds import kind_of, kind_word
from citysynergy.web.reader import Reader
from citysynergy.web.words import isolated, joined

# As in "the same theme and country".
SHARED: dict[str, Promise] = {
    "programme": pgettext_lazy("the same …", "programme"),
    "city": pgettext_lazy("the same …", "city"),
    "theme": pgettext_lazy("the same …", "theme"),
    "country": pgettext_lazy("the same …", "country"),
    "municipality": pgettext_lazy("the same …", "municipality"),
    "goal": pgettext_lazy("the same …", "goal"),
}
# A reason is read at a glance: three kinds of things, and of each its first values.
KINDS, NAMES = 3, 2


@dataclass(frozen=True)
class Relation:
    """A case that belongs with the one on the page."""

    kind: str
    kind_word: str
    title: str
    lang: str
    url: str
    who: str
    reason: str


def relations(case_id: Any, values: Mapping[str, Iterable[str]], reader: Reader) -> list[Relation]:
    """The cases that share most with a case, as far as this reader may see them."""
    found = related(str(case_id), values, viewer=getattr(reader.request, "user", None))
    return [_relation(one) for one in found if one.hit.url]


def _relation(one: Related) -> Relation:
    data = one.hit.data
    kind = kind_of(data["type"]).value
    return Relation(
        kind=kind,
        kind_word=kind_word(kind, data.get("kind") or ""),
        title=one.hit.title,
        lang=one.hit.language if one.hit.language != active_language() else "",
        url=one.hit.url,
        who=" · ".join(part for part in (isolated(name_of(data.get("organisation") or {})), where(data)) if part),
        reason=_reason(one),
    )


def _reason(one: Related) -> str:
    """ "Same theme and country: water, Indonesia"; the weightiest comes first."""
    kinds = [name for name in one.shared if one.labels.get(name)][:KINDS]
    # A city tells its country.
    if "city" in kinds and "country" in kinds:
        kinds.remove("country")
    names = [label for name in kinds for label in one.labels[name][:NAMES]]
    if not names:
        return ""
    said = gettext("same %(kinds)s: %(names)s") % {
        "kinds": joined([str(SHARED[name]) for name in kinds], KINDS),
        "names": ", ".join(names),
    }
    return str(capfirst(said))
