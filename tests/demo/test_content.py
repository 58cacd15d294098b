"""What the content files say, before anything is loaded."""

import re
from collections import Counter
from itertools import chain

import pytest

from citysynergy.demo import content
from citysynergy.demo.content import Entry

CONTENT = content.load()
PUBLIC = [case for case in CONTENT.cases if case["state"] == "public"]
COMPLETE = [case for case in CONTENT.cases if not case.get("incomplete")]
BY_NAME = {"argvalues": COMPLETE, "ids": lambda case: f"{case['organisation']}/{case['slug']}"}
WORDS = {"nl": "Demonstratie", "en": "Demonstration"}


def words(case: Entry) -> str:
    """All that is written in a case."""
    return " ".join(str(value) for code in ("nl", "en") for value in case.get(code, {}).values())


@pytest.mark.parametrize("case", **BY_NAME)
def test_a_case_has_title_and_summary_in_both_languages(case):
    for code in ("nl", "en"):
        assert case[code]["title"]
        assert 200 <= len(case[code]["summary"]) <= 400


@pytest.mark.parametrize("case", CONTENT.cases, ids=lambda case: f"{case['organisation']}/{case['slug']}")
def test_what_is_invented_says_so_in_its_title(case):
    starts = {"nl": "Voorbeeld:", "en": "Example:"}
    titles = {code: case.get(code, {}).get("title") for code in starts}
    marked = [titles[code].startswith(start) for code, start in starts.items() if titles[code]]
    assert marked
    assert all(marked) == any(marked) == (case["basis"] == "example")


def test_texts_of_both_languages_are_written_not_copied():
    for case in COMPLETE:
        assert case["nl"]["summary"] != case["en"]["summary"]
        assert case["nl"].keys() == case["en"].keys(), case["slug"]


def test_most_initiatives_tell_approach_results_and_transfer():
    initiatives = [case for case in PUBLIC if case["type"] == "initiative"]
    full = [case for case in initiatives if {"approach", "results", "transfer"} <= case["nl"].keys()]
    assert len(full) > len(initiatives) / 2


def test_failure_is_told_by_examples_or_with_a_source():
    for case in PUBLIC:
        if any(lesson["kind"] == "failed" for lesson in case.get("lessons", [])) and case["basis"] == "record":
            assert case["links"], case["slug"]


def test_who_does_not_exist_has_no_record_of_deeds():
    invented = {entry["slug"] for entry in CONTENT.organisations}
    assert invented == {"voorbeeldstad", "modeldorp"}
    assert all(case["basis"] == "example" for case in CONTENT.cases if case["organisation"] in invented)


def test_every_text_ends_with_the_note():
    for note in chain(*(notes.items() for notes in CONTENT.notes.values())):
        assert note[1].startswith(WORDS[note[0]])


def test_dates_say_no_more_than_is_known():
    since = {case["slug"]: case.get("since") for case in PUBLIC if case["type"] == "partnership"}
    assert since["utrecht-leon"] == "1983"
    assert since["den-haag-warschau"] is None


def test_slugs_are_unique_below_their_organisation():
    addresses = Counter((case["organisation"], case["slug"]) for case in CONTENT.cases)
    assert max(addresses.values()) == 1


def test_pictures_are_described_and_used():
    names = {image["name"] for image in CONTENT.images}
    assert names == {case["image"] for case in CONTENT.cases if "image" in case}
    assert all(image["nl"] and image["en"] for image in CONTENT.images)
    assert len({image["seed"] for image in CONTENT.images}) == len(CONTENT.images)


def test_network_only_pages_show_no_pictures():
    """Files of pictures are not protected."""
    assert not [case for case in CONTENT.cases if case.get("visibility") == "network" and "image" in case]


def test_no_address_or_number_of_a_person_is_written():
    for case in CONTENT.cases:
        assert not re.search(r"\S+@\S+\.\S+|\+31|06-\d", words(case)), case["slug"]
