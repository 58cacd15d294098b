"""The filters beside the results: trees, exclusions, long lists, and everything that stays in sight."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from citysynergy.discovery.catalogue import Term
from citysynergy.discovery.results import FacetValue
from citysynergy.web import facet_items, facet_panel, facet_tree
from tests.web.test_pages import read


def facet(html: str, name: str) -> str:
    """One group of filters."""
    found = re.search(rf'<details class="cs-facet" id="facet-{name}".*?</fieldset></div></details>', html, re.DOTALL)
    assert found, name
    return found[0]


def outline(branches: list[facet_tree.Branch]) -> list[Any]:
    """A tree as nested lists of (label, count), a heading without its count."""
    return [
        ((facet_tree.label_of(branch.found), None if branch.heading else branch.found.count), outline(branch.below))
        for branch in branches
    ]


def value(value: str, count: int, parent: str | None = None, **fields: Any) -> FacetValue:
    return FacetValue(value, count, named=Term(value, value, parent), language="nl", **fields)


def test_countries_stand_in_their_regions(world: SimpleNamespace) -> None:
    regions = [value("142", 5), value("035", 4, "142"), value("150", 2)]
    countries = [value("ID", 3, "035"), value("SE", 2, "150"), value("XX", 1)]
    assert outline(facet_tree.branches({"region": regions, "country": countries})) == [
        (("142", 5), [(("035", 4), [(("ID", 3), [])])]),
        (("150", 2), [(("SE", 2), [])]),
        (("XX", 1), []),
    ]


def test_a_region_that_was_not_counted_still_holds_its_countries(world: SimpleNamespace) -> None:
    with override("en"):
        found = facet_tree.branches({"region": [value("150", 2)], "country": [value("ID", 3, "035")]})
    assert outline(found) == [
        (("Asia", None), [(("South-eastern Asia", None), [(("ID", 3), [])])]),
        (("150", 2), []),
    ]


def test_an_excluded_region_is_no_choice_but_still_holds_its_countries(world: SimpleNamespace) -> None:
    regions = [value("150", 2), value("142", 0, excluded=True)]
    with override("en"):
        found = facet_tree.branches({"region": regions, "country": [value("ID", 3, "142")]})
    assert outline(found) == [(("Asia", None), [(("ID", 3), [])]), (("150", 2), [])]


def test_lists_open_and_end_where_they_should() -> None:
    themes = [value("a", 9), value("b", 5, "a"), value("c", 4, "b"), value("d", 3, "a"), value("e", 1)]
    items = facet_items.items(facet_tree.branches({"theme": themes}))
    words = re.sub(r"<label>.*?value=\"(\w)\".*?</label>|<summary>.*?</summary>|<details[^>]*>", r"\1", items)
    assert words.replace("\n", "") == (
        "<li>a<ul><li>b<ul><li>c</li></ul></details></li><li>d</li></ul></details></li><li>e</li>"
    )


def test_names_are_words_and_no_markup() -> None:
    strange = FacetValue('x"y', 1, named=Term('x"y', "<b>'Bold' & \"brave\"</b>"), language="nl")
    items = facet_items.items(facet_tree.branches({"theme": [strange, value("z", 1, 'x"y')]}))
    assert "<b>" not in items
    assert items.count("&lt;b&gt;&#x27;Bold&#x27; &amp; &quot;brave&quot;&lt;/b&gt;") == 2
    assert 'value="x&quot;y"' in items


def groups(facets: dict[str, list[FacetValue]], whole: str = "") -> list[facet_panel.Group]:
    return facet_panel.panel(facets, "?list={}".format, whole).groups


def values_of(group: facet_panel.Group) -> list[str]:
    return [branch.found.value for branch in facet_tree.every(group.tree)]


def test_a_branch_with_something_chosen_stands_open_and_first() -> None:
    themes = [*(value(f"t{number}", 50 - number) for number in range(20)), value("low", 1, "t15", selected=True)]
    (group,) = groups({"theme": themes})
    assert values_of(group)[:3] == ["t15", "low", "t0"]
    assert ' id="facet-in-theme-t15" open>' in group.items
    assert len(values_of(group)) - 1 == facet_panel.FIRST


def test_a_list_of_a_few_more_than_the_first_values_is_shown_as_a_whole() -> None:
    few = [value(f"t{number}", 1) for number in range(facet_panel.SHORT)]
    for whole in ("", "programme"):
        (group,) = groups({"programme": few}, whole)
        assert len(values_of(group)) == facet_panel.SHORT
        assert (group.whole, group.other_url) == (False, "")
        assert len(group.exclusions[0].options) == facet_panel.SHORT


def test_a_small_tree_is_shown_as_a_whole_and_a_large_one_by_its_upper_levels() -> None:
    def tree(leaves: int) -> list[FacetValue]:
        upper = [value(f"a{number}", 90 - number) for number in range(4)]
        return [*upper, *(value(f"b{number}", 9, f"a{number % 4}") for number in range(leaves))]

    (small,) = groups({"theme": tree(facet_panel.TREE - 4)})
    assert (len(values_of(small)), small.other_url) == (facet_panel.TREE, "")
    (large,) = groups({"theme": tree(facet_panel.TREE - 3)})
    assert values_of(large) == ["a0", "a1", "a2", "a3"]
    assert large.other_url == "?list=theme"
    (whole,) = groups({"theme": tree(facet_panel.TREE - 3)}, "theme")
    assert (len(values_of(whole)), whole.other_url) == (facet_panel.TREE + 1, "?list=")


def test_of_a_large_tree_what_leads_to_the_chosen_is_shown() -> None:
    tree = [
        *(value(f"a{number}", 90 - number) for number in range(4)),
        *(value(f"b{number}", 80 - number, f"a{number % 4}") for number in range(80)),
        *(value(f"c{number}", 9, "b70") for number in range(20)),
    ]
    tree[4 + 70].selected = True
    (group,) = groups({"theme": tree})
    shown = values_of(group)
    assert shown[:3] == ["a2", "b70", "c0"]
    assert len([one for one in shown if one.startswith("b")]) == facet_panel.FIRST
    assert len([one for one in shown if one.startswith("c")]) == facet_panel.FIRST
    assert {"a0", "a1", "a3"} < set(shown)


def test_a_heading_without_values_in_sight_is_not_shown(world: SimpleNamespace) -> None:
    themes = [value(f"t{number}", 5) for number in range(5)]
    leaves = [value(f"x{number}", 1, "water-and-sanitation") for number in range(facet_panel.TREE)]
    (group,) = groups({"theme": [*themes, *leaves]})
    assert values_of(group) == [one.value for one in themes]
    (whole,) = groups({"theme": [*themes, *leaves]}, "theme")
    assert [branch.found.value for branch in whole.tree if branch.heading] == ["water-and-sanitation"]


def test_values_become_words_only_where_they_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    worded: list[str] = []
    real = facet_tree.label_of
    for module in (facet_items, facet_panel):
        monkeypatch.setattr(module, "label_of", lambda found: worded.append(found.value) or real(found))
    (group,) = groups({"city": [value(f"c{number}", 1) for number in range(400)]})
    assert group.items
    assert len(worded) == facet_panel.FIRST


TREE = ("region-142", "region-035", "country-ID")


def test_the_tree_of_the_page_is_nested(client: Client, register: SimpleNamespace) -> None:
    html = facet(read(client, "/nl/search/?country=ID"), "region")
    lines = [line.strip() for line in html.splitlines()]
    asia, south_east, indonesia = (next(line for line in lines if f'id="f-{id}"' in line) for id in TREE)
    assert asia.endswith('open><summary><span class="cs-hidden">Binnen Azië</span></summary><ul>')
    assert lines.index(asia) + 2 == lines.index(south_east) + 1 == lines.index(indonesia)
    assert 'value="ID" id="f-country-ID" checked>' in indonesia
    assert indonesia.endswith("</label></li></ul></details></li></ul></details></li>")
    assert html.count("<li>") == html.count("</li>")
    assert html.count("<ul") == html.count("</ul>")


def test_a_value_can_be_left_out_from_the_page(client: Client, register: SimpleNamespace) -> None:
    html = facet(read(client, "/en/search/"), "theme")
    assert '<select class="utrecht-select" id="pick-not_theme" name="not_theme">' in html
    assert '<option value="culture-and-heritage">Culture and heritage (2)</option>' in html


def test_what_was_left_out_stays_in_sight_and_is_sent_again(client: Client, register: SimpleNamespace) -> None:
    whole = read(client, "/en/search/?not_theme=culture-and-heritage&not_theme=water-and-sanitation")
    html = facet(whole, "theme")
    for slug in ("culture-and-heritage", "water-and-sanitation"):
        assert f'<input type="checkbox" name="not_theme" value="{slug}" id="f-not_theme-{slug}" checked>' in html
        assert f'<input type="hidden" name="not_theme" value="{slug}">' not in whole
    assert "Safe by the water" not in whole


def test_what_was_chosen_stays_in_sight_at_zero(client: Client, register: SimpleNamespace) -> None:
    html = read(client, "/en/search/?country=SE&theme=water-and-sanitation")
    assert re.search(r'id="f-country-SE" checked>.*?<span class="cs-facet__count">0<', facet(html, "region"))
    assert re.search(r'id="f-theme-water-and-sanitation" checked>.*?cs-facet__count">0<', facet(html, "theme"))


def test_all_filters_are_a_step_away(client: Client, register: SimpleNamespace, asked: list[str]) -> None:
    html = read(client, "/en/search/?type=expertise")
    assert 'id="facet-experience"' not in html
    assert 'href="/en/search/?type=expertise&amp;filters=all"' in html
    html = read(client, "/en/search/?type=expertise&filters=all")
    assert "Can advise" in facet(html, "experience")
    assert '<input type="hidden" name="filters" value="all">' in html
    assert 'href="/en/search/?type=expertise"' in html
    assert 'id="facet-experience"' in read(client, "/en/search/?experience=can-advise")
    assert asked == ["search"] * 3


def test_what_is_too_much_for_a_list_is_not_left_out_in_silence() -> None:
    many = [value(f"t{number:04}", 1) for number in range(facet_panel.LONGEST + 9)]
    (short,) = groups({"programme": many})
    (whole,) = groups({"programme": many}, "programme")
    assert (len(values_of(short)), short.left_out) == (facet_panel.FIRST, 0)
    assert (len(values_of(whole)), whole.left_out) == (facet_panel.LONGEST, 9)
    with override("en"):
        (short,) = groups({"programme": many})
    assert short.other_label == "The largest 500"
