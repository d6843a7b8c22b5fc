"""Keys typed faster than they can be answered: each waits until the one before has done what it does at once."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

# A key whose end nobody hears of (its widget went away with it) holds up the others so long at most, in seconds.
_PATIENCE = 0.5


class TypedAhead(App[None]):
    """An app that hands on one key or pasted text at a time.

    Textual hands keys on as they come: of `l` and a line in one go the line's letters would reach the list, whose
    commands they are, before `l` has opened the line they are meant for. The next key is handed on when the one
    before has gone up from the widget that had the focus to the app, the callbacks this led to have run, and a screen
    that it opened stands.
    """

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[events.Event] = deque()
        self._under_way = 0
        self._keys = 0
        self._also: MessagePump | None = None
        self._watch_over: asyncio.TimerHandle | None = None

    def wait_for(self, node: MessagePump) -> None:
        """Hand on the next key only when this node has done what it is asked to do later."""
        self._also = node

    async def on_event(self, event: events.Event) -> None:
        if not isinstance(event, (events.Key, events.Paste)) or event.is_forwarded:
            await super().on_event(event)
        elif self._under_way:
            self._waiting.append(event)
        else:
            await self._hand_on(event)

    async def _hand_on(self, event: events.Event) -> None:
        self._keys += 1
        key = self._under_way = self._keys
        self._watch_over = asyncio.get_running_loop().call_later(_PATIENCE, self.call_later, self._next, key)
        target = self.focused or self.screen
        await super().on_event(event)
        # Behind the key up to the app, which runs its command, and once more behind what the command let a widget say.
        self._follow(target, key, lambda: self._follow(self.focused or self.screen, key, self._reach_screen))

    def _follow(self, node: MessagePump | None, key: int, arrived: Callable[[], None]) -> None:
        """Take the way to the app that messages take, behind them: every queue is worked off in order."""
        if key != self._under_way:
            return
        if node is None or node is self or not node.call_later(self._follow, node._parent, key, arrived):
            self.call_later(arrived)

    def _reach_screen(self) -> None:
        """A screen works off its queue only once it is mounted; what it focuses then is focused before the next key."""
        node, self._also = self._also or self.screen, None
        if not node.call_later(self.call_later, self._next, self._under_way):
            self.call_later(self._next, self._under_way)

    async def _next(self, key: int) -> None:
        if key != self._under_way:
            return
        if self._watch_over:
            self._watch_over.cancel()
        self._under_way = 0
        if self._waiting:
            await self._hand_on(self._waiting.popleft())
