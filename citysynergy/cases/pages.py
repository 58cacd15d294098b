"""What all cases share: the page below an organisation, its texts, its contact and its confirmation."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from citysynergy.cases import rules as case_rules
from citysynergy.cases.forms import CasePageForm
from citysynergy.cases.querysets import CasePageManager
from citysynergy.cases.submission import CaseValues, common_problems, submission_problems
from citysynergy.organisations.lineage import writers_for
from citysynergy.organisations.models import ContactDesk, ContactPerson, Organisation
from citysynergy.organisations.pages import OrganisationPage
from citysynergy.taxonomy.models import Goal, Theme
from citysynergy.values.guarded_pages import GuardedPageMixin
from citysynergy.values.problems import Problem
from citysynergy.values.translations import TranslatedPageMixin, TranslationRow

if TYPE_CHECKING:
    from django.http import HttpRequest

RICH_TEXT_FEATURES = [
    "h3",
    "h4",
    "bold",
    "italic",
    "ol",
    "ul",
    "link",
    "document-link",
    "hr",
]


def rich_text(*args: Any, **kwargs: Any) -> RichTextField:
    """A rich text field with the few features that a case needs; may be left empty unless told otherwise."""
    kwargs.setdefault("blank", True)
    kwargs.setdefault("features", RICH_TEXT_FEATURES)
    return RichTextField(*args, **kwargs)


class CasePage(GuardedPageMixin, TranslatedPageMixin, Page):
    """An initiative, opportunity, expertise profile or partnership of an organisation.

    Concrete, so that rows shared by all kinds live in one table and one query reads all kinds; never made by itself.
    """

    # The ``type`` of search results and addresses; each subclass names its own.
    case_type: ClassVar[str] = ""
    # The kinds of organisation that may publish this type.
    publisher_kinds: ClassVar[tuple[str, ...]] = ()
    translated_fields: ClassVar[tuple[str, ...]] = ("title", "summary")

    summary = models.TextField(
        _("summary"),
        max_length=400,
        help_text=_("What it is about, in 200 to 400 characters. Readers see this first, in lists and on the map."),
    )
    themes = ParentalManyToManyField(Theme, related_name="cases", verbose_name=_("themes"))
    goals = ParentalManyToManyField(Goal, blank=True, related_name="cases", verbose_name=_("goals (SDG)"))
    desk = models.ForeignKey(
        ContactDesk,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("contact desk"),
        help_text=_("Gets the questions of readers. Empty: the desk of your organisation."),
    )
    person = models.ForeignKey(
        ContactPerson,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("contact person"),
        help_text=_("Only the network sees this name, until the date set for it."),
    )
    confirmed_on = models.DateField(_("last confirmed on"), null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("last confirmed by"),
    )
    next_check = models.DateField(
        _("next check"),
        null=True,
        blank=True,
        help_text=_("When you want to be asked whether this page is still correct. Only the network sees this."),
    )

    objects = CasePageManager()

    base_form_class = CasePageForm
    is_creatable = False
    parent_page_types = ["citysynergy.OrganisationPage"]
    subpage_types: ClassVar[list[str]] = []
    search_fields = [*Page.search_fields, index.SearchField("summary")]

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")

    @cached_property
    def organisation(self) -> Organisation:
        """The organisation below whose page this case stands. Raises ``OrganisationPage.DoesNotExist`` for none."""
        parent = self.get_parent()
        return OrganisationPage.objects.select_related("organisation").get(pk=parent.pk).organisation

    @property
    def contact_desk(self) -> ContactDesk | None:
        """The desk that answers for this case: its own, else its organisation's or that of who continues it."""
        desk = self.desk or self.organisation.desk
        if desk or self.organisation.may_write:
            return desk
        writers = Organisation.objects.filter(pk__in=writers_for([self.organisation.pk]), desk__isnull=False)
        return next((writer.desk for writer in writers.select_related("desk")), None)

    @property
    def type_value(self) -> str:
        """The value of the search parameter ``type`` under which the case is found."""
        return self.case_type

    @property
    def status_value(self) -> str | None:
        """The value of the search parameter ``status``; None for a case without status."""
        return getattr(self, "status", None)

    @classmethod
    def can_exist_under(cls, parent: Page) -> bool:
        """Below the page of an organisation that writes, and of a kind that publishes this type."""
        if not super().can_exist_under(parent):
            return False
        organisation = parent.specific.organisation
        return case_rules.may_hold(
            cls.publisher_kinds, organisation_kind=organisation.kind, may_write=organisation.may_write
        )

    def rules(self, values: CaseValues) -> list[Problem]:
        """What is wrong with these values, were they submitted. Each type of case has rules of its own."""
        return common_problems(values)

    def submission_problems(self) -> list[Problem]:
        """What keeps this page, as it is in memory, from being submitted. Ask the latest revision's object.

        The editor's form asks the same; this is for whoever comes by another way.
        """
        return submission_problems(self)

    def get_template(self, request: "HttpRequest", *args: Any, **kwargs: Any) -> str:
        return f"citysynergy/pages/{self.case_type}.html"


class CaseTranslation(TranslationRow):
    """What the rows of all kinds of case have: language, title and summary."""

    summary = models.TextField(_("summary"), max_length=400, blank=True)

    class Meta(TranslationRow.Meta):
        abstract = True
