"""Views of the ready site that belong to no room of the plugin."""

import posixpath

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.templatetags.static import static
from django.views.static import serve
from wagtail.images import get_image_model

from citysynergy.cases.pages import CasePage
from citysynergy_site.accounts import may_enter_admin

# Originals and documents are not served here: originals may hold what was cropped away and where the camera stood,
# documents have their own address that asks for permission.
RENDITIONS = "images/"


def _open_to_all(image_id: int) -> bool:
    """Tell whether a stranger may see the picture: no case holds it, or one that everyone may read."""
    cases = CasePage.objects.with_picture(image_id)
    return not cases.exists() or cases.published().public().exists()


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve a picture in one of the sizes that pages use. Wagtail itself never protects pictures.

    A picture of cases that are not public is shown only to who may enter the admin, which all of the network may.
    """
    rendition = None
    if posixpath.normpath(path) == path and path.startswith(RENDITIONS):
        rendition = get_image_model().get_rendition_model().objects.filter(file=path).first()
    if rendition is None:
        raise Http404
    public = _open_to_all(rendition.image_id)
    if not public and not may_enter_admin(request.user):
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    # A picture is never a page: whatever was uploaded, the browser runs nothing in it.
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response.headers["Cache-Control"] = "public, max-age=3600" if public else "private, no-store"
    return response


def favicon(request: HttpRequest) -> HttpResponse:
    """Lead browsers and machines that ask for the old address to the icon."""
    return HttpResponseRedirect(static("citysynergy/data/mark.svg"))


def robots(request: HttpRequest) -> HttpResponse:
    """Tell search engines what is not for them: what needs signing in, and searches, whose number is endless."""
    closed = ["/admin/", "/account/", *(f"/{code}/search/?" for code, _name in settings.LANGUAGES)]
    return HttpResponse("\n".join(["User-agent: *", *(f"Disallow: {path}" for path in closed), ""]), "text/plain")
