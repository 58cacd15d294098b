"""The editors of an organisation's page and of the index that holds them."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList, PublishingPanel
from wagtail.admin.panels.title_field_panel import TitleFieldPanel
from wagtail.models.panels import CommentPanelPlaceholder

from citysynergy.values.translation_forms import TranslatedPageForm
from citysynergy.values.translation_panels import TranslatedInterface

_TEXTS = [TitleFieldPanel("title", placeholder=False), FieldPanel("introduction")]
_SETTINGS = ObjectList(
    [
        FieldPanel("language"),
        FieldPanel("slug", heading=_("Address of the page")),
        PublishingPanel(),
        CommentPanelPlaceholder(),
    ],
    heading=_("Address and language"),
)

index_edit_handler = TranslatedInterface(
    [ObjectList(_TEXTS, heading=_("Index of organisations")), _SETTINGS],
    base_form_class=TranslatedPageForm,
)

edit_handler = TranslatedInterface(
    [
        ObjectList(
            [
                MultiFieldPanel(_TEXTS, heading=_("Who are you?"), icon="edit"),
                MultiFieldPanel(
                    [
                        InlinePanel(
                            "policy_documents",
                            heading=_("Policy documents"),
                            label=_("policy document"),
                            help_text=_(
                                "What your council decided about international work: upload it, or link to it."
                            ),
                        )
                    ],
                    heading=_("Policy"),
                    icon="doc-full",
                ),
                FieldPanel("organisation", help_text=_("The record that this page belongs to.")),
            ],
            heading=_("Organisation"),
        ),
        _SETTINGS,
    ],
    base_form_class=TranslatedPageForm,
)
