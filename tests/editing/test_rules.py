"""What a page needs to be submitted: every rule with a value that passes and one that does not."""

import datetime
from typing import Any

import pytest

from citysynergy.cases import rules
from citysynergy.expertise import rules as expertise
from citysynergy.initiatives import rules as initiatives
from citysynergy.opportunities import rules as opportunities
from citysynergy.partnerships import rules as partnerships
from citysynergy.values.dates import PartialDate
from citysynergy.values.translations import is_empty
from tests.factories import SUMMARY, SUMMARY_EN

TODAY = datetime.date(2026, 11, 22)
NOW = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)
NAMES = {"nl": "Nederlands", "en": "English", "pap": "Papiamentu"}


def said(problems: list[Any]) -> list[str]:
    """The messages alone."""
    return [str(problem) for problem in problems]


def date(text: str) -> PartialDate | None:
    return PartialDate.parse(text) if text else None


def texts(**changes: tuple[str, str]) -> list[Any]:
    filled = {"nl": ("Titel", SUMMARY), "en": ("Title", SUMMARY_EN)} | changes
    return rules.text_problems(filled, own="nl", required=["nl", "en"], names=NAMES)


def test_title_and_summary_in_both_languages_are_enough() -> None:
    assert texts() == []


def test_a_missing_title_is_named_with_its_language() -> None:
    (problem,) = texts(en=(" ", SUMMARY_EN))
    assert str(problem) == "Write the title in English."
    assert (problem.field, problem.language) == ("title", "en")


def test_a_missing_summary_in_the_page_s_own_language_stands_on_the_first_tab() -> None:
    (problem,) = texts(nl=("Titel", ""))
    assert str(problem) == "Write the summary in Nederlands, in 200 to 400 characters."
    assert (problem.field, problem.language) == ("summary", "")


@pytest.mark.parametrize(
    ("length", "message"),
    [
        (199, "The summary has 199 characters. Write at least 200, so that readers know what it is."),
        (200, None),
        (400, None),
        (401, "The summary has 401 characters. Shorten it to 400; the rest of the page has room."),
    ],
)
def test_a_summary_has_200_to_400_characters(length: int, message: str | None) -> None:
    assert said(texts(nl=("Titel", "x" * length))) == ([message] if message else [])


def test_a_language_that_is_not_required_may_stay_empty_but_not_be_too_short() -> None:
    assert texts(pap=("", "")) == []
    assert len(texts(pap=("Título", "kòrtiku"))) == 1


def test_the_page_s_own_language_is_required_whatever_the_setting() -> None:
    found = rules.text_problems({"pap": ("", "")}, own="pap", required=[], names=NAMES)
    assert [problem.field for problem in found] == ["title", "summary"]


def test_at_least_one_theme() -> None:
    assert rules.theme_problems(1) == []
    assert said(rules.theme_problems(0)) == ["Choose at least one theme, so that others find the page."]


@pytest.mark.parametrize(
    ("start", "end", "fine"),
    [
        ("2024", "2023", False),
        ("2024-05", "2024-04", False),
        ("2024-05-02", "2024-05-01", False),
        ("2024-05", "2024", True),
        ("2024", "2024", True),
        ("", "2024", True),
        ("2024", "", True),
    ],
)
def test_the_end_does_not_lie_before_the_start(start: str, end: str, fine: bool) -> None:
    found = said(rules.period_problems(date(start), date(end), field="end"))
    assert found == ([] if fine else ["The end lies before the start. Correct one of the two."])


@pytest.mark.parametrize(
    ("latitude", "longitude", "message"),
    [
        (None, None, None),
        (-6.2, 106.8, None),
        (90, 180, None),
        (0.0, 0.0, None),
        (90.1, 0, "The latitude must lie between -90 and 90 degrees."),
        (float("nan"), 0, "The latitude must lie between -90 and 90 degrees."),
        (0, -180.5, "The longitude must lie between -180 and 180 degrees."),
        (0, float("inf"), "The longitude must lie between -180 and 180 degrees."),
        (52.1, None, "Give latitude and longitude together, such as -6.2088, 106.8456."),
        (None, 5.1, "Give latitude and longitude together, such as -6.2088, 106.8456."),
    ],
)
def test_coordinates_lie_on_the_globe(latitude: Any, longitude: Any, message: str | None) -> None:
    assert said(rules.coordinate_problems(latitude, longitude)) == ([message] if message else [])


@pytest.mark.parametrize(
    ("city", "point", "country", "fine"),
    [(True, False, False, True), (False, True, True, True), (False, True, False, False), (False, False, True, False)],
)
def test_a_place_is_a_city_or_a_point_in_a_country(city: bool, point: bool, country: bool, fine: bool) -> None:
    found = rules.place_problems(has_city=city, has_point=point, has_country=country, row=2)
    assert (found == []) is fine
    if not fine:
        assert (found[0].field, found[0].row, found[0].row_field) == ("places", 2, "city")
        assert str(found[0]).startswith("Choose a city, or give a country and a point on the map.")


def test_a_case_happens_somewhere() -> None:
    assert rules.where_problems(places=1, countries=0) == rules.where_problems(places=0, countries=1) == []
    expected = ["Say where it happens: add a place, or choose a country."]
    assert said(rules.where_problems(places=0, countries=0)) == expected


@pytest.mark.parametrize(
    ("organisation", "city", "message"),
    [
        (True, False, None),
        (False, True, None),
        (True, True, "Choose either an organisation or a city, not both. Add a row for the other one."),
        (False, False, "Choose an organisation or a city. Delete this row if you don't need it."),
    ],
)
def test_a_partner_is_an_organisation_or_a_city(organisation: bool, city: bool, message: str | None) -> None:
    found = rules.party_problems(organisation=organisation, city=city, relation="partners", row=0)
    assert said(found) == ([message] if message else [])


def test_a_picture_has_an_alternative_text_or_is_decorative() -> None:
    assert rules.image_problems(alt=True, decorative=False, row=0) == []
    assert rules.image_problems(alt=False, decorative=True, row=0) == []
    found = said(rules.image_problems(alt=False, decorative=False, row=0))
    assert found == ["Say what can be seen in the picture, or tick “decorative” when it adds nothing."]


@pytest.mark.parametrize("html", ["", None, "<p></p>", "<p>&nbsp;</p>", "<p> \xa0</p>"])
def test_a_rich_text_without_words_is_empty(html: str | None) -> None:
    assert is_empty(html)
    assert not is_empty("<p>Iets</p>")


def test_an_initiative_says_how_it_was_approached() -> None:
    assert initiatives.approach_problems("<p>Zo.</p>") == []
    expected = ["Write what you wanted and how you went about it."]
    assert said(initiatives.approach_problems("<p></p>")) == expected


@pytest.mark.parametrize(
    ("status", "end", "results", "expected"),
    [
        ("completed", "2026", "<p>Klaar.</p>", []),
        ("completed", "2026-11-22", "<p>Klaar.</p>", []),
        ("completed", "", "<p>Klaar.</p>", []),
        ("ongoing", "2027", "", []),
        (
            "completed",
            "2026-12",
            "<p>Klaar.</p>",
            ["A completed initiative can't end in the future. Correct the end, or choose “ongoing”."],
        ),
        ("completed", "2025", "<p></p>", ["Write what came of it: a completed initiative needs results."]),
    ],
)
def test_a_completed_initiative_has_ended_with_results(
    status: str, end: str, results: str, expected: list[str]
) -> None:
    found = initiatives.status_problems(status=status, end=date(end), results=results, today=TODAY)
    assert said(found) == expected


def test_an_open_opportunity_can_still_be_answered() -> None:
    hour = datetime.timedelta(hours=1)
    assert opportunities.deadline_problems(status="open", deadline=NOW + hour, now=NOW) == []
    assert opportunities.deadline_problems(status="open", deadline=None, now=NOW) == []
    assert opportunities.deadline_problems(status="closed", deadline=NOW - hour, now=NOW) == []
    expected = ["The deadline has passed. Choose a later one, or close the opportunity with its outcome."]
    assert said(opportunities.deadline_problems(status="open", deadline=NOW - hour, now=NOW)) == expected


def test_a_closed_opportunity_says_how_it_ended() -> None:
    assert opportunities.outcome_problems(status="closed", outcome="cooperation") == []
    assert opportunities.outcome_problems(status="open", outcome="") == []
    expected = ["Choose how it ended: a closed opportunity needs an outcome."]
    assert said(opportunities.outcome_problems(status="closed", outcome="")) == expected


def test_a_public_opportunity_needs_the_city_s_agreement() -> None:
    assert opportunities.agreement_problems(visibility="public", agreed=True) == []
    assert opportunities.agreement_problems(visibility="network", agreed=False) == []
    (message,) = said(opportunities.agreement_problems(visibility="public", agreed=False))
    assert message.startswith("Everyone may see this page only when the city agrees.")


def test_an_opportunity_is_on_the_map_and_asks_something() -> None:
    assert opportunities.city_problems(has_city=True, places=0) == []
    assert opportunities.city_problems(has_city=False, places=1) == []
    expected = ["Choose the city that it is about, or add a place."]
    assert said(opportunities.city_problems(has_city=False, places=0)) == expected
    assert opportunities.asked_problems("<p>Advies.</p>") == []
    assert said(opportunities.asked_problems("")) == ["Write what is asked, of whom, and by when."]


def test_an_expertise_profile_offers_something() -> None:
    assert expertise.offer_problems(1) == []
    expected = ["Add at least one offer: a theme, and what you did or can do."]
    assert said(expertise.offer_problems(0)) == expected


@pytest.mark.parametrize(
    ("members", "fine"),
    [
        ([(1, None), (None, 7)], True),
        ([(1, None), (2, None), (3, None), (4, None)], True),
        ([(1, None)], False),
        ([(1, None), (1, None)], False),
        ([(1, None), (None, None)], False),
        ([], False),
    ],
)
def test_a_partnership_has_two_different_members(members: list[Any], fine: bool) -> None:
    found = said(partnerships.member_problems(members))
    message = "List at least two different members: your own organisation, and the one you have the tie with."
    assert found == ([] if fine else [message])


@pytest.mark.parametrize(
    ("status", "until", "expected"),
    [
        ("active", "", []),
        ("active", "2027", []),
        ("ended", "2020", []),
        ("active", "2020", ["An active partnership can't have ended. Empty the end, or choose “ended”."]),
        (
            "ended",
            "2027",
            ["An ended partnership can't end in the future. Correct the end, or choose another status."],
        ),
    ],
)
def test_the_status_of_a_partnership_fits_its_end(status: str, until: str, expected: list[str]) -> None:
    assert said(partnerships.status_problems(status=status, until=date(until), today=TODAY)) == expected


@pytest.mark.parametrize(
    ("kind", "may_write", "allowed"),
    [("municipality", True, True), ("municipality", False, False), ("mission", True, False), ("other", True, False)],
)
def test_who_publishes_what(kind: str, may_write: bool, allowed: bool) -> None:
    assert rules.may_hold(("municipality", "public-body"), organisation_kind=kind, may_write=may_write) is allowed
