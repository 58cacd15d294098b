"""What moderators go by: the checklist that goes with an approval, and standard remarks with a request."""

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import override

from citysynergy.models import Criterion, ModerationTaskState, Remark
from citysynergy.moderation.forms import ApprovalForm, RemarksForm
from tests import editor
from tests.moderation.conftest import signed_in
from tests.moderation.steps import decide, step, submit

pytestmark = pytest.mark.django_db
MODAL = {"x-requested-with": "XMLHttpRequest"}


@pytest.fixture
def criteria(world: Any) -> list[Criterion]:
    """Two points for initiatives, one for opportunities, and one that is out of use."""
    return [
        Criterion.objects.create(text={"nl": "Helder", "en": "Clear"}, order=1),
        Criterion.objects.create(text={"nl": "Volledig", "en": "Complete"}, page_types=["initiative"], order=2),
        Criterion.objects.create(text={"nl": "Stad akkoord", "en": "City agrees"}, page_types=["opportunity"]),
        Criterion.objects.create(text={"nl": "Oud", "en": "Old"}, is_active=False),
    ]


@pytest.fixture
def remarks(world: Any) -> list[Remark]:
    return [
        Remark.objects.create(
            title={"nl": "Taal", "en": "Language"},
            text={"nl": "Schrijf eenvoudiger.", "en": "Write more plainly."},
            order=1,
        ),
        Remark.objects.create(
            title={"nl": "Beeld", "en": "Pictures"}, text={"nl": "Noem de maker.", "en": "Name the maker."}, order=2
        ),
        Remark.objects.create(
            title={"nl": "Stad", "en": "City"}, text={"nl": "Vraag de stad.", "en": "Ask."}, page_types=["opportunity"]
        ),
    ]


@pytest.fixture
def waiting(people: Any, draft: Any) -> Any:
    return submit(draft, people.author)


def keys(*records: Any) -> list[str]:
    return [str(record.pk) for record in records]


def modal(page: Any, action: str, kind: str = "workflow_action") -> str:
    state = step(page)
    assert state is not None
    return reverse(f"wagtailadmin_pages:{kind}", args=[page.pk, action, state.pk])


class TestChecklist:
    def test_the_form_shows_the_points_of_this_type_of_page(self, people, criteria, waiting):
        html = signed_in(people.second_moderator).get(modal(waiting, "approve"), headers=MODAL).json()["html"]
        assert "Clear" in html
        assert "Complete" in html
        assert "City agrees" not in html
        assert "Old" not in html

    def test_all_points_ticked_need_no_words(self, people, criteria, waiting):
        client = signed_in(people.second_moderator)
        client.post(modal(waiting, "approve"), {"checklist": keys(*criteria[:2]), "comment": ""})
        assert editor.reloaded(waiting).live
        state = ModerationTaskState.objects.get(status="approved")
        assert state.checklist == [{"text": "Clear", "checked": True}, {"text": "Complete", "checked": True}]

    def test_a_point_left_open_needs_a_reason(self, people, criteria, waiting):
        client = signed_in(people.second_moderator)
        sent = {"checklist": keys(criteria[0]), "comment": " "}
        answer = client.post(modal(waiting, "approve"), sent, headers=MODAL).json()
        assert "is not ticked" in answer["html"]
        assert not editor.reloaded(waiting).live
        client.post(modal(waiting, "approve"), sent | {"comment": "De rest volgt."}, headers=MODAL)
        assert editor.reloaded(waiting).live
        assert ModerationTaskState.objects.get(status="approved").checklist[1] == {"text": "Complete", "checked": False}

    def test_whatever_way_the_approval_comes(self, people, criteria, waiting):
        for data in ({}, {"checklist": keys(criteria[0])}, {"checklist": "1"}, {"checklist": None}):
            with pytest.raises(PermissionDenied, match="checklist"):
                decide(waiting, people.second_moderator, **data)
        editor.decide(signed_in(people.second_moderator), waiting, "approve")
        assert not editor.reloaded(waiting).live

    def test_in_the_editor_the_form_is_filled_in_first_and_sent_with_the_page(self, people, criteria, waiting):
        client = signed_in(people.second_moderator)
        sent = {"checklist": keys(*criteria[:2]), "comment": "Mooi."}
        form = client.get(modal(waiting, "approve", "collect_workflow_action_data"), headers=MODAL)
        assert f'name="version" value="{waiting.latest_revision_id}"' in form.json()["html"]
        sent["version"] = str(waiting.latest_revision_id)
        answer = client.post(modal(waiting, "approve", "collect_workflow_action_data"), sent, headers=MODAL).json()
        assert answer["step"] == "success"
        data = editor.filled_in(client, waiting) | {
            "action-workflow-action": ["true"],
            "workflow-action-name": ["approve"],
            "workflow-action-extra-data": [json.dumps(answer["cleaned_data"])],
        }
        client.post(editor.address(waiting), data)
        assert editor.reloaded(waiting).live
        assert all(row["checked"] for row in ModerationTaskState.objects.get(status="approved").checklist)

    def test_the_history_tells_what_came_of_it(self, people, criteria, waiting):
        with override("en"):
            decide(waiting, people.second_moderator, checklist=keys(criteria[0]), comment="The rest follows.")
        state = ModerationTaskState.objects.get(status="approved")
        address = reverse("wagtailadmin_pages:workflow_history_detail", args=[waiting.pk, state.workflow_state_id])
        text = signed_in(people.second_moderator).get(address).content.decode()
        assert "The rest follows. – Left open on the checklist: Complete" in text

    def test_without_criteria_there_is_no_list(self, people, waiting):
        assert "checklist" not in ApprovalForm(page=waiting).fields
        decide(waiting, people.moderator)
        assert editor.reloaded(waiting).live

    def test_a_later_change_of_a_criterion_does_not_change_what_was_ticked(self, people, criteria, waiting):
        with override("en"):
            decide(waiting, people.second_moderator, checklist=keys(*criteria[:2]))
        criteria[0].text = {"en": "Something else"}
        criteria[0].save()
        criteria[1].delete()
        texts = [row["text"] for row in ModerationTaskState.objects.get(status="approved").checklist]
        assert texts == ["Clear", "Complete"]

    def test_an_approver_of_the_organisation_has_a_note_only(self, people, criteria):
        from citysynergy.models import SignOffTask

        assert "checklist" not in SignOffTask.approval_form.base_fields


class TestRemarks:
    def test_come_in_the_language_of_the_author_before_the_moderators_words(self, people, remarks, waiting):
        # The author reads English, the moderator Dutch.
        client = signed_in(people.moderator)
        html = client.get(modal(waiting, "reject"), headers=MODAL).json()["html"]
        assert "Schrijf eenvoudiger." in html
        assert "Vraag de stad." not in html
        client.post(modal(waiting, "reject"), {"remarks": keys(*remarks[:2]), "comment": "Thanks!"})
        comment = ModerationTaskState.objects.get(status="rejected").comment
        assert comment == "Write more plainly.\n\nName the maker.\n\nThanks!"

    def test_make_words_unnecessary(self, people, remarks, waiting):
        signed_in(people.moderator).post(modal(waiting, "reject"), {"remarks": keys(remarks[0]), "comment": ""})
        assert ModerationTaskState.objects.get(status="rejected").comment == "Write more plainly."

    def test_one_or_the_other_is_needed(self, people, remarks, waiting):
        form = RemarksForm({"comment": " "}, page=waiting)
        assert not form.is_valid()
        assert "comment" in form.errors

    def test_a_forged_remark_is_none(self, people, remarks, waiting):
        form = RemarksForm({"remarks": ["999999"], "comment": "x"}, page=waiting)
        assert "remarks" in form.errors
        form = RemarksForm({"remarks": keys(remarks[2]), "comment": "x"}, page=waiting)
        assert "remarks" in form.errors

    def test_together_stay_within_the_limit(self, people, remarks, waiting):
        form = RemarksForm({"remarks": keys(remarks[0]), "comment": "x" * 3990}, page=waiting)
        assert "comment" in form.errors
        with pytest.raises(PermissionDenied):
            decide(waiting, people.moderator, "reject", comment="x" * 4001)

    def test_what_is_sent_on_to_the_editor_is_one_comment(self, people, remarks, waiting):
        client = signed_in(people.moderator)
        sent = {"remarks": keys(remarks[0]), "comment": "<b>Thanks</b>"}
        answer = client.post(modal(waiting, "reject", "collect_workflow_action_data"), sent, headers=MODAL).json()
        assert answer["cleaned_data"]["comment"] == "Write more plainly.\n\n<b>Thanks</b>"
        assert "remarks" not in answer["cleaned_data"]
        editor.decide(client, waiting, "reject", answer["cleaned_data"]["comment"])
        above = signed_in(people.author).get(editor.address(waiting)).content.decode()
        assert "<p>Write more plainly.</p>" in above
        assert "&lt;b&gt;Thanks&lt;/b&gt;" in above
