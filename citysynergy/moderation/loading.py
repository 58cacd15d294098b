"""Makes the workflow and the groups of the ministry. Run by ``citysynergy_load_reference``; may run again."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext, override
from wagtail.models import Workflow, WorkflowPage, WorkflowTask

from citysynergy.moderation.models import ModerationTask
from citysynergy.organisations.pages import OrganisationIndexPage
from citysynergy.permissions.groups import ANALYSTS, MODERATORS, NETWORK, STEWARDS

# The records that a data steward keeps, by model name: all of these but those named in NOT_KEPT_BY_STEWARDS.
REFERENCE_ROOMS = ("citysynergy.taxonomy", "citysynergy.organisations")
NOT_KEPT_BY_STEWARDS = {"membership", "organisationgroup"}


@transaction.atomic
def load() -> dict[str, int]:
    """Make what is missing, change nothing that is there. Says how many of each it made."""
    made = {"groups": _load_groups(), "workflows": 0, "pages": 0}
    task = ModerationTask.objects.order_by("pk").first()
    if task is None:
        with override(settings.LANGUAGE_CODE):
            task = ModerationTask.objects.create(name=gettext("Moderation by the ministry"))
            workflow = Workflow.objects.create(name=gettext("Moderation"))
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        made["workflows"] = 1
    for index in OrganisationIndexPage.objects.all():
        made["pages"] += assign(index)
    return made


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
    names = Q(pk=None)
    for model in kept:
        for action in ("add", "change", "delete", "view"):
            names |= Q(content_type__model=model._meta.model_name, codename=f"{action}_{model._meta.model_name}")
    return list(Permission.objects.filter(names, content_type__app_label="citysynergy"))
