"""Who may see a picture or read a document: who may read a page with it, and who works with it.

Wagtail never protects pictures, and serves a document to everyone whose collection is not closed. A file in the
collection of an organisation is read by

- who may choose or change it there;
- who may read a published page that shows it, as published;
- who may open a page whose draft shows it: moderators, and partners of a shared page.

A file elsewhere is the host's: open, unless only pages show it that the reader may not read.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.documents import get_document_model
from wagtail.models import Collection, Page, ReferenceIndex
from wagtail.permissions import policy_registry

from citysynergy.cases.rows import CaseDocument, CaseImage
from citysynergy.organisations.models import Organisation
from citysynergy.organisations.pages import PolicyDocument
from citysynergy.permissions.access import access_of
from citysynergy.permissions.file_lists import WORKING
from citysynergy.permissions.reading import readable
from citysynergy.values.page_references import references_of

OPENING = {"change", "publish"}


def may_read(user: Any, file: Any) -> bool:
    """Whether the user may see this picture or read this document."""
    if policy_registry.get(file).user_has_any_permission_for_instance(user, WORKING, file):
        return True
    pages = pages_showing(file)
    if pages and readable(Page.objects.filter(pk__in=pages), user).exists():
        return True
    theirs = _is_of_an_organisation(file)
    if not pages and not theirs:
        return True
    return _opens_a_draft(user, file, pages, theirs)


def pages_showing(file: Any) -> set[int]:
    """The pages that hold the file as they are stored: what a published page shows, and the first draft of another.

    Rows are asked first: they are there with the publication, where Wagtail's index of references may come later.
    """
    found = ReferenceIndex.get_references_to(file).filter(base_content_type=ContentType.objects.get_for_model(Page))
    pages = {int(pk) for pk in found.values_list("object_id", flat=True)}
    if isinstance(file, get_document_model()):
        pages.update(CaseDocument.objects.filter(document=file).values_list("case_id", flat=True))
        pages.update(PolicyDocument.objects.filter(document=file).values_list("page_id", flat=True))
    else:
        pages.update(CaseImage.objects.filter(image=file).values_list("case_id", flat=True))
    return pages


def _is_of_an_organisation(file: Any) -> bool:
    above = Collection.objects.ancestor_of(file.collection, inclusive=True)
    return Organisation.objects.filter(collection__in=above).exists()


def _opens_a_draft(user: Any, file: Any, pages: set[int], theirs: bool) -> bool:
    if not user.is_authenticated:
        return False
    access = access_of(user)
    if theirs and access.moderated:
        return True
    openable = policy_registry.get_by_type(Page).instances_user_has_any_permission_for(user, OPENING)
    if openable.filter(pk__in=pages).exists():
        return True
    key = (type(file), file.pk)
    return any(key in set(references_of(draft)) for draft in _drafts(access.shared))


def _drafts(pages: Any) -> Iterator[Any]:
    for page in Page.objects.filter(pk__in=list(pages)).select_related("latest_revision"):
        yield page.get_latest_revision_as_object()
