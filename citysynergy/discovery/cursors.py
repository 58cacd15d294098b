"""Cursors: where a list goes on. Opaque to whoever follows them, so what they hold may change."""

import base64
import binascii

# Nobody reads further; it keeps a made-up cursor from costing more than a true one.
FURTHEST = 1_000_000


def write(offset: int) -> str:
    """A cursor to what follows the first ``offset`` results."""
    return base64.urlsafe_b64encode(f"after:{offset}".encode()).decode().rstrip("=")


def read(cursor: str) -> int | None:
    """How many results a cursor passes over, or None where it is no cursor."""
    if len(cursor) > 40 or not cursor.isascii():
        return None
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    word, _, digits = text.partition(":")
    if word != "after" or not digits.isdigit() or int(digits) > FURTHEST:
        return None
    return int(digits)
