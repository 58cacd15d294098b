"""Which organisation continues which, over any number of steps: Delfzijl in Eemsdelta, and whatever comes after it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from citysynergy.organisations.models import Organisation, Succession

Steps = Mapping[int, Iterable[int]]


def continued_by(organisation: Organisation) -> set[int]:
    """The organisations that ended and whose pages and rights this one has now, nearest and further."""
    return reachable(_ended_steps(backwards=True), organisation.pk)


def writers_for(organisations: Iterable[int]) -> set[int]:
    """Who writes the pages of these organisations: each itself, or, where it ended, those that continue it."""
    steps = _ended_steps()
    found = set(organisations)
    for pk in tuple(found):
        found |= reachable(steps, pk)
    return set(Organisation.objects.filter(pk__in=found, may_write=True).values_list("pk", flat=True))


def heirs(organisation: Organisation) -> set[int]:
    """Every organisation that continues this one or is going to, whatever the state of each."""
    steps: dict[int, list[int]] = defaultdict(list)
    for predecessor, successor in Succession.objects.values_list("predecessor_id", "successor_id"):
        steps[predecessor].append(successor)
    return reachable(steps, organisation.pk)


def reachable(steps: Steps, start: int) -> set[int]:
    """What can be reached from the start, without the start itself; goes round in no circle."""
    found: set[int] = set()
    waiting = [start]
    while waiting:
        for pk in steps.get(waiting.pop(), ()):
            if pk not in found and pk != start:
                found.add(pk)
                waiting.append(pk)
    return found


def _ended_steps(*, backwards: bool = False) -> Steps:
    """One step of each succession that has happened: its date has come, and the predecessor writes no more."""
    steps: dict[int, list[int]] = defaultdict(list)
    rows = Succession.objects.in_force().filter(predecessor__may_write=False)
    for predecessor, successor in rows.values_list("predecessor_id", "successor_id"):
        start, end = (successor, predecessor) if backwards else (predecessor, successor)
        steps[start].append(end)
    return steps
