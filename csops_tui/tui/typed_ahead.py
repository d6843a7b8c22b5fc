"""Keys typed faster than they can be answered: each waits until the one before has done what it does at once."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from time import monotonic

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.widget import Widget

# A key whose end nobody hears of (its widget went away with it) holds up the others for so many turns of so many
# seconds. They are counted one by one: a turn that the app itself took longer for is one turn, however long.
_TURNS, _TURN = 10, 0.05
# Of an answer on its way, such as names that are being read, they wait for longer.
_HELD_TURNS = 60
_MOUSE = (events.MouseDown, events.MouseUp, events.MouseScrollDown, events.MouseScrollUp)


class TypedAhead(App[None]):
    """An app that hands on one key or pasted text at a time, and what is clicked between them in its place.

    Textual hands keys on as they come: of `l` and a line in one go the line's letters would reach the list, whose
    commands they are, before `l` has opened the line they are meant for. The next key is handed on when the one
    before has gone up from the widget that had the focus to the app, the callbacks this led to have run, and a screen
    that it opened stands. Only letters that one line takes as text follow each other at once: it keeps their order.
    """

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[events.Event] = deque()
        self._under_way = 0
        self._keys = 0
        self._also: MessagePump | None = None
        self._held = False
        self._next_turn: asyncio.TimerHandle | None = None
        # What took the last key as text.
        self._writing: Widget | None = None
        self._last = monotonic()

    @property
    def quiet(self) -> float:
        """For how long nobody has typed or clicked, in seconds."""
        return monotonic() - self._last

    def wait_for(self, node: MessagePump) -> None:
        """Hand on the next key only when this node has done what it is asked to do later."""
        self._also = node

    def hold(self) -> None:
        """Hand on no key before `release`: what the last one does depends on an answer that is on its way."""
        self._held = True

    def release(self) -> None:
        """The answer has come, and what it led to was asked for."""
        if self._held:
            self._held = False
            self._go_behind(self.focused or self.screen, self._under_way)

    async def on_event(self, event: events.Event) -> None:
        if not isinstance(event, (events.Key, events.Paste, *_MOUSE)) or event.is_forwarded:
            await super().on_event(event)
            return
        self._last = monotonic()
        if self._under_way:
            self._waiting.append(event)
            await self._hand_on_letters()
        elif isinstance(event, _MOUSE):
            await super().on_event(event)
        else:
            await self._hand_on(event)

    async def _hand_on(self, event: events.Event) -> None:
        self._keys += 1
        key = self._under_way = self._keys
        self._held = False
        self._writing = self.focused if self._is_text(event) else None
        self._count_turns(key, 0)
        target = self.focused or self.screen
        await super().on_event(event)
        self._go_behind(target, key)

    async def _hand_on_letters(self) -> None:
        """Hand on what the line that took the last letter takes as text as well."""
        while self._waiting and self._writing and self._writing is self.focused and self._is_text(self._waiting[0]):
            await self._hand_on(self._waiting.popleft())

    def _is_text(self, event: events.Event) -> bool:
        if self.focused is None or not isinstance(event, events.Key):
            return False
        return self.focused.check_consume_key(event.key, event.character)

    def _count_turns(self, key: int, turns: int) -> None:
        if self._next_turn:
            self._next_turn.cancel()
        if key != self._under_way:
            return
        if turns < (_HELD_TURNS if self._held else _TURNS):
            self._next_turn = asyncio.get_running_loop().call_later(_TURN, self._count_turns, key, turns + 1)
        else:
            self._held = False
            self.call_later(self._next, key)

    def _go_behind(self, target: MessagePump, key: int) -> None:
        """Behind the key up to the app, which runs its command, and once more behind what that let a widget say."""
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
        if key != self._under_way or self._held:
            return
        if self._next_turn:
            self._next_turn.cancel()
        self._under_way = 0
        while self._waiting and isinstance(self._waiting[0], _MOUSE):
            await super().on_event(self._waiting.popleft())
        if self._waiting:
            await self._hand_on(self._waiting.popleft())
            await self._hand_on_letters()
