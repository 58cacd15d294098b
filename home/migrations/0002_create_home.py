"""Puts a home page where a new Wagtail site has its welcome page."""

from django.db import migrations

TEXTS = {
    "nl": ("CitySynergy", "Wat gemeenten in de wereld doen, en wat de wereld van hen vraagt."),
    "en": ("CitySynergy", "What Dutch municipalities do in the world, and what the world asks of them."),
}


def create_home(apps, schema_editor):
    """Replace Wagtail's welcome page by the home page; leave a site that has pages of its own alone."""
    content_type_model = apps.get_model("contenttypes.ContentType")
    page_model = apps.get_model("wagtailcore.Page")
    home_model = apps.get_model("home.HomePage")
    translation_model = apps.get_model("home.HomePageTranslation")
    site_model = apps.get_model("wagtailcore.Site")
    locale = apps.get_model("wagtailcore.Locale").objects.first()
    welcome = page_model.objects.filter(depth=2, url_path="/home/").first()
    if home_model.objects.exists() or (welcome and welcome.numchild):
        return
    if welcome:
        welcome.delete()
    content_type, _made = content_type_model.objects.get_or_create(app_label="home", model="homepage")
    title, headline = TEXTS["nl"]
    home = home_model.objects.create(
        title=title,
        draft_title=title,
        headline=headline,
        language="nl",
        slug="home",
        content_type=content_type,
        path="00010001",
        depth=2,
        numchild=0,
        url_path="/home/",
        locale=locale,
    )
    title, headline = TEXTS["en"]
    translation_model.objects.create(page=home, language="en", title=title, headline=headline)
    site_model.objects.get_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "port": 80, "root_page_id": home.pk, "site_name": "CitySynergy"},
    )
    site_model.objects.filter(is_default_site=True).update(root_page_id=home.pk, site_name="CitySynergy")


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create_home, migrations.RunPython.noop)]
