"""Removing a person: an account, or a contact person that pages name.

The account stays as a nameless one, so that versions, comments and logs go on to say that one and the same person wrote
them. Everything that tells who it was goes: names, addresses, sign-in, memberships, settings.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Comment, CommentReply, Revision
from wagtail.users.models import UserProfile

from citysynergy.cases.pages import CasePage
from citysynergy.cases.traces import Place, Traces
from citysynergy.organisations.invitations import Invitation
from citysynergy.organisations.messages import ReaderMessage
from citysynergy.organisations.models import ContactPerson, Membership, Role
from citysynergy.permissions.actions import remove_member
from citysynergy.taxonomy.models import City

ERASED = "citysynergy.person.erase"
NEUTRAL = "former-member"

# They would go with the account, but are part of the work on a page.
KEPT_WITH_THE_WORK = (Comment, CommentReply)


@dataclass
class Erased:
    """What was removed, what stayed and where traces are left for people to judge."""

    removed: dict[str, int] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)
    left: list[Place] = field(default_factory=list)

    def count(self, what: str, number: int) -> None:
        """Note that so many of these were removed."""
        if number:
            self.removed[what] = self.removed.get(what, 0) + number

    def keep(self, what: str, number: int) -> None:
        """Note that so many of these stayed, without a name."""
        if number:
            self.kept[what] = self.kept.get(what, 0) + number


@dataclass(frozen=True)
class Person:
    """Everything here that is the same person."""

    accounts: tuple[Any, ...] = ()
    contacts: tuple[ContactPerson, ...] = ()
    # What the person wrote as a reader and was not mailed yet.
    messages: tuple[ReaderMessage, ...] = ()
    # Found by a name that more than one has: who is meant has to be said.
    uncertain: bool = False

    def __bool__(self) -> bool:
        return bool(self.accounts or self.contacts or self.messages)


def find(who: str) -> Person:
    """The accounts and contact people with this user name, mail address or full name, and messages from the address."""
    who = who.strip()
    if not who:
        return Person()
    model: Any = get_user_model()
    named = models.Q(**{f"{model.USERNAME_FIELD}__iexact": who}) | models.Q(**{f"{model.EMAIL_FIELD}__iexact": who})
    accounts = set(model._default_manager.filter(named))
    if apps.is_installed("allauth.account"):
        addresses: Any = apps.get_model("account", "EmailAddress")
        accounts |= {row.user for row in addresses.objects.filter(email__iexact=who).select_related("user")}
    contacts = set(ContactPerson.objects.filter(models.Q(email__iexact=who) | models.Q(name__iexact=who)))
    # People may have the same name; nobody shares a mail address.
    uncertain = len(accounts) + len(contacts) > 1 and "@" not in who
    messages = set(ReaderMessage.objects.of(who)) if "@" in who else set()
    for user in accounts:
        for address in {getattr(user, model.EMAIL_FIELD, ""), *_other_addresses(user)} - {""}:
            contacts |= set(ContactPerson.objects.filter(email__iexact=address))
            messages |= set(ReaderMessage.objects.of(address))
    return Person(
        tuple(sorted(accounts, key=_number)),
        tuple(sorted(contacts, key=_number)),
        tuple(messages),
        uncertain,
    )


def _number(row: Any) -> int:
    return int(row.pk)


def traces_of(person: Person) -> Traces:
    """The words by which the person is known."""
    found = Traces()
    for user in person.accounts:
        found |= _traces_of_account(user)
    for contact in person.contacts:
        found |= Traces(parts=(contact.name, contact.email))
    for message in person.messages:
        # Not the name: that of a reader may be anyone's.
        found |= Traces(parts=(message.email,))
    return found


def _traces_of_account(user: Any) -> Traces:
    parts = {getattr(user, user.EMAIL_FIELD, ""), *_other_addresses(user)}
    # One name alone may be anyone's.
    if len(full_name := user.get_full_name().split()) > 1:
        parts.add(" ".join(full_name))
    return Traces(whole=[user.get_username()], parts=parts)


def _other_addresses(user: Any) -> list[str]:
    if not apps.is_installed("allauth.account"):
        return []
    addresses: Any = apps.get_model("account", "EmailAddress")
    return list(addresses.objects.filter(user=user).values_list("email", flat=True))


def is_erased(user: Any) -> bool:
    """Whether this account has no name any more."""
    return bool(user.get_username() == neutral_name(user))


def neutral_name(user: Any) -> str:
    """The name that an account gets in place of its own; an address where accounts are known by that."""
    name = f"{NEUTRAL}-{user.pk}"
    column = type(user)._meta.get_field(user.USERNAME_FIELD)
    return f"{name}@erased.invalid" if isinstance(column, models.EmailField) else name


def warnings(person: Person) -> list[str]:
    """What the site would lose with this person."""
    found = []
    active = get_user_model()._default_manager.filter(is_active=True)
    for user in person.accounts:
        if user.is_superuser and not active.filter(is_superuser=True).exclude(pk=user.pk).exists():
            found.append(_("This is the last superuser: nobody could manage the site afterwards."))
        for row in Membership.objects.of(user).filter(role=Role.MANAGER):
            managers = Membership.objects.filter(
                organisation=row.organisation, role=Role.MANAGER, user__is_active=True
            ).exclude(user=user)
            if not managers.exists():
                found.append(_("This is the last manager of %(name)s.") % {"name": row.organisation})
    return found


@transaction.atomic
def erase(person: Person, *, texts: bool = False, by: Any = None) -> Erased:
    """Remove the person. ``texts``: also where a page, a version of it or a comment names the person in its text."""
    traces = traces_of(person)
    done = Erased()
    instead = _("[name removed]")
    for user in person.accounts:
        if not is_erased(user):
            instead = _erase_account(user, done, by)
    for contact in person.contacts:
        _erase_contact(contact, done, by)
    for message in person.messages:
        message.delete()
        done.count(_("messages of readers that were not mailed yet"), 1)
    # What the steps above logged names the person as well.
    done.count(
        _("log entries that named the person"), traces.scrub_logs((user.pk for user in person.accounts), instead)
    )
    if texts:
        done.count(_("texts that named the person"), traces.scrub_texts(_("[name removed]")))
    done.left = list(traces.places())
    return done


def rehearse(person: Person, *, texts: bool = False) -> Erased:
    """What ``erase`` would do: it is done and undone."""
    with transaction.atomic():
        done = erase(person, texts=texts)
        transaction.set_rollback(True)
    return done


# --- an account --------------------------------------------------------------------------------------------------


def _erase_account(user: Any, done: Erased, by: Any) -> str:
    addresses = {getattr(user, user.EMAIL_FIELD, ""), *_other_addresses(user)} - {""}
    neutral = neutral_name(user)
    for membership in Membership.objects.of(user):
        remove_member(membership, by=by)
        done.count(_("memberships"), 1)
    for address in addresses:
        done.count(_("invitations"), Invitation.objects.filter(email__iexact=address).delete()[0])
    _remove_what_belongs_to(user, done)
    done.count(_("sessions"), _end_sessions(user))
    # "Proposed by anna", in the language of the day.
    for city in City.objects.filter(source__endswith=f" {user.get_username()}"):
        city.source = city.source.removesuffix(user.get_username()) + neutral
        city.save(update_fields=["source"])
    _count_what_stays(user, done)
    _make_nameless(user, neutral)
    done.count(_("accounts, now without a name"), 1)
    log(instance=user, action=ERASED, user=by)
    return neutral


def _remove_what_belongs_to(user: Any, done: Erased) -> None:
    """What the database would delete with the account: addresses, second factor, settings, tokens, absences."""
    profile = UserProfile.objects.filter(user=user).first()
    if profile and profile.avatar:
        storage, name = profile.avatar.storage, profile.avatar.name
        transaction.on_commit(lambda: storage.delete(name))
    for rows in _rows_about(user, going=True):
        if not rows.model._meta.auto_created:
            done.count(str(rows.model._meta.verbose_name_plural), rows.count())
        for row in rows:
            row.delete()


def _rows_about(user: Any, *, going: bool) -> Iterator[Any]:
    """The rows of every model that point to the account: those that would go with it, or those that would not."""
    for relation in user._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or relation.many_to_many:
            continue
        model = relation.related_model
        if going == (relation.on_delete is models.CASCADE and model not in KEPT_WITH_THE_WORK):
            yield model._base_manager.filter(**{relation.field.name: user})


def _end_sessions(user: Any) -> int:
    """Delete the sessions that the database keeps. Those kept elsewhere end with the password."""
    if not apps.is_installed("django.contrib.sessions"):
        return 0
    sessions: Any = apps.get_model("sessions", "Session")
    own = [row.pk for row in sessions.objects.iterator() if row.get_decoded().get("_auth_user_id") == str(user.pk)]
    sessions.objects.filter(pk__in=own).delete()
    return len(own)


def _count_what_stays(user: Any, done: Erased) -> None:
    """What goes on to point to the account: who reads it finds no name."""
    for rows in _rows_about(user, going=False):
        done.keep(str(rows.model._meta.verbose_name_plural), rows.count())


def _make_nameless(user: Any, neutral: str) -> None:
    for column in user._meta.local_concrete_fields:
        if column.is_relation or column.choices or column.name in ("password", user.USERNAME_FIELD):
            continue
        if isinstance(column, (models.CharField, models.TextField)):
            setattr(user, column.name, None if column.null and column.unique else "")
    setattr(user, user.USERNAME_FIELD, neutral)
    user.is_active = False
    for flag in ("is_staff", "is_superuser"):
        if hasattr(user, flag):
            setattr(user, flag, False)
    user.set_unusable_password()
    if hasattr(user, "last_login"):
        user.last_login = None
    user.save()


# --- a contact person --------------------------------------------------------------------------------------------


def _erase_contact(contact: ContactPerson, done: Erased, by: Any) -> None:
    organisation = contact.organisation
    cases: Any = CasePage.objects.filter(person=contact)
    for case in cases:
        case.person = None
        # Saved one by one, so that the index hears of it.
        case.save(clean=False, update_fields=["person"])
        done.count(_("pages that named the person"), 1)
    done.count(_("versions of pages that named the person"), _forget_in_versions(contact))
    contact.delete()
    done.count(_("contact people"), 1)
    log(instance=organisation, action=ERASED, user=by)


def _forget_in_versions(contact: ContactPerson) -> int:
    versions: Iterable[Revision] = Revision.page_revisions.filter(content__person=contact.pk)
    count = 0
    for version in versions:
        if issubclass(version.content_type.model_class() or object, CasePage):
            version.content = version.content | {"person": None}
            version.save(update_fields=["content"])
            count += 1
    return count
