"""The form of who may open a page but not change it: comments are kept, nothing else is read."""

from typing import Any

from django.forms.utils import ErrorDict

from citysynergy.values.guarded_pages import may_change_content

COMMENTS = "comments"
NOTIFICATIONS = "comment_notifications"


class CommentOnlyFormMixin:
    """For the forms of guarded pages; stands before ``WagtailAdminPageForm`` among the bases.

    A moderator's browser sends the whole form, when saving a comment as well as when approving. Of what it sends, only
    the comments are looked at: no field is cleaned, no row is saved, and the page counts as unchanged.
    """

    # Of WagtailAdminPageForm.
    instance: Any
    for_user: Any
    fields: dict[str, Any]
    formsets: dict[str, Any]
    data: Any
    is_bound: bool
    subscription: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A form that was shown closed sends no title. Who may write by now sent nothing to write with it.
        shown_closed = self.is_bound and "title" in self.fields and "title" not in self.data
        self.comments_only = bool(
            self.instance.pk
            and self.for_user
            and (shown_closed or not may_change_content(self.instance, self.for_user))
        )
        if not self.comments_only:
            return
        self.instance.keeps_content = True
        for name in self.formsets:
            if name != COMMENTS:
                self._show_stored_rows(name)

    def __getitem__(self, name: str) -> Any:
        """A field as it is shown: closed. Decided this late because forms replace fields while they are made."""
        if self.comments_only and name in self.fields:
            self.fields[name].disabled = name != NOTIFICATIONS
        return super().__getitem__(name)  # type: ignore[misc]

    def _show_stored_rows(self, name: str) -> None:
        """Forget what was sent for a relation, and let nobody fill in its rows."""
        formset_class = type(self).formsets[name]
        inherited = {key: getattr(self, key, None) for key in formset_class.inherit_kwargs or ()}  # type: ignore[attr-defined]
        self.formsets[name] = formset_class(  # type: ignore[operator]
            instance=self.instance, prefix=self.formsets[name].prefix, form_kwargs=inherited
        )
        for form in self.formsets[name].forms:
            for field in form.fields.values():
                field.disabled = True

    def full_clean(self) -> None:
        """Clean nothing but the wish to be told of comments."""
        if not self.comments_only:
            super().full_clean()  # type: ignore[misc]
            return
        self._errors = ErrorDict()
        self.cleaned_data = {NOTIFICATIONS: bool(NOTIFICATIONS in self.fields and self.data.get(NOTIFICATIONS))}

    def is_valid(self) -> bool:
        """Only comments can be wrong."""
        if not self.comments_only:
            return bool(super().is_valid())  # type: ignore[misc]
        self.full_clean()
        comments = self.formsets.get(COMMENTS)
        if comments is not None and not comments.management_form.is_valid():
            self._show_stored_rows(COMMENTS)
            comments = None
        return self.is_bound and (comments is None or comments.is_valid())

    def has_changed(self) -> bool:
        """Only comments can be new."""
        return self._has_new_comments() if self.comments_only else bool(super().has_changed())  # type: ignore[misc]

    def _has_new_comments(self) -> bool:
        comments = self.formsets.get(COMMENTS)
        return bool(comments is not None and comments.is_bound and comments.has_changed())

    def get_field_updates_for_resave(self) -> list[tuple[str, str]]:
        """What an open editor learns from a save in the background: the keys of new comments only."""
        kept = self.formsets
        if self.comments_only:
            self.formsets = {name: formset for name, formset in kept.items() if name == COMMENTS}
        try:
            updates: list[tuple[str, str]] = super().get_field_updates_for_resave()  # type: ignore[misc]
        finally:
            self.formsets = kept
        return updates

    def save(self, commit: bool = True) -> Any:
        """Save the comments, at once: they belong to the page, not to one version of it."""
        if not self.comments_only:
            return super().save(commit)  # type: ignore[misc]
        if self.subscription:
            self.subscription.comment_notifications = self.cleaned_data[NOTIFICATIONS]
        if self._has_new_comments():
            self.formsets[COMMENTS].save(commit=True)
        return self.instance
