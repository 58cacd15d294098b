"""What was worked out on one state of the index, kept for who asks the same, in bounded memory."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

# Numbers that are kept of one state: each takes about 130 bytes with the value of the facet that it belongs to.
MOST = 50_000


class Kept:
    """Answers by what was asked. Those that nobody asked for longest make room for new ones."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._size = 0
        self._held: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        # Threads of one process share a state of the index.
        self._lock = threading.Lock()

    def get(self, asked: Hashable) -> Any:
        """The answer, not to be changed; None where it is not kept."""
        with self._lock:
            held = self._held.get(asked)
            if held is None:
                return None
            self._held.move_to_end(asked)
            return held[0]

    def keep(self, asked: Hashable, answer: Any, size: int) -> None:
        """Keep an answer of ``size`` numbers, in place of an older one; if it is larger than all room, neither."""
        with self._lock:
            self._drop(asked)
            if size > self._most:
                return
            self._held[asked] = answer, size
            self._size += size
            while self._size > self._most:
                self._drop(next(iter(self._held)))

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._held.clear()
            self._size = 0

    def _drop(self, asked: Hashable) -> None:
        _answer, size = self._held.pop(asked, (None, 0))
        self._size -= size
