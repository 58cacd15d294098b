"""A search, parsed from an address and written back to one. The same parameters serve page, map, API and feeds."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Self

from citysynergy.discovery import cursors, facets, words
from citysynergy.discovery.geo import BBox, Near, parse_bbox, parse_near
from citysynergy.discovery.problems import LISTED, Problem, QueryError
from citysynergy.discovery.vocabulary import Vocabulary
from citysynergy.discovery.words import Clause

SORTS = ("relevance", "newest", "deadline", "title")
DEFAULT_PAGE_SIZE = 20
MAX_PAGE_SIZE = 100
MAX_DEPTH = 10_000
MAX_VALUES = 100
YEARS = range(1000, 10_000)
EXCLUDING = "not_"

Values = tuple[tuple[str, tuple[str, ...]], ...]

# Where the API lists values that are too many to repeat in a message.
LISTINGS = {
    "theme": "/api/v1/themes",
    "goal": "/api/v1/goals",
    "region": "/api/v1/regions",
    "country": "/api/v1/countries",
    "off_map": "/api/v1/countries",
    "municipality": "/api/v1/organisations?kind=municipality",
    "mission": "/api/v1/organisations?kind=mission",
    "ressort": "/api/v1/organisations?kind=mission",
}


@dataclass(frozen=True)
class CaseQuery:
    """What is asked, in canonical form: equal searches are equal objects and have one address.

    ``chosen`` and ``excluded`` hold (facet, values) pairs, sorted. ``problems`` tells what was ignored; it is no
    part of the search itself.
    """

    q: str = ""
    chosen: Values = ()
    excluded: Values = ()
    lead_only: bool = False
    year_from: int | None = None
    year_to: int | None = None
    bbox: BBox | None = None
    near: Near | None = None
    # Search for the words as they were typed, for nothing that says the same.
    exact: bool = False
    # How many of the words, phrases aside, must occur at least; 0: all. No parameter: ``partial`` sets it.
    least: int = 0
    sort: str = ""
    page: int = 1
    page_size: int = DEFAULT_PAGE_SIZE
    # Where to go on beyond the pages; it takes the place of ``page``.
    cursor: str = ""
    problems: tuple[Problem, ...] = field(default=(), compare=False)

    @classmethod
    def from_params(
        cls, params: Mapping[str, Any], *, strict: bool = False, vocabulary: Vocabulary | None = None
    ) -> Self:
        """Read a ``QueryDict`` or a plain mapping.

        What is unknown or malformed is ignored and told in ``problems``; with ``strict`` it raises
        :class:`QueryError` instead.
        """
        if vocabulary is None:
            from citysynergy.discovery.vocabularies import database_vocabulary

            vocabulary = database_vocabulary()
        return cls(**_Reader(params, vocabulary).read(strict))

    @classmethod
    def of(cls, *, excluded: Mapping[str, Iterable[str]] | None = None, **given: Any) -> Self:
        """Make a query in Python: ``CaseQuery.of(theme=["energy"], country=["ID"], page_size=5)``."""
        chosen = {name: given.pop(name) for name in list(given) if name in facets.BY_NAME}
        return cls(chosen=_canonical(chosen), excluded=_canonical(excluded or {}), **given)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """Words, phrases and exclusions of ``q``."""
        return words.parse(self.q)

    @property
    def has_words(self) -> bool:
        """Whether anything is asked that results can be relevant to."""
        return any(not clause.excluded for clause in self.clauses)

    @property
    def order(self) -> str:
        """The order in force: relevance needs words, else the newest come first."""
        if self.sort in ("", "relevance"):
            return "relevance" if self.has_words else "newest"
        return self.sort

    @property
    def offset(self) -> int:
        """How many results come before those asked for."""
        return cursors.read(self.cursor) or 0 if self.cursor else (self.page - 1) * self.page_size

    def values(self, name: str) -> tuple[str, ...]:
        """The values of a facet that were chosen."""
        return dict(self.chosen).get(name, ())

    def excluded_values(self, name: str) -> tuple[str, ...]:
        """The values of a facet that were excluded."""
        return dict(self.excluded).get(name, ())

    @property
    def is_empty(self) -> bool:
        """Whether everything is asked for."""
        return self == type(self)(
            exact=self.exact, sort=self.sort, page=self.page, page_size=self.page_size, cursor=self.cursor
        )

    def to_params(self) -> list[tuple[str, str]]:
        """Write the search as parameters, in one order, without defaults."""
        return list(self._params())

    def _params(self) -> Iterator[tuple[str, str]]:
        if self.q:
            yield "q", self.q
        if self.exact:
            yield "exact", "1"
        for name, values in self.chosen:
            for value in values:
                yield name, value
        for name, values in self.excluded:
            for value in values:
                yield f"{EXCLUDING}{name}", value
        if self.lead_only:
            yield "role", "lead"
        for name in ("year_from", "year_to", "bbox", "near"):
            value = getattr(self, name)
            if value is not None:
                yield name, str(value)
        if self.sort:
            yield "sort", self.sort
        if self.cursor:
            yield "cursor", self.cursor
        elif self.page != 1:
            yield "page", str(self.page)
        if self.page_size != DEFAULT_PAGE_SIZE:
            yield "page_size", str(self.page_size)

    def with_page(self, page: int) -> Self:
        """The same search, another page."""
        return replace(self, page=page, cursor="")

    def with_page_size(self, page_size: int) -> Self:
        """The same search with so many results on a page; from its first page."""
        return replace(self, page=1, cursor="", page_size=page_size)

    def after_these(self) -> Self:
        """The same search, going on behind the results asked for here, however deep that is."""
        return replace(self, page=1, cursor=cursors.write(self.offset + self.page_size))

    def exactly(self, exact: bool) -> Self:
        """The same search for the words as they were typed, or for what says the same too; from its first page."""
        return replace(self, exact=exact, page=1, cursor="")

    def toggled(self, name: str, value: str) -> Self:
        """The same search with a value chosen that was not, or the other way round; from its first page."""
        current = {facet: set(values) for facet, values in self.chosen}
        current.setdefault(name, set()).symmetric_difference_update({value})
        return replace(self, chosen=_canonical(current), page=1, cursor="")

    def without(self, *names: str) -> Self:
        """The same search without some parameters, from its first page."""
        changes: dict[str, Any] = {
            "chosen": tuple(pair for pair in self.chosen if pair[0] not in names),
            "excluded": tuple(pair for pair in self.excluded if EXCLUDING + pair[0] not in names),
            "page": 1,
            "cursor": "",
        }
        if "q" in names:
            changes |= {"q": "", "exact": False}
        if "role" in names:
            changes["lead_only"] = False
        if "exact" in names:
            changes["exact"] = False
        for name in ("year_from", "year_to", "bbox", "near"):
            if name in names:
                changes[name] = None
        return replace(self, **changes)

    def without_clause(self, clause: Clause) -> Self:
        """The same search without one of its words or phrases, from its first page."""
        left = [other for other in self.clauses if other != clause]
        return replace(self, q=words.written(left), page=1, cursor="")


def _canonical(values: Mapping[str, Iterable[str]]) -> Values:
    cleaned = {name: tuple(sorted({str(value) for value in found})) for name, found in values.items()}
    return tuple(sorted((name, found) for name, found in cleaned.items() if found))


class _Reader:
    """Reads parameters once, collecting what is wrong with them."""

    def __init__(self, params: Mapping[str, Any], vocabulary: Vocabulary) -> None:
        self.params = params
        self.vocabulary = vocabulary
        self.problems: list[Problem] = []

    def read(self, strict: bool) -> dict[str, Any]:
        words = self.words()
        exact = self.choice("exact", ("1",)) == "1"
        found: dict[str, Any] = {
            "q": words,
            # Without words there is nothing to be exact about.
            "exact": exact and bool(words),
            "chosen": _canonical({name: self.facet(name, name) for name in facets.NAMES}),
            "excluded": _canonical({name: self.facet(EXCLUDING + name, name) for name in facets.NAMES}),
            "lead_only": self.choice("role", ("lead",)) == "lead",
            "sort": self.choice("sort", SORTS),
            "bbox": self.area("bbox", parse_bbox),
            "near": self.area("near", parse_near),
            "page": self.number("page", range(1, 10**18), 1),
            "page_size": self.number("page_size", range(1, MAX_PAGE_SIZE + 1), DEFAULT_PAGE_SIZE),
            "cursor": self.cursor(),
            **self.years(),
        }
        if found["page"] > 1 and found["page"] * found["page_size"] > MAX_DEPTH:
            self.problem("page", str(found["page"]), "deep")
            found["page"] = 1
        if self.problems and strict:
            raise QueryError(self.problems)
        return {**found, "problems": tuple(self.problems)}

    def problem(self, parameter: str, value: str, code: str, allowed: tuple[str, ...] = (), see: str = "") -> None:
        self.problems.append(Problem(parameter, value, code, allowed, see))

    def all(self, name: str) -> list[str]:
        if hasattr(self.params, "getlist"):
            return [str(value) for value in self.params.getlist(name)]
        value = self.params.get(name, ())
        return [str(item) for item in value] if isinstance(value, list | tuple | set) else [str(value)]

    def last(self, name: str) -> str:
        """A parameter that has one value; the last counts, as in a ``QueryDict``."""
        return next((value.strip() for value in reversed(self.all(name))), "")

    def words(self) -> str:
        typed = self.last("q")
        text = words.clean(typed[: words.MAX_LENGTH * 4])
        if len(text) > words.MAX_LENGTH or len(typed) > words.MAX_LENGTH * 4:
            self.problem("q", typed[:100], "long")
            text = text[: words.MAX_LENGTH].strip()
        clauses = words.parse(text)
        if text and not clauses:
            self.problem("q", text, "empty")
            return ""
        if len(clauses) > words.MAX_CLAUSES:
            self.problem("q", text, "clauses")
            text = words.written(clauses[: words.MAX_CLAUSES])
        return text

    def facet(self, parameter: str, name: str) -> list[str]:
        given = [value.strip() for value in self.all(parameter) if value.strip()]
        if len(given) > MAX_VALUES:
            self.problem(parameter, given[MAX_VALUES], "many")
        found = []
        for value in given[:MAX_VALUES]:
            known = self.vocabulary.resolve(name, value)
            if known is None:
                allowed = self.vocabulary.allowed(name)
                listed = allowed if len(allowed) <= LISTED else ()
                self.problem(parameter, value, "unknown", listed, LISTINGS.get(name, ""))
            else:
                found.append(known)
        return found

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        value = self.last(name)
        if value and value not in allowed:
            self.problem(name, value, "unknown", allowed)
            return ""
        return value

    def area[Area](self, name: str, parse: Any) -> Area | None:
        value = self.last(name)
        if not value:
            return None
        area: Area | None = parse(value)
        if area is None:
            self.problem(name, value, name)
        return area

    def number[Default: (int, None)](self, name: str, allowed: range, default: Default) -> int | Default:
        value = self.last(name)
        if not value:
            return default
        # Twenty digits hold every number that makes sense here; ``int`` of more is slow and may be refused.
        if len(value) <= 20 and value.isascii() and value.isdigit() and int(value) in allowed:
            return int(value)
        self.problem(name, value, "number", (f"{allowed.start}–{allowed.stop - 1}",))
        return default

    def cursor(self) -> str:
        value = self.last("cursor")
        if value and cursors.read(value) is None:
            self.problem("cursor", value, "cursor")
            return ""
        return value

    def years(self) -> dict[str, int | None]:
        first = self.number("year_from", YEARS, None)
        last = self.number("year_to", YEARS, None)
        if first is not None and last is not None and first > last:
            self.problem("year_from", str(first), "years")
            return {"year_from": None, "year_to": None}
        return {"year_from": first, "year_to": last}
