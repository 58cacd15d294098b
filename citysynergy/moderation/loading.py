"""Makes the workflow and the groups of the ministry, and what moderators go by at first.

Run by ``citysynergy_load_reference``; may run again.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import models, transaction
from django.db.models import Model, Q
from django.utils.translation import gettext, override
from wagtail.models import Workflow, WorkflowPage, WorkflowTask

from citysynergy.moderation.guidance import Criterion, Guidance, Remark
from citysynergy.moderation.models import ModerationTask
from citysynergy.moderation.routes import Absence, Route
from citysynergy.moderation.sign_off import SignOffTask
from citysynergy.organisations.pages import OrganisationIndexPage
from citysynergy.permissions.groups import ANALYSTS, MODERATORS, NETWORK, STEWARDS

# The records that a data steward keeps, by model name: all of these but those named in NOT_KEPT_BY_STEWARDS.
REFERENCE_ROOMS = ("citysynergy.taxonomy", "citysynergy.organisations", "citysynergy.discovery.dictionary")
NOT_KEPT_BY_STEWARDS = {"membership", "organisationgroup"}
KEPT_BY_MODERATORS: tuple[type[Model], ...] = (Criterion, Remark, Route, Absence)
GUIDANCE = Path(__file__).resolve().parent / "data" / "guidance.json"


@transaction.atomic
def load() -> dict[str, int]:
    """Make what is missing, change nothing that is there. Says how many of each it made."""
    made = {"groups": _load_groups(), "workflows": _load_workflow(), "steps": _load_sign_off(), "pages": 0}
    for index in OrganisationIndexPage.objects.all():
        made["pages"] += assign(index)
    return made


def _load_workflow() -> int:
    if ModerationTask.objects.exists():
        return 0
    with override(settings.LANGUAGE_CODE):
        task = ModerationTask.objects.create(name=gettext("Moderation by the ministry"))
        workflow = Workflow.objects.create(name=gettext("Moderation"))
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return 1


def _load_sign_off() -> int:
    """Put the step at which organisations sign off first, also in a workflow that was made before there was one.

    Only once: an administrator who took it out of the workflow keeps it out.
    """
    workflow = moderation_workflow()
    if workflow is None or SignOffTask.objects.exists():
        return 0
    with override(settings.LANGUAGE_CODE):
        task = SignOffTask.objects.create(name=gettext("Signing off inside the organisation"))
    first = workflow.workflow_tasks.aggregate(models.Min("sort_order"))["sort_order__min"]
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=(first or 0) - 1)
    return 1


@transaction.atomic
def load_guidance() -> dict[str, int]:
    """Make the first criteria and remarks. Where there are any, moderators keep the list themselves."""
    content = json.loads(GUIDANCE.read_text(encoding="utf-8"))
    kinds: dict[str, type[Guidance]] = {"criteria": Criterion, "remarks": Remark}
    return {name: _load_first(model, content[name]) for name, model in kinds.items()}


def _load_first(model: type[Guidance], rows: list[dict[str, Any]]) -> int:
    if model.objects.exists():
        return 0
    # In tens, so that moderators find room in between.
    made = [model(order=10 * number, **row) for number, row in enumerate(rows, 1)]
    return len(model.objects.bulk_create(made))


def moderation_workflow() -> Workflow | None:
    """The active workflow that ends at the ministry; None before the first load."""
    moderated = ModerationTask.objects.filter(active=True).values("pk")
    return Workflow.objects.filter(active=True, workflow_tasks__task__in=moderated).order_by("pk").first()


def assign(index: OrganisationIndexPage) -> int:
    """Let the workflow hold for everything below this index, unless another one was chosen for it."""
    workflow = moderation_workflow()
    if workflow is None:
        return 0
    _row, made = WorkflowPage.objects.get_or_create(page_id=index.pk, defaults={"workflow": workflow})
    return int(made)


def _load_groups() -> int:
    count = 0
    entry = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    for name in (NETWORK, MODERATORS, ANALYSTS, STEWARDS):
        group, made = Group.objects.get_or_create(name=name)
        count += made
        if name != NETWORK:
            group.permissions.add(entry)
        if name == STEWARDS:
            group.permissions.add(*_kept_by_stewards())
        if name == MODERATORS:
            group.permissions.add(*_permissions_on(KEPT_BY_MODERATORS))
    return count


def _kept_by_stewards() -> list[Permission]:
    from django.apps import apps

    kept: list[Any] = [
        model
        for model in apps.get_app_config("citysynergy").get_models()
        if model.__module__.startswith(REFERENCE_ROOMS)
        and model.__module__.endswith(".models")
        and model._meta.model_name not in NOT_KEPT_BY_STEWARDS
    ]
    return _permissions_on(kept)


def _permissions_on(kept: Iterable[type[Model]]) -> list[Permission]:
    names = Q(pk=None)
    for model in kept:
        for action in ("add", "change", "delete", "view"):
            names |= Q(content_type__model=model._meta.model_name, codename=f"{action}_{model._meta.model_name}")
    return list(Permission.objects.filter(names, content_type__app_label="citysynergy"))
