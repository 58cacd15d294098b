"""Words, counts, pages of a list and the small maps."""

import pytest
from django.utils.translation import override

from citysynergy.discovery.geo import BBox, Cluster
from citysynergy.discovery.results import FacetValue, MapCluster
from citysynergy.web import facet_items, locator, maps
from citysynergy.web.paging import page_links
from citysynergy.web.words import grouped, joined, period


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("1983", None, "since 1983"),
        ("2016", "2022", "2016–2022"),
        ("2016", "2022-06", "2016 – June 2022"),
        (None, "2011", "until 2011"),
        ("2020", "2020", "2020"),
        ("2024-01-15", None, "since 15 January 2024"),
        (None, None, ""),
        ("soon", None, ""),
    ],
)
def test_a_period_is_as_precise_as_its_dates(start: str | None, end: str | None, words: str) -> None:
    with override("en"):
        assert period(start, end) == words


def test_a_long_list_of_names_says_how_many_more() -> None:
    with override("en"):
        assert joined(["Glasgow"]) == "Glasgow"
        assert joined(["Glasgow", "Umeå"]) == "Glasgow and Umeå"
        assert joined(["Glasgow", "Umeå", "Brno", "Gdańsk"]) == "Glasgow, Umeå, Brno and Gdańsk"
        assert joined(["Glasgow", "Umeå", "Brno", "Gdańsk", "Parma"]) == "Glasgow, Umeå, Brno and 2 more"


def test_pages_around_the_present_one_have_links() -> None:
    links = page_links(6, 12, lambda number: f"?page={number}")
    assert ["…" if link.gap else link.number for link in links] == [1, "…", 4, 5, 6, 7, 8, "…", 12]
    assert [link.number for link in page_links(1, 4, str)] == [1, 2, 3, 4]
    assert page_links(1, 1, str) == []


@pytest.mark.parametrize(
    ("latitude", "longitude", "number"),
    [
        (52.09, 5.12, "528"),
        (12.2, -68.3, "535"),
        (17.49, -62.98, "535"),
        (17.63, -63.23, "535"),
        (12.17, -69.0, "531"),
        (-6.6, 106.8, "360"),
        (0.0, -30.0, ""),
    ],
)
def test_the_base_map_knows_its_countries(latitude: float, longitude: float, number: str) -> None:
    """Bonaire, Sint Eustatius and Saba are features of their own, not the Netherlands."""
    assert locator.country_at(latitude, longitude) == number


@pytest.mark.parametrize(
    "points",
    [
        [(52.09, 5.12)],
        [(51.9, 4.5), (-6.2, 106.8), (40.7, -74.0)],
        [(-17.7, 178.0), (-13.8, -171.8)],
        [(89.9, 10.0)],
        [(-89.0, -179.9)],
    ],
)
def test_any_places_make_a_drawing(points: list[tuple[float, float]]) -> None:
    drawing = locator.crop(points, "initiative")
    assert drawing.count("<use") == len(points)
    assert len(drawing) < 12_000


def test_no_place_makes_no_drawing() -> None:
    assert locator.crop([], "initiative") == ""


def test_a_position_is_written_as_on_a_chart() -> None:
    assert locator.position(-5.2, 104.9) == "5°S 105°E"


@pytest.mark.django_db
def test_counts_have_their_thousands_apart_in_filters_and_on_the_map() -> None:
    found = FacetValue("water", 12_345, selected=False, excluded=False)
    mark = MapCluster(Cluster(latitude=-6.2, longitude=106.8, count=12_345, bounds=BBox(106, -7, 107, -6)))
    with override("nl"):
        assert grouped(999) == "999"
        assert ">12.345<" in facet_items.box("theme", found, checked=False)
        assert maps.pins([mark])[0]["label"].startswith("12.345 resultaten ")
    with override("en"):
        assert ">12,345<" in facet_items.box("theme", found, checked=False)
