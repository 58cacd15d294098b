"""Reads of organisations and memberships."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from citysynergy.organisations.models import Membership, Organisation  # noqa: F401


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations by what they are and who may act for them."""

    def municipal(self) -> Self:
        """Municipalities, public bodies and countries of the Kingdom."""
        from citysynergy.organisations.models import MUNICIPAL_KINDS

        return self.filter(kind__in=MUNICIPAL_KINDS)

    def missions(self) -> Self:
        """Embassies, consulates-general and permanent representations."""
        return self.filter(kind="mission")

    def written_by(self, user: Any) -> Self:
        """Organisations that the user is a member of, in any role."""
        return self.filter(memberships__user=user).distinct()

    def serving(self, country_code: str, area_code: str = "") -> Self:
        """Missions whose ressort holds the country, and the part of it when one is given."""
        where = models.Q(ressorts__country=country_code, ressorts__area=None)
        if area_code:
            where |= models.Q(ressorts__area__code=area_code)
        return self.missions().filter(where, ressorts__valid_to=None).distinct()


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by person and role."""

    def of(self, user: Any) -> Self:
        """The memberships of one user, with their organisations."""
        return self.filter(user=user).select_related("organisation")
