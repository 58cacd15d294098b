"""The seal of a form: signed, so that a form is sent from a page that was opened, for this case, some moments before.

It needs no cookie and asks nothing of people. Programs that post without opening the page have no seal; those that open
it and post at once are too fast.
"""

import time
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.core.signing import BadSignature, Signer

from citysynergy.organisations.messages import REMEMBERED_FOR

# Nobody types a name, an address and a question in less.
FASTEST = 2
# Not longer than messages are remembered: a seal that is sent again is known.
OLDEST = REMEMBERED_FOR.total_seconds()
_SIGNER = "citysynergy.contact"


@dataclass(frozen=True, slots=True)
class Seal:
    """One opened form."""

    kind: str
    case: UUID
    number: UUID = field(default_factory=uuid4)
    # Seconds since 1970.
    opened: int = field(default_factory=lambda: int(time.time()))

    def __str__(self) -> str:
        return str(Signer(salt=_SIGNER).sign_object([self.kind, self.case.hex, self.number.hex, self.opened]))

    @property
    def age(self) -> float:
        """Seconds since the form was opened."""
        return time.time() - self.opened


def read(text: str, *, kind: str, case: UUID) -> Seal | None:
    """The seal of a form for this case; None for one that is missing, changed, of another form, or too old."""
    try:
        parts = Signer(salt=_SIGNER).unsign_object(text)
    except (BadSignature, ValueError):
        return None
    seal = Seal(parts[0], UUID(parts[1]), UUID(parts[2]), parts[3])
    return seal if (seal.kind, seal.case) == (kind, case) and seal.age <= OLDEST else None
