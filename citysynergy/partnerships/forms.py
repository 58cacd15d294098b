"""The form of a city partnership."""

from typing import Any

from citysynergy.cases.forms import CasePageForm


class PartnershipForm(CasePageForm):
    """A partnership; the organisation itself is put in as the first member of a new one."""

    def __init__(self, data: Any = None, files: Any = None, parent_page: Any = None, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        if data is None and instance is not None and not instance.pk and parent_page is not None:
            own = getattr(parent_page.specific, "organisation", None)
            member = type(instance)._meta.get_field("members").related_model(organisation=own)
            instance.members.set([member] if own else [])
        super().__init__(data, files, parent_page, **kwargs)

    def _narrow_choices(self) -> None:
        super()._narrow_choices()
        if "initiatives" in self.fields:
            initiatives = self.fields["initiatives"].queryset
            page = self.parent_page
            chosen = [initiative.pk for initiative in self.instance.initiatives.all()]
            own = initiatives.descendant_of(page) if page else initiatives.none()
            self._narrow("initiatives", (own | initiatives.filter(pk__in=chosen)).order_by("title"))
