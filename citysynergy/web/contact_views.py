"""The forms by which readers reach who answers for a case, and what they are told afterwards."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from citysynergy.cases.pages import CasePage
from citysynergy.contact.actions import TooManyError, receive, sender_of
from citysynergy.contact.forms import FORMS, MessageForm
from citysynergy.contact.recipients import recipients
from citysynergy.organisations.messages import ReaderMessage
from citysynergy.permissions.reading import readable
from citysynergy.values.languages import active_language
from citysynergy.values.visitors import household, network_address
from citysynergy.web import navigation
from citysynergy.web.metadata.heads import closed_head
from citysynergy.web.parts import page_text
from citysynergy.web.reader import Reader, reader_of

TOO_MANY = 429
# Not "no-store": browsers then forget what was typed when a reader goes back.
_PRIVATE = cache_control(private=True, no_cache=True)


def addresses(name: str, kind: str) -> list[URLPattern]:
    """The form of one kind and the page after it."""
    return [
        path(f"{name}/<uuid:case>/", form_page, {"kind": kind}, name=name),
        path(f"{name}/<uuid:case>/<uuid:message>/", sent_page, {"kind": kind}, name=f"{name}-sent"),
    ]


@_PRIVATE
@require_http_methods(["GET", "HEAD", "POST"])
def form_page(request: HttpRequest, case: UUID, kind: str) -> HttpResponse:
    """The form of a case, for whom may read it; sent well, it leads to the page that tells what happens now."""
    page = _case(request, case)
    form = FORMS[kind](request.POST if request.method == "POST" else None, case=case)
    to = recipients(kind, page)
    if to is None:
        return _answer(request, page, kind, {"nobody": True, "typed": form.data.get("text", "")})
    status = 200
    if form.is_bound and form.is_valid():
        message = _message(request, form, case)
        try:
            receive(message)
        except TooManyError as refused:
            form.add_error(None, _limit_words(refused))
            status = TOO_MANY
        else:
            sent = "contact-sent" if kind == ReaderMessage.Kind.QUESTION else "correct-sent"
            return HttpResponseRedirect(reverse(f"citysynergy:{sent}", args=[case, message.pk]))
    return _answer(request, page, kind, {"form": form, "to": to}, status=status)


@_PRIVATE
@require_safe
def sent_page(request: HttpRequest, case: UUID, message: UUID, kind: str) -> HttpResponse:
    """What happens with a message: it was mailed, or is kept and tried again. A forgotten one leads to the form."""
    page = _case(request, case)
    found = ReaderMessage.objects.filter(pk=message, case=case, kind=kind).first()
    if found is None:
        name = "contact" if kind == ReaderMessage.Kind.QUESTION else "correct"
        return HttpResponseRedirect(reverse(f"citysynergy:{name}", args=[case]))
    return _answer(request, page, kind, {"message": found, "to": recipients(kind, page)})


def _case(request: HttpRequest, case: UUID) -> Any:
    """The case, for whom may read it."""
    found = readable(CasePage.objects.filter(translation_key=case), request.user).first()
    if found is None:
        raise Http404
    return found.specific


def _message(request: HttpRequest, form: MessageForm, case: UUID) -> ReaderMessage:
    written = {name: form.cleaned_data[name] for name in ("name", "organisation", "email", "text")}
    sender = sender_of(household(network_address(request)))
    return ReaderMessage(
        pk=form.message_id, kind=form.kind, case=case, language=active_language(), sender=sender, **written
    )


def _limit_words(refused: TooManyError) -> str:
    words = (
        _("Many messages came from your network in the past hour. Press the button again after %(time)s.")
        if refused.of_sender
        else _("Many messages came about this page in the past hour. Press the button again after %(time)s.")
    )
    # The minute that begins then: a clock shows no seconds.
    until = timezone.localtime(refused.until + timedelta(minutes=1))
    return words % {"time": f"{until:%H:%M}"} + " " + _("What you wrote stays here.")


def _answer(request: HttpRequest, page: Any, kind: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    reader = reader_of(request)
    title = page_text(page.text.title)
    case_link = navigation.Link(title.text, page.get_url(request) or "", lang=title.lang)
    common = {
        "head": closed_head(request),
        "kind": kind,
        "page": page,
        "case_link": case_link,
        "breadcrumbs": [*navigation.breadcrumbs(page, request), case_link],
        "organisation": page.organisation,
        "organisation_url": _organisation_url(page, reader),
    }
    return render(request, "citysynergy/pages/contact.html", common | context, status=status)


def _organisation_url(page: Any, reader: Reader) -> str:
    """The page of the organisation of the case."""
    return str(page.get_parent().get_url(reader.request) or "")
