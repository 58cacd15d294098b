"""Views of the ready site that belong to no room of the plugin."""

import posixpath

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.templatetags.static import static
from django.views.static import serve

# Renditions of Wagtail's images. Originals and documents are not here: originals may hold what was cropped away and
# where the camera stood, documents have their own address that asks for permission.
PUBLIC_FOLDERS = ("images/",)


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve an uploaded picture. A production site may leave this address to its web server."""
    if posixpath.normpath(path) != path or not path.startswith(PUBLIC_FOLDERS):
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    # A picture is never a page: whatever was uploaded, the browser runs nothing in it.
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def favicon(request: HttpRequest) -> HttpResponse:
    """Lead browsers and machines that ask for the old address to the icon."""
    return HttpResponseRedirect(static("citysynergy/data/mark.svg"))


def robots(request: HttpRequest) -> HttpResponse:
    """Tell search engines what is not for them: what needs signing in, and searches, whose number is endless."""
    closed = ["/admin/", "/account/", *(f"/{code}/search/?" for code, _name in settings.LANGUAGES)]
    return HttpResponse("\n".join(["User-agent: *", *(f"Disallow: {path}" for path in closed), ""]), "text/plain")
