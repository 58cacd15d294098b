"""The data steward's list and form for synonyms, in the menu of all reference data."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList

from citysynergy.discovery.dictionary.models import LONGEST, SynonymGroup
from citysynergy.organisations.admin import ReferenceDataGroup
from citysynergy.taxonomy.admin import StewardAdmin
from citysynergy.taxonomy.admin_forms import LinesField


class SynonymGroupForm(WagtailAdminModelForm):
    """A group, one word a line."""

    words = LinesField(
        label=_("Words"),
        longest=LONGEST,
        required=True,
        help_text=_(
            "Words or phrases that mean the same, one a line, in any language. Who searches for one of them finds "
            "cases with the others too, from the next search on."
        ),
    )


class SynonymGroupAdmin(StewardAdmin):
    """Groups of words that mean the same."""

    model = SynonymGroup
    menu_icon = "comment"
    list_display = ("__str__", "changed_at")
    search_fields = ("words",)
    edit_handler = ObjectList([FieldPanel("words")], base_form_class=SynonymGroupForm)


class StewardGroup(ReferenceDataGroup):
    """The menu of the data steward, with what this room keeps."""

    items = (*ReferenceDataGroup.items, SynonymGroupAdmin)
