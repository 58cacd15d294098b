"""The page of the gallery, where a setting asks for it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from citysynergy.conf import get_setting
from citysynergy.web.gallery import examples
from citysynergy.web.metadata.heads import closed_head


@require_safe
def gallery_page(request: HttpRequest) -> HttpResponse:
    """All components below each other, in the colours that the reader's device asks for."""
    if not get_setting("COMPONENT_GALLERY"):
        raise Http404
    return render(request, "citysynergy/pages/gallery.html", {**examples.everything(), "head": closed_head(request)})
