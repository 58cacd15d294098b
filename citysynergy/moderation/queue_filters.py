"""How moderators narrow their queue."""

from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.models import WorkflowState

from citysynergy.conf import get_setting
from citysynergy.moderation import queue
from citysynergy.moderation.routes import Route
from citysynergy.moderation.subjects import PageType
from citysynergy.organisations.models import Organisation
from citysynergy.taxonomy.models import Theme

MINE = "mine"
NONE = "none"
OVERDUE = "overdue"
LONG = {"14": 14, "30": 30}


def _routes() -> list[tuple[str, Any]]:
    own = [(MINE, _("What waits for me")), (NONE, _("Without a route"))]
    return own + [(str(pk), name) for pk, name in Route.objects.values_list("pk", "name")]


def _ages() -> list[tuple[str, Any]]:
    text = _("%(days)s days or longer")
    remind = get_setting("MODERATION_REMIND_AFTER_DAYS")
    ages = {OVERDUE: remind} | {key: days for key, days in LONG.items() if days > remind}
    return [(key, text % {"days": days}) for key, days in ages.items()]


def _organisations(request: Any) -> QuerySet[Organisation]:
    """Those of which something waits."""
    slugs = queue.by_organisation(queue.unfinished()).values("organisation_slug")
    return Organisation.objects.filter(slug__in=slugs)


def _themes(request: Any) -> QuerySet[Theme]:
    return Theme.objects.filter(is_active=True, merged_into=None).order_by("scheme", "slug")


class QueueFilterSet(WagtailFilterSet):
    """By whom a page waits for, how long, its route, type, organisation and theme."""

    stage = django_filters.ChoiceFilter(
        label=gettext_lazy("Waits for"),
        method="at_stage",
        choices=[choice for choice in queue.Stage.choices if choice[0] != queue.Stage.MINISTRY],
        empty_label=queue.Stage.MINISTRY.label,
    )
    route = django_filters.ChoiceFilter(
        label=gettext_lazy("Route"), method="on_route", choices=_routes, empty_label=gettext_lazy("All")
    )
    age = django_filters.ChoiceFilter(
        label=gettext_lazy("Waits for this long"), method="of_age", choices=_ages, empty_label=gettext_lazy("All")
    )
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("New or changed"),
        method="of_kind",
        choices=[("new", gettext_lazy("First publication")), ("change", gettext_lazy("Change of a published page"))],
        empty_label=gettext_lazy("All"),
    )
    type = django_filters.ChoiceFilter(
        label=gettext_lazy("Type"), method="of_type", choices=PageType.choices, empty_label=gettext_lazy("All")
    )
    organisation = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Organisation"),
        method="of_organisation",
        queryset=_organisations,
        to_field_name="slug",
        empty_label=gettext_lazy("All"),
    )
    theme = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Theme"),
        method="with_theme",
        queryset=_themes,
        to_field_name="slug",
        empty_label=gettext_lazy("All"),
    )

    class Meta:
        model = WorkflowState
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[WorkflowState]) -> QuerySet[WorkflowState]:
        """What waits for the ministry, unless asked for something else."""
        found: QuerySet[WorkflowState] = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("stage") else queue.at_ministry(found)

    def at_stage(self, rounds: QuerySet[WorkflowState], name: str, value: str) -> QuerySet[WorkflowState]:
        """What waits for someone else than the ministry."""
        return queue.at_author(rounds) if value == queue.Stage.AUTHOR else queue.at_sign_off(rounds)

    def on_route(self, rounds: QuerySet[WorkflowState], name: str, value: str) -> QuerySet[WorkflowState]:
        """What waits for who looks, or was given to one route or to none."""
        if value == MINE:
            return rounds.filter(queue.awaiting(self.request.user))
        return rounds.filter(Q(**{queue.ROUTE: None if value == NONE else value}))

    def of_age(self, rounds: QuerySet[WorkflowState], name: str, value: str) -> QuerySet[WorkflowState]:
        """What waits as long as this or longer."""
        days = LONG.get(value) or get_setting("MODERATION_REMIND_AFTER_DAYS")
        return rounds.filter(since__lte=timezone.now() - timedelta(days=days))

    def of_kind(self, rounds: QuerySet[WorkflowState], name: str, value: str) -> QuerySet[WorkflowState]:
        """What readers see already, or not yet."""
        return rounds.filter(is_change=value == "change")

    def of_type(self, rounds: QuerySet[WorkflowState], name: str, value: str) -> QuerySet[WorkflowState]:
        """Pages of one type."""
        return queue.of_type(rounds, value)

    def of_organisation(
        self, rounds: QuerySet[WorkflowState], name: str, value: Organisation
    ) -> QuerySet[WorkflowState]:
        """Pages of one organisation."""
        return queue.of_organisation(rounds, value)

    def with_theme(self, rounds: QuerySet[WorkflowState], name: str, value: Theme) -> QuerySet[WorkflowState]:
        """Pages that name one theme."""
        return queue.with_theme(rounds, value)
