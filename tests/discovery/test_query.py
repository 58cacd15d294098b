"""A search is parsed from an address, never trips, and is written back as one."""

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from citysynergy.discovery.geo import BBox, Near
from citysynergy.discovery.problems import QueryError
from citysynergy.discovery.query import SORTS, CaseQuery
from tests.discovery.contract.generate import VALUES, VOCABULARY, query


def read(address: str, *, strict: bool = False) -> CaseQuery:
    return CaseQuery.from_params(QueryDict(address), strict=strict, vocabulary=VOCABULARY)


def codes(found: CaseQuery) -> list[tuple[str, str]]:
    return [(problem.parameter, problem.code) for problem in found.problems]


def test_every_parameter_is_read() -> None:
    found = read(
        "q=water+-brug&theme=energy&theme=sport&not_country=DE&municipality=utrecht&role=lead&year_from=1983"
        "&year_to=2024&bbox=-10,-5.5,20,60&near=52.1,5.1,25&sort=deadline&page=3&page_size=50&unknown=x"
    )
    assert found == CaseQuery.of(
        q="water -brug", theme=["sport", "energy"], municipality=["utrecht"], excluded={"country": ["DE"]},
        lead_only=True, year_from=1983, year_to=2024, bbox=BBox(-10, -5.5, 20, 60), near=Near(52.1, 5.1, 25),
        sort="deadline", page=3, page_size=50,
    )  # fmt: skip
    assert found.problems == ()


def test_equal_searches_have_one_address() -> None:
    one, other = (
        read("theme=sport&theme=energy&q= stad  kade"),
        read("q=stad+kade&page=1&theme=energy&theme=sport&theme=sport"),
    )
    assert one == other
    assert hash(one) == hash(other)
    assert one.to_params() == [("q", "stad kade"), ("theme", "energy"), ("theme", "sport")]


@pytest.mark.parametrize("seed", range(100))
def test_an_address_reads_back_as_the_same_search(seed: int) -> None:
    asked = query(seed)
    params = QueryDict(mutable=True)
    for name, value in asked.to_params():
        params.appendlist(name, value)
    assert CaseQuery.from_params(params, strict=True, vocabulary=VOCABULARY) == asked


@pytest.mark.parametrize(
    ("address", "parameter", "code"),
    [
        ("theme=nonsense", "theme", "unknown"),
        ("not_theme=nonsense", "not_theme", "unknown"),
        ("sort=random", "sort", "unknown"),
        ("role=partner", "role", "unknown"),
        ("page=0", "page", "number"),
        ("page=-1", "page", "number"),
        ("page=1000000000", "page", "deep"),
        ("page=501", "page", "deep"),
        ("page=101&page_size=100", "page", "deep"),
        ("page=" + "9" * 5000, "page", "number"),
        ("page=²", "page", "number"),
        ("page_size=0", "page_size", "number"),
        ("page_size=101", "page_size", "number"),
        ("year_from=12", "year_from", "number"),
        ("year_from=MCMLXXXIII", "year_from", "number"),
        ("year_from=2020&year_to=2010", "year_from", "years"),
        ("bbox=1,2,3", "bbox", "bbox"),
        ("bbox=a,b,c,d", "bbox", "bbox"),
        ("bbox=0,50,10,40", "bbox", "bbox"),
        ("bbox=0,-91,10,40", "bbox", "bbox"),
        ("bbox=nan,0,10,40", "bbox", "bbox"),
        ("bbox=0,0,inf,40", "bbox", "bbox"),
        ("bbox=" + "1" * 10_000, "bbox", "bbox"),
        ("near=52,5", "near", "near"),
        ("near=52,5,-1", "near", "near"),
        ("near=95,5,1", "near", "near"),
        ("q=" + "a" * 10_000, "q", "long"),
        ("q=" + "+".join(f"w{n}" for n in range(40)), "q", "clauses"),
        ("q=%22%22", "q", "empty"),
        ("cursor=nonsense", "cursor", "cursor"),
        ("cursor=YWZ0ZXI6LTE", "cursor", "cursor"),
        ("cursor=é", "cursor", "cursor"),
        ("cursor=" + "A" * 5000, "cursor", "cursor"),
        ("theme=" + "&theme=".join(["energy"] * 101), "theme", "many"),
    ],
)
def test_what_is_wrong_is_told_and_ignored_or_refused(address: str, parameter: str, code: str) -> None:
    found = read(address)
    assert codes(found) == [(parameter, code)]
    assert all(problem.message in problem.notice and len(problem.notice) < 300 for problem in found.problems)
    assert found.page == 1
    with pytest.raises(QueryError) as refused:
        read(address, strict=True)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_a_refusal_names_the_allowed_values() -> None:
    with pytest.raises(QueryError) as refused:
        read("type=xx&sort=yy&theme=zz", strict=True)
    theme, kind, sort = sorted(
        refused.value.problems, key=lambda problem: ["theme", "type", "sort"].index(problem.parameter)
    )
    assert kind.allowed == VALUES["type"]
    assert sort.allowed == SORTS
    assert theme.see == "/api/v1/themes"


@pytest.mark.parametrize(
    ("text", "box"),
    [
        ("170,-10,-170,10", BBox(170, -10, -170, 10)),
        ("-200,-10,-170,10", BBox(160, -10, -170, 10)),
        ("170,-10,190,10", BBox(170, -10, -170, 10)),
        ("-400,-10,400,10", BBox(-180, -10, 180, 10)),
        ("-180,-90,180,90", BBox(-180, -90, 180, 90)),
    ],
)
def test_a_box_may_cross_the_date_line(text: str, box: BBox) -> None:
    assert read(f"bbox={text}").bbox == box


def test_a_cursor_goes_on_where_the_page_ended() -> None:
    found = read("theme=energy&page=3&page_size=10").after_these()
    assert found.offset == 30
    assert found.after_these().offset == 40
    params = dict(found.to_params())
    assert params.keys() == {"theme", "cursor", "page_size"}
    assert read("&".join(f"{name}={value}" for name, value in params.items()), strict=True) == found
    assert found.toggled("theme", "sport").offset == 0


def test_control_characters_and_typed_quotes_become_plain() -> None:
    assert read("q=%00stad%1f%0a„oude+kade“").q == 'stad "oude kade"'


def test_a_value_is_toggled_and_parts_are_left_out() -> None:
    found = read("theme=energy&country=ID&page=4&q=stad&bbox=0,0,1,1")
    assert found.toggled("theme", "sport").values("theme") == ("energy", "sport")
    assert found.toggled("theme", "energy").values("theme") == ()
    assert found.toggled("theme", "energy").page == 1
    assert found.without("theme", "bbox", "q").to_params() == [("country", "ID")]
    assert CaseQuery(sort="title", page=2).is_empty
    assert not found.is_empty


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["q", "page", "page_size", "bbox", "near", "year_from", "sort", "role", "theme", "not_goal"]),
        st.lists(st.text(max_size=60), max_size=3),
    )
)
def test_no_parameters_ever_trip_the_reader(params: dict[str, list[str]]) -> None:
    found = CaseQuery.from_params(params, vocabulary=VOCABULARY)
    again = {}
    for name, value in found.to_params():
        again.setdefault(name, []).append(value)
    assert CaseQuery.from_params(again, strict=True, vocabulary=VOCABULARY) == found
