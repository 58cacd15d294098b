"""Documents: many are made at once, and each as if it were alone."""

import gc
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail.rich_text import get_text_for_indexing

from citysynergy.discovery import maintenance, reading
from citysynergy.discovery.builder import Builder
from citysynergy.discovery.documents import CaseDocument
from citysynergy.discovery.texts import text_of
from citysynergy.models import CaseActivity, CasePage, CasePlace, InitiativePage
from tests import factories

TAGS = st.sampled_from(
    [
        *("<p>", "</p>", "<b>", "</b>", "<i>", "<ul>", "</ul>", "<li>", "</li>", "<h3>", "</h3>", "</a>"),
        *("<br/>", "<br />", "<hr/>", "<hr />", "<br>", "<HR/>", "</P>", "</blockquote>", "<embed/>", "<!-- p -->"),
        *('<a href="https://a.example/?b=1">', '<a linktype="page" id="3">', '<a title="a>b">', '<p data-a="<b>">'),
        *("&amp;", "&lt;p&gt;", "&#39;", "&nbsp;", "&", "<", ">", "/", '"', "</", "p>", " ", "\n"),
    ]
)


@given(st.lists(TAGS | st.text(max_size=6), max_size=12).map("".join))
def test_rich_text_reads_as_wagtail_reads_it(markup: str) -> None:
    assert text_of(markup) == get_text_for_indexing(markup)


@pytest.fixture
def pages(world: SimpleNamespace) -> list[CasePage]:
    """Cases of three types with rows of their own, made in turns, and one that is a draft among them."""
    made: list[CasePage] = []
    for number in range(3):
        title = f"Zaak {number}"
        made += [
            factories.make_initiative(
                world.rotterdam, title, themes=[world.water], cities=[world.jakarta], countries=[world.indonesia]
            ),
            factories.make_opportunity(world.jakarta_embassy, title, city=world.jakarta),
            factories.make_partnership(world.rotterdam, title),
        ]
    for page in made:
        CaseActivity.objects.create(
            case_id=page.pk, kind="visit", date="2024", title={"nl": f"Bezoek {page.pk}"}, place=f"Zaal {page.pk}"
        )
        CasePlace.objects.create(case_id=page.pk, city=world.jakarta, name=f"Plein {page.pk}")
    InitiativePage.objects.filter(pk=made[3].pk).update(live=False)
    return made


def made_of(pks: list[int]) -> dict[str, CaseDocument]:
    return Builder().of_pages(pks)


def test_a_case_holds_its_own_rows_and_none_of_its_neighbours(pages: list[CasePage]) -> None:
    """A batch is read in one stretch, with what lies between."""
    live = [page for page in pages if page is not pages[3]]
    together = made_of([page.pk for page in pages])
    assert {document.page_id for document in together.values()} == {page.pk for page in live}
    alone = {case: document for page in live for case, document in made_of([page.pk]).items()}
    assert together == alone
    assert f"Bezoek {live[0].pk}" in together[str(live[0].translation_key)].texts["nl"].body


def test_what_lies_between_is_not_asked_for(pages: list[CasePage]) -> None:
    wanted = [pages[0].pk, pages[2].pk, pages[8].pk]
    assert [document.page_id for document in made_of(wanted).values()] == [pages[0].pk, pages[2].pk, pages[8].pk]


def test_far_apart_or_close_together_makes_no_difference(pages: list[CasePage], monkeypatch: Any) -> None:
    close = made_of([page.pk for page in pages])
    monkeypatch.setattr(reading, "SPREAD", 0)
    assert made_of([page.pk for page in pages]) == close
    assert len(close) == 8


def test_python_collects_as_before_after_a_rebuild_that_fails(index: Any, pages: list[CasePage]) -> None:
    before, seen = gc.get_threshold(), list[int]()

    def fail(_done: int) -> None:
        seen.append(gc.get_threshold()[0])
        raise RuntimeError

    with pytest.raises(RuntimeError):
        maintenance.rebuild(fail)
    assert seen == [maintenance.COLLECT_AFTER]
    assert gc.get_threshold() == before
