"""The head of each public page: one address, its versions in other languages, and what a shared link shows."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction

from citysynergy.models import CaseImage
from home.models import InformationPage, InformationPageTranslation
from tests import factories
from tests.web.heads import Machine, machine
from tests.web.test_pages import CASES, address, read

HOST = "http://testserver"
TREE = (*CASES, "home", "index", "organisation", "about")
ADDRESSES = ("search/", "map/", "themes/", "goals/", "places/")
SUBJECTS = (
    "themes/water-and-sanitation/",
    "regions/142/",
    "countries/ID/",
    "cities/jakarta/",
)


@pytest.fixture
def about(register: SimpleNamespace) -> Any:
    page = InformationPage(
        title="Over deze site", language="nl", introduction="Wie <hier> werkt & waarom.", slug="about"
    )
    page.translations = [
        InformationPageTranslation(language="en", title="About this site", introduction="Who works here, and why.")
    ]
    register.home.add_child(instance=page)
    return page


@pytest.fixture
def uploads(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()  # Wagtail remembers renditions there, also those of a test before.


@pytest.fixture
def pages(register: SimpleNamespace, about: Any) -> dict[str, Any]:
    named = {name: getattr(register, name) for name in (*CASES, "home", "index")}
    return named | {"organisation": register.rotterdam.page, "about": about}


def of(client: Client, url: str) -> Machine:
    return machine(read(client, url))


@pytest.mark.parametrize("name", TREE)
def test_a_page_is_known_under_one_address_in_each_language(client: Client, pages: dict[str, Any], name: str) -> None:
    page = pages[name]
    dutch, english = HOST + address(page), HOST + address(page, "en")
    # In Dutch alone, whatever language the reader chose.
    alone = name in ("dutch_only", "partnership", "expertise")
    versions = {"nl": dutch, "x-default": dutch} if alone else {"nl": dutch, "en": english, "x-default": english}
    for url in (dutch, english):
        head = of(client, f"{url}?utm_source=letter")
        assert head.link("canonical") == [dutch if alone else url]
        assert head.alternates == versions
        assert head.meta("robots") == ""
        assert len(head.titles) == 1
        assert head.meta("og:url") == head.link("canonical")[0]
        assert head.meta("description")
        assert head.meta("og:description") == head.meta("description")
        assert head.meta("og:title")
        assert f"{head.meta('og:title')} – CitySynergy" == head.titles[0]
        assert head.meta("og:locale") == ("en_GB" if url == english and not alone else "nl_NL")


@pytest.mark.parametrize("path", [*ADDRESSES, *SUBJECTS])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_page_outside_the_tree_is_too(client: Client, register: SimpleNamespace, language: str, path: str) -> None:
    head = of(client, f"/{language}/{path}?utm_source=letter")
    assert head.link("canonical") == [f"{HOST}/{language}/{path}"]
    english = f"{HOST}/en/{path}"
    assert head.alternates == {"nl": f"{HOST}/nl/{path}", "en": english, "x-default": english}
    assert head.meta("robots") == ""
    assert head.meta("og:type") == "website"
    assert head.meta("description") == head.meta("og:description") != ""
    assert f"{head.meta('og:title')} – CitySynergy" == head.titles[0]


def test_titles_and_descriptions_tell_pages_apart(client: Client, pages: dict[str, Any]) -> None:
    heads = [of(client, address(page)) for page in pages.values()]
    heads += [of(client, f"/nl/{path}") for path in (*ADDRESSES, *SUBJECTS)]
    assert len({head.titles[0] for head in heads}) == len(heads)
    # The cases of the tests share one summary.
    descriptions = {head.meta("description") for head in heads}
    assert len(descriptions) == len(heads) - len(CASES) + 1


def test_a_search_is_known_by_its_parameters_in_one_order(client: Client, register: SimpleNamespace) -> None:
    head = of(client, "/en/search/?utm_source=x&theme=water-and-sanitation&q=dike&view=list&country=ID&colour=blue")
    query = "q=dike&country=ID&theme=water-and-sanitation"
    assert head.link("canonical") == [f"{HOST}/en/search/?{query}"]
    assert head.alternates["nl"] == f"{HOST}/nl/search/?{query}"
    assert head.meta("robots") == "noindex, follow"


@pytest.mark.parametrize("query", ["q=water", "theme=no-such-theme&q=x", "page_size=10", "around=Jakarta"])
@pytest.mark.parametrize("path", ["search", "map"])
def test_only_the_search_for_nothing_is_listed(
    client: Client, register: SimpleNamespace, path: str, query: str
) -> None:
    assert of(client, f"/nl/{path}/?{query}").meta("robots") == "noindex, follow"
    assert of(client, f"/nl/{path}/?view=list").meta("robots") == ""


def test_a_page_about_nothing_yet_is_not_listed(client: Client, register: SimpleNamespace) -> None:
    assert of(client, "/nl/cities/umea/").meta("robots") == "noindex, follow"


def test_a_page_that_has_only_names_to_show_reads_well_in_every_language(
    client: Client, register: SimpleNamespace
) -> None:
    page = register.rotterdam.page
    assert set(of(client, address(page)).alternates) == {"nl", "en", "x-default"}
    page.introduction = "<p>Rotterdam werkt<br/>met havens.</p><p>Wereldwijd &amp; dichtbij.</p>"
    page.save()
    head = of(client, address(page, "en"))
    assert set(head.alternates) == {"nl", "x-default"}
    assert head.link("canonical") == [HOST + address(page)]
    assert head.meta("description") == "Rotterdam werkt met havens. Wereldwijd & dichtbij."


def test_what_editors_wrote_for_search_engines_counts_in_the_language_of_the_page(client: Client, about: Any) -> None:
    about.seo_title, about.search_description = "Over ons | register", "Voor wie dit is."
    about.save()
    dutch, english = of(client, address(about)), of(client, address(about, "en"))
    assert (dutch.titles, dutch.meta("description")) == (["Over ons | register – CitySynergy"], "Voor wie dit is.")
    assert (english.titles, english.meta("description")) == (
        ["About this site – CitySynergy"],
        "Who works here, and why.",
    )


def test_a_shared_link_shows_the_picture_of_the_case(client: Client, register: SimpleNamespace, uploads: None) -> None:
    assert of(client, address(register.initiative)).meta("og:image").endswith(".png")
    image = get_image_model().objects.create(title="Dijk", file=get_test_image_file(size=(1600, 1000)))
    CaseImage.objects.create(
        case=register.initiative, image=image, alt={"nl": "Een dijk", "en": "A dike"}, licence="cc-by"
    )
    head = of(client, address(register.initiative, "en"))
    assert head.meta("og:image").startswith(f"{HOST}/media/images/")
    assert head.meta("og:image").endswith(".jpg")
    assert head.meta("og:image:alt") == "A dike"
    assert (head.meta("og:image:width"), head.meta("og:image:height")) == ("1200", "630")
    assert head.meta("twitter:card") == "summary_large_image"
    assert head.data["Article"]["image"] == head.meta("og:image")
    picture: Any = client.get(head.meta("og:image"))
    assert b"".join(picture.streaming_content).startswith(b"\xff\xd8")


def test_of_several_pictures_the_first_stands_for_the_case(
    client: Client, register: SimpleNamespace, uploads: None
) -> None:
    """In the order of the editor; in that in which they were put in where they have no other."""
    first, last = (
        get_image_model().objects.create(title=name, file=get_test_image_file(f"{name}.png", size=(1600, 1000)))
        for name in ("dijk", "sluis")
    )
    for image in (first, last):
        CaseImage.objects.create(case=register.initiative, image=image, is_decorative=True, licence="cc-by")
    CaseImage.objects.filter(image=first).update(credit="Stadsarchief")

    def shown() -> list[bool]:
        head = of(client, address(register.initiative)).meta("og:image")
        entry = client.get("/nl/search/?type=initiative").content.decode().partition('<img src="')[2].partition('"')[0]
        return ["dijk" in Path(url).name for url in (head, entry)]

    assert shown() == [True, True]
    for order, image in enumerate((last, first)):
        CaseImage.objects.filter(image=image).update(sort_order=order)
    assert shown() == [False, False]


def test_a_picture_whose_file_is_gone_harms_nothing(client: Client, register: SimpleNamespace, uploads: None) -> None:
    image = get_image_model().objects.create(title="Weg", file=get_test_image_file(size=(1600, 1000)))
    CaseImage.objects.create(case=register.initiative, image=image, is_decorative=True, licence="cc-by")
    image.file.storage.delete(image.file.name)
    assert of(client, address(register.initiative)).meta("og:image").endswith(".png")


def test_a_closed_page_says_nothing_to_machines(client: Client, register: SimpleNamespace, member: Any) -> None:
    client.force_login(member)
    for page in (register.private, _below_a_closed_page(register)):
        head = of(client, address(page))
        assert head.meta("robots") == "noindex, nofollow"
        assert head.alternates == {}
        assert head.blocks == []
        assert not [meta for meta in head.metas if meta.get("property", "").startswith("og:")]


def _below_a_closed_page(register: SimpleNamespace) -> Any:
    PageViewRestriction.objects.create(page=register.utrecht.page, restriction_type=PageViewRestriction.LOGIN)
    return register.partnership


def test_what_is_no_public_page_is_not_listed(client: Client, register: SimpleNamespace) -> None:
    assert of(client, "/account/login/").meta("robots") == "noindex, nofollow"
    head = machine(client.get("/nl/not-here/").content.decode())
    assert head.meta("robots") == "noindex"
    assert head.link("canonical") == []
    assert head.alternates == {}


def test_the_share_of_a_challenge_is_escaped(client: Client, register: SimpleNamespace) -> None:
    case = factories.make_initiative(register.utrecht, title='"><script>alert(1)</script>', english="")
    head = of(client, address(case))
    assert head.meta("og:title") == '"><script>alert(1)</script>'
