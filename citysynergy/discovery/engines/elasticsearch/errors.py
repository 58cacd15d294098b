"""Says in the contract's words what went wrong on the cluster."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from elasticsearch import ApiError, ConnectionTimeout, TransportError

from citysynergy.discovery.engines.base import EngineBusyError, EngineDownError, EngineError, EngineUnavailableError

TOO_MANY = 429
# What the cluster answers when one of its nodes did not.
FAILED_WITHIN = (502, 503, 504)
NO_INDEX = "index_not_found_exception"


@contextmanager
def errors_told(*, writing: bool = False) -> Iterator[None]:
    """Turn errors of the client into the engine's.

    :class:`EngineDownError` where the cluster does not answer, refuses our credentials or lacks a shard;
    :class:`EngineUnavailableError` where it has no index; :class:`EngineBusyError` where it has too much to do, which
    ``writing`` also says of what took too long; else :class:`EngineError`.
    """
    try:
        yield
    except ConnectionTimeout as error:
        if writing:
            raise EngineBusyError("Elasticsearch did not take the change in time.") from error
        raise EngineDownError("Elasticsearch did not answer in time.") from error
    except TransportError as error:
        raise EngineDownError(f"Elasticsearch can't be reached: {error.message}") from error
    except ApiError as error:
        raise told(error.status_code, error.body) from error


def told(status: int, body: Any) -> EngineError:
    """The error for an answer that is not what was asked for: its status and what the cluster said."""
    cause = body.get("error", body) if isinstance(body, dict) else body
    kind, reason = (cause.get("type", ""), cause.get("reason", "")) if isinstance(cause, dict) else ("", str(cause))
    if kind == NO_INDEX:
        return EngineUnavailableError(
            "Elasticsearch holds no search index of this version; run citysynergy_rebuild_index."
        )
    said = f"{status} {kind} {reason}".strip()[:500]
    if status == TOO_MANY:
        return EngineBusyError(f"Elasticsearch has too much to do: {said}")
    if status in (401, 403):
        return EngineDownError(f"Elasticsearch refuses our credentials: {said}")
    if status >= 500:
        return EngineDownError(f"Elasticsearch can't answer now: {said}")
    return EngineError(f"Elasticsearch refused: {said}")
