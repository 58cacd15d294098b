"""Changes of organisations."""

from typing import Any

from django.db import transaction

from citysynergy.organisations.models import Organisation
from citysynergy.organisations.pages import OrganisationIndexPage, OrganisationPage, OrganisationTranslation
from citysynergy.values.languages import language_codes


@transaction.atomic
def ensure_page(organisation: Organisation) -> OrganisationPage | None:
    """The page of the organisation, made and published with its name alone where it has none.

    Its cases stand below that page, so whoever writes for the organisation needs it. None where the site has no index
    of organisations yet.
    """
    if page := OrganisationPage.objects.filter(organisation=organisation).first():
        return page
    index = OrganisationIndexPage.objects.order_by("path").first()
    if index is None:
        return None
    own, *others = language_codes()
    # A name that was just assigned is still a plain dictionary.
    name = Organisation.objects.only("name").get(pk=organisation.pk).name
    made: Any = OrganisationPage(
        organisation=organisation, title=name.text_in(own)[0], slug=organisation.slug, language=own
    )
    made.translations = [OrganisationTranslation(language=code, title=name.text_in(code)[0]) for code in others]
    index.add_child(instance=made)
    made.save_revision().publish()
    return OrganisationPage.objects.get(pk=made.pk)
