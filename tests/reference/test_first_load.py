"""``citysynergy_load_reference`` on an empty database."""

import pytest
from django.core.management import CommandError, call_command

from citysynergy.management.commands import citysynergy_load_reference as command
from citysynergy.models import Country, Goal, Organisation, OrganisationCode, Theme

pytestmark = pytest.mark.django_db


def test_everything_is_there_after_one_load():
    call_command("citysynergy_load_reference", verbosity=0)
    assert Organisation.objects.filter(kind="municipality", valid_to=None).count() == 342
    assert Organisation.objects.municipal().filter(valid_to=None).count() == 348
    assert Goal.objects.count() == 17
    assert Theme.objects.filter(scheme__is_main=True).count() == 23
    assert Country.objects.get(code="ID").regions.get().parent.parent.code == "001"
    assert OrganisationCode.objects.get(value="GM0599").organisation.slug == "rotterdam"
    assert [str(theme.slug) for theme in Organisation.objects.get(slug="eindhoven").lead_themes.all()] == [
        "smart-mobility"
    ]
    assert {theme.slug for theme in Theme.objects.get(slug="circularity").maps_to.all()} == {"waste-and-circularity"}


def test_a_failing_loader_leaves_nothing_behind(monkeypatch):
    def fail():
        raise LookupError("no such file")

    monkeypatch.setattr(command, "LOADERS", [*command.LOADERS, ("broken", fail)])
    with pytest.raises(CommandError, match="Nothing was loaded"):
        call_command("citysynergy_load_reference", verbosity=0)
    assert not Theme.objects.exists()
