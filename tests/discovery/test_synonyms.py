"""Data stewards say which words mean the same; searches know at once."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import ModelLogEntry

from citysynergy.discovery import CaseResults
from citysynergy.discovery.dictionary import present
from citysynergy.discovery.dictionary.models import LONGEST, MOST, SynonymGroup
from citysynergy.discovery.dictionary.present import PresentDictionary
from citysynergy.moderation.loading import load
from citysynergy.permissions.groups import MODERATORS, STEWARDS
from tests import factories
from tests.discovery.engines import ENGINES


def address(action: str, *arguments: Any) -> str:
    return reverse(f"citysynergy_synonymgroup_modeladmin_{action}", args=arguments)


def member_of(client: Client, group: str) -> Client:
    load()
    user = factories.make_user("someone", language="en")
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    return client


@pytest.mark.parametrize("index", ENGINES, indirect=True)
def test_what_a_steward_saves_holds_for_the_next_search(
    index: Any, world: SimpleNamespace, rebuilt: Callable[[], None], find: Callable[..., CaseResults], client: Client
) -> None:
    case = factories.make_initiative(world.rotterdam, "Een zoemtuin voor hommels", english="")
    rebuilt()
    steward = member_of(client, STEWARDS)
    assert find(q="Bijenhotel").total == 0

    saved = steward.post(address("create"), {"words": "bijenhotel\r\nzoemtuin voor hommels\r\n\r\n"})
    assert saved.status_code == 302
    results = find(q="Bijenhotel")
    assert [hit.page_id for hit in results.hits] == [case.pk]
    assert [one.text for one in results.widened[0].alternatives] == ["zoemtuin voor hommels"]
    assert "<mark>zoemtuin" in results.hits[0].highlights["title"][0]
    assert [value.count for value in results.facets["type"]] == [1], "counts are of the new words too"
    assert find(q="bijenhotel", exact="1").total == 0

    group = SynonymGroup.objects.get()
    assert steward.get(address("index")).status_code == 200
    assert "zoemtuin voor hommels" in steward.get(address("edit", group.pk)).content.decode()
    steward.post(address("edit", group.pk), {"words": "bijenhotel\r\ninsectenhuis"})
    assert find(q="bijenhotel").total == 0
    steward.post(address("edit", group.pk), {"words": "bijenhotel\r\nhommels"})
    assert find(q="bijenhotel").total == 1
    steward.post(address("delete", group.pk))
    assert find(q="bijenhotel").total == 0
    actions = ModelLogEntry.objects.filter(object_id=group.pk, content_type__model="synonymgroup")
    assert list(actions.order_by("pk").values_list("action", flat=True)) == [
        "wagtail.create", "wagtail.edit", "wagtail.edit", "wagtail.delete",
    ]  # fmt: skip


def test_others_keep_no_synonyms(world: SimpleNamespace, client: Client) -> None:
    moderator = member_of(client, MODERATORS)
    assert moderator.get(address("index")).status_code == 302
    moderator.post(address("create"), {"words": "kaas\r\ncheese"})
    assert not SynonymGroup.objects.exists()


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["kaas"], "at least two words"),
        ([], "at least two words"),
        ([f"w{number}" for number in range(MOST + 1)], f"at most {MOST} words"),
        (["kaas", "???"], "“???” holds no letter or digit"),
        (["Café", "cafe"], "“cafe” and “Café” are the same"),
        (["kaas", "FIETS"], "“FIETS” is in another group already: fiets, bicycle"),
    ],
)
def test_a_group_that_says_nothing_is_refused(db: Any, words: list[str], problem: str) -> None:
    SynonymGroup.objects.create(words=["fiets", "bicycle"])
    with override("en"):
        with pytest.raises(ValidationError) as refused:
            SynonymGroup(words=words).full_clean()
        assert problem in " ".join(refused.value.message_dict["words"])


def test_the_form_says_what_is_wrong(world: SimpleNamespace, client: Client) -> None:
    steward = member_of(client, STEWARDS)
    html = steward.post(address("create"), {"words": "kaas"}).content.decode()
    assert "Write at least two words that mean the same, one a line." in html
    assert steward.post(address("create"), {"words": ""}).status_code == 200
    assert steward.post(address("create"), {"words": "kaas\r\n" + "a" * (LONGEST + 1)}).status_code == 200
    assert not SynonymGroup.objects.exists()
    group = SynonymGroup.objects.create(words=["kaas", "cheese"])
    assert steward.post(address("edit", group.pk), {"words": "kaas\r\ncheese\r\nfromage"}).status_code == 302


def test_a_change_by_another_process_is_noticed(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(present, "SYNONYMS_SECONDS", 0.0)
    here = PresentDictionary()
    before = here.now()
    assert here.now() is before
    group = SynonymGroup.objects.create(words=["kaas", "cheese"])
    changed = here.now()
    assert changed is not before
    group.delete()
    assert here.now() is not changed
