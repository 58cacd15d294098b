"""Answers of the API: JSON that any site may read, and errors that say what to do."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from citysynergy.discovery.problems import Problem
from citysynergy.opendata import limits


class APIResponse(HttpResponse):
    """JSON for everyone, credentials aside: with them a browser refuses the answer."""

    def __init__(self, content: Any, *, request: HttpRequest, status: int = 200) -> None:
        super().__init__(orjson.dumps(content), content_type="application/json", status=status)
        self["Access-Control-Allow-Origin"] = "*"
        self["Vary"] = "Accept-Language, Cookie"
        # What a signed-in actor sees belongs in no shared cache.
        self["Cache-Control"] = "private, no-store" if request.user.is_authenticated else "public, max-age=0"


def refused(request: HttpRequest, problems: Iterable[Problem]) -> APIResponse:
    """400: what was not understood, with the allowed values or where to find them."""
    problems = list(problems)
    told = [
        {
            "parameter": problem.parameter,
            "value": problem.value[:200],
            "message": problem.message,
            "allowed": list(problem.allowed),
            "see": problem.see or None,
        }
        for problem in problems
    ]
    body = {"error": "bad-request", "message": " ".join(problem.message for problem in problems), "problems": told}
    return APIResponse(body, request=request, status=400)


def not_found(request: HttpRequest) -> APIResponse:
    """404, also where Django would look for the same address below a language first."""
    request.urlconf = "citysynergy.urls"  # type: ignore[attr-defined]
    body = {"error": "not-found", "message": _("There is no such case, or it is not for you to see.")}
    return APIResponse(body, request=request, status=404)


def too_many(request: HttpRequest) -> APIResponse | None:
    """429 for an address that asks too often, else None."""
    if not limits.is_over(request):
        return None
    body = {"error": "too-many-requests", "message": _("Too many requests. Wait a few seconds.")}
    response = APIResponse(body, request=request, status=429)
    response["Retry-After"] = str(limits.WINDOW)
    return response


def address(request: HttpRequest, params: Iterable[tuple[str, Any]]) -> str:
    """This address with other parameters, complete with host."""
    encoded = urlencode(list(params))
    return request.build_absolute_uri(request.path + (f"?{encoded}" if encoded else ""))
