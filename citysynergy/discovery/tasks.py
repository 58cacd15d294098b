"""Work for the task runner."""

from django.tasks import task

from citysynergy.discovery import outbox


@task()
def drain_outbox() -> int:
    """Bring the search index up to date with what changed. Returns the number of cases."""
    return outbox.drain()
