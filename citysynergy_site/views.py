"""Views of the ready site that belong to no room of the plugin."""

import posixpath

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import reverse
from django.views.static import serve
from wagtail.documents import get_document_model
from wagtail.documents.views.serve import serve as serve_document
from wagtail.images import get_image_model

from citysynergy.cases.files import may_read

# Originals and documents are not served here: originals may hold what was cropped away and where the camera stood,
# documents have their own address that asks for permission.
RENDITIONS = "images/"


ANYONE = AnonymousUser()


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve a picture in one of the sizes that pages use, to who may see it. Wagtail itself never protects pictures."""
    rendition = None
    if posixpath.normpath(path) == path and path.startswith(RENDITIONS):
        renditions = get_image_model().get_rendition_model().objects.select_related("image__collection")
        rendition = renditions.filter(file=path).first()
    if rendition is None:
        raise Http404
    public = may_read(ANYONE, rendition.image)
    if not public and not may_read(request.user, rendition.image):
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    # A picture is never a page: whatever was uploaded, the browser runs nothing in it.
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    _say_who_may_keep_it(response, public)
    return response


def document(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponseBase:
    """Serve a document as Wagtail does, which asks the plugin; what is not for everyone no cache keeps."""
    response = serve_document(request, document_id, document_filename)
    found = get_document_model().objects.select_related("collection").get(pk=document_id)
    _say_who_may_keep_it(response, may_read(ANYONE, found) and not found.collection.get_view_restrictions())
    return response


def _say_who_may_keep_it(response: HttpResponseBase, public: bool) -> None:
    response.headers["Cache-Control"] = "public, max-age=3600" if public else "private, no-store"


def favicon(request: HttpRequest) -> HttpResponse:
    """Lead browsers and machines that ask for the old address to the icon."""
    return HttpResponseRedirect(static("citysynergy/data/mark.svg"))


def robots(request: HttpRequest) -> HttpResponse:
    """Tell search engines what is not for them, and where to find what is.

    Not for them is what needs signing in, and searches: their number is endless, each costs one, and the sitemap names
    all that they lead to.
    """
    searches = [f"/{code}/{page}/?" for code, _name in settings.LANGUAGES for page in ("search", "map")]
    closed = ["/admin/", "/account/", "/invitations/", *searches]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), ""]
    lines += [f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), "text/plain")
