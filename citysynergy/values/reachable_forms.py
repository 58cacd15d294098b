"""Forms of pages that take no forged number: of a page the user may not know of, of a file the user may not choose.

The choosers list only what the user may choose, and then believe the number that the browser sends. It would be saved,
and already at the next rendering of the form the title, picture or address of what it stands for would be read.
"""

import json
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.widgets import BaseChooser
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry

from citysynergy.values.page_references import kind_of, references_of

# What a rich text of the editor calls its links, and what they lead to.
ENTITIES = {"LINK": lambda: Page, "DOCUMENT": get_document_model, "IMAGE": get_image_model}


class ReachableFormMixin:
    """For the forms of guarded pages; stands before ``WagtailAdminPageForm`` among the bases.

    What the page refers to already stays: a partner saves a page with the pictures of who leads it.
    """

    # Of WagtailAdminPageForm.
    instance: Any
    for_user: Any
    fields: dict[str, Any]
    formsets: dict[str, Any]
    is_bound: bool

    @cached_property
    def _unreachable(self) -> list[tuple[Any, str, str]]:
        """What was taken out of what was sent, before anything read it: (form, field, message)."""
        if not self.is_bound or not self.for_user or self.for_user.is_superuser:
            return []
        return [taken for form in (self, *self._rows()) for taken in self._forget_unreachable(form)]

    @cached_property
    def _held(self) -> set[Any]:
        """What the page refers to already."""
        return set(references_of(self.instance)) if self.instance.pk else set()

    def _rows(self) -> list[Any]:
        return [
            row for formset in self.formsets.values() if formset.management_form.is_valid() for row in formset.forms
        ]

    def _forget_unreachable(self, form: Any) -> Iterator[tuple[Any, str, str]]:
        """Take what the user may not reach out of what was sent, before anything reads it."""
        for name, field in form.fields.items():
            key = form.add_prefix(name)
            kept, message = None, ""
            if isinstance(field, forms.ModelChoiceField) and isinstance(field.widget, BaseChooser):
                records: Any = field.queryset
                if not self._may_refer_to(records.model, form.data.get(key)):
                    kept, message = "", _("This is not yours to choose. Choose another one.")
            elif hasattr(field.widget, "converter"):
                # Draftail, the rich text editor, whose class can't be imported before all models are known.
                kept = self._without_links(form.data.get(key))
                message = _("A link led to something that you may not read, and was taken out. Look at the text again.")
            if kept is not None:
                form.data = form.data.copy()
                form.data[key] = kept
                yield form, name, message

    def _may_refer_to(self, model: Any, key: Any) -> bool:
        kind = kind_of(model)
        if kind is None or not str(key).isdigit():
            # Nothing chosen, or nothing that can be; the field says so.
            return True
        if (kind, int(key)) in self._held:
            return True
        policy = policy_registry.get_by_type(kind)
        if kind is Page:
            knowable = getattr(policy, "knowable_instances", None)
            return knowable is None or knowable(self.for_user).filter(pk=key).exists()
        return bool(policy.instances_user_has_any_permission_for(self.for_user, ["choose"]).filter(pk=key).exists())

    def _without_links(self, text: Any) -> str | None:
        """The rich text with unreachable links emptied, their words left; None where every link may stay."""
        try:
            content = json.loads(text or "null")
            entities = list(content["entityMap"].values())
        except (ValueError, TypeError, KeyError, AttributeError):
            return None
        refused = [
            entity
            for entity in entities
            if entity.get("type") in ENTITIES
            and not self._may_refer_to(ENTITIES[entity["type"]](), (entity.get("data") or {}).get("id"))
        ]
        for entity in refused:
            entity["type"], entity["data"] = "LINK", {"url": ""}
        return json.dumps(content) if refused else None

    def full_clean(self) -> None:
        """Take it out, clean what is left, and say where something was taken out."""
        unreachable = self._unreachable
        super().full_clean()  # type: ignore[misc]
        for form, name, message in unreachable:
            if form is not self:
                form.errors  # noqa: B018 - a row is cleaned when its errors are read
            if name in form.fields:
                form.errors.pop(name, None)
                form.add_error(name, message)
