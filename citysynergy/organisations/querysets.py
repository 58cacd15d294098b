"""Reads of organisations and memberships."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils import timezone

from citysynergy.values.dates import PartialDate
from citysynergy.values.languages import language_codes

if TYPE_CHECKING:
    from citysynergy.organisations.models import Membership, Organisation, Ressort, Succession  # noqa: F401


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations by what they are and who may act for them."""

    def municipal(self) -> Self:
        """Municipalities, public bodies and countries of the Kingdom."""
        from citysynergy.organisations.models import MUNICIPAL_KINDS

        return self.filter(kind__in=MUNICIPAL_KINDS)

    def named(self, text: str, lookup: str) -> Self:
        """Organisations one of whose names, in any content language, former ones too, compares so with the text."""
        names = models.Q(**{f"other_names__name__{lookup}": text})
        for code in language_codes():
            names |= models.Q(**{f"name__{code}__{lookup}": text})
        return self.filter(names).distinct()

    def called(self, text: str) -> Self:
        """Organisations with exactly this name."""
        return self.named(text.strip(), "iexact")

    def matching(self, text: str) -> Self:
        """Organisations whose name holds the text, those that begin with it first; none for an empty text."""
        text = text.strip()
        if not text:
            return self.none()
        begins = models.Q(slug__istartswith=text.replace(" ", "-"))
        for code in language_codes():
            begins |= models.Q(**{f"name__{code}__istartswith": text})
        first = models.Case(models.When(begins, then=0), default=1)
        return self.named(text, "icontains").annotate(begins=first).order_by("begins", "slug")

    def missions(self) -> Self:
        """Embassies, consulates-general and permanent representations."""
        return self.filter(kind="mission")

    def written_by(self, user: Any) -> Self:
        """Organisations that the user is a member of, in any role."""
        return self.filter(memberships__user=user).distinct()

    def serving(self, country_code: str, area_code: str = "") -> Self:
        """Missions whose ressort holds the country today, and the part of it when one is given."""
        where = models.Q(country=country_code, area=None)
        if area_code:
            where |= models.Q(area__code=area_code)
        ressort: Any = self.model._meta.get_field("ressorts").related_model
        return self.missions().filter(pk__in=ressort.objects.in_force().filter(where).values("mission"))


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by person and role."""

    def of(self, user: Any) -> Self:
        """The memberships of one user, with their organisations."""
        return self.filter(user=user).select_related("organisation")


class SuccessionQuerySet(models.QuerySet["Succession"]):
    """Successions by their date."""

    def in_force(self) -> Self:
        """Those whose date has come. One without a date has always been."""
        today = timezone.localdate()
        return self.filter(models.Q(on=None) | models.Q(on__lte=PartialDate(today.year, today.month, today.day)))


class RessortQuerySet(models.QuerySet["Ressort"]):
    """What missions serve, by its dates."""

    def in_force(self) -> Self:
        """Those of today. A year or month alone counts from its first day to its last."""
        today = timezone.localdate()
        year, month = PartialDate(today.year), PartialDate(today.year, today.month)
        day = PartialDate(today.year, today.month, today.day)
        begun = models.Q(valid_from=None) | models.Q(valid_from__lte=day)
        lasting = models.Q(valid_to=None) | models.Q(valid_to__gte=day) | models.Q(valid_to__in=[year, month])
        return self.filter(begun, lasting)
