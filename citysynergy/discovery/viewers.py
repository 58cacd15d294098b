"""Who is looking, as far as search needs to know."""

from dataclasses import dataclass

from citysynergy.discovery.documents import PUBLIC


@dataclass(frozen=True)
class Viewer:
    """The access classes a viewer satisfies, and whether network-only fields are open to them."""

    access: frozenset[str] = frozenset({PUBLIC})
    network: bool = False


ANYONE = Viewer()
