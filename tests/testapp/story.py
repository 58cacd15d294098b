"""Run inside the host by ``manage``-less Django: makes one page of the host and one of the plugin, and visits them."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "testapp.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from testapp.pages.models import HostPage  # noqa: E402
from wagtail.models import Page, Site  # noqa: E402

import citysynergy  # noqa: E402
from citysynergy.models import Organisation, OrganisationIndexPage, OrganisationPage  # noqa: E402

print("plugin:", citysynergy.__file__)
call_command("check", fail_level="WARNING")
call_command("migrate", verbosity=0, interactive=False)
call_command("makemigrations", "citysynergy", check=True, dry_run=True, verbosity=0)

root = Page.objects.get(depth=1)
home = root.add_child(instance=HostPage(title="The host", slug="host"))
Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "testserver", "root_page": home})
index = home.add_child(instance=OrganisationIndexPage(title="Cities", slug="organisations"))
rotterdam = Organisation.objects.create(slug="rotterdam", name={"nl": "Rotterdam"}, kind="municipality")
page = index.add_child(instance=OrganisationPage(title="Rotterdam", slug="rotterdam", organisation=rotterdam))

client = Client()
for name, address in {"home": "/", "organisation": page.url, "search": "/cities/search/"}.items():
    response = client.get(address)
    print(name, response.status_code, "The host's own frame" in response.content.decode())
