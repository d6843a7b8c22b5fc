"""A past day shows what was known of it: the same rows as a copy of the book from which all later facts are cut.

Some measures cannot be historical, because what they read carries no day: when a task or a contact was entered, who
was key contact or of unknown state, which verification preceded the last one, and the cadence and blackouts in force.
The cut leaves those as they are; what a fact says of its own day (left, done, decided, verified) is taken back.
"""

from __future__ import annotations

import datetime as dt
import random
import shutil
from pathlib import Path

from measures_support import TODAY, panel_rows

from csops_tui.exchange.sample.write import build
from csops_tui.measures import panel
from csops_tui.store.book import Book
from csops_tui.store.clock import Clock

CUT = (
    "UPDATE appointment SET touchpoint_id = NULL",
    "UPDATE voice SET touchpoint_id = NULL",
    "UPDATE concern SET touchpoint_id = NULL",
    "UPDATE task SET touchpoint_id = NULL",
    "DELETE FROM touchpoint WHERE day > :day",
    "DELETE FROM attendance WHERE day > :day",
    "DELETE FROM concern WHERE day > :day",
    "UPDATE renewal SET subscription_id = NULL",
    "UPDATE churn SET subscription_id = NULL",
    "DELETE FROM subscription WHERE starts > :day",
    "DELETE FROM ticket WHERE opened > :day",
    "UPDATE ticket SET state = 'open', closed = NULL WHERE closed > :day",
    "DELETE FROM survey_response WHERE day > :day",
    "UPDATE survey_response SET followed_up = NULL WHERE followed_up > :day",
    "DELETE FROM voice WHERE day > :day",
    "UPDATE voice SET told = NULL WHERE told > :day",
    "UPDATE milestone SET reached = NULL WHERE reached > :day",
    "DELETE FROM appointment WHERE asked > :day",
    "DELETE FROM _usage WHERE day > :day",
    "UPDATE renewal SET decision = NULL, decided = NULL WHERE decided > :day",
    "UPDATE task SET state = 'open', done_on = NULL WHERE done_on > :day",
    "UPDATE contact SET state = 'active', left_on = NULL WHERE state = 'left' AND left_on > :day",
    "UPDATE contact SET verified = NULL WHERE verified > :day",
)


def test_fifty_past_days_are_as_a_copy_cut_at_each_of_them_shows_them(tmp_path: Path) -> None:
    today = dt.date.fromisoformat(TODAY)
    path, copy = tmp_path / "whole.db", tmp_path / "cut.db"
    build(path, accounts=60, seed=3, today=today)
    shutil.copy(path, copy)
    whole, cut = Book.open(path, clock=Clock(today=today)), Book.open(copy, clock=Clock(today=today))
    past = sorted(random.Random(50).sample(range(1, 1100), 50))
    with_data = 0
    for day in (today - dt.timedelta(days=back) for back in past):
        panel.ensure_day(whole, day)
        with cut.edit("cut") as edit:
            for statement in CUT:
                edit.execute(statement, {"day": day.isoformat()})
        cut.clock = Clock(today=day)
        # Usage is followed by its batches, which the cut does not touch.
        panel.rebuild(cut)
        assert panel_rows(whole, day.isoformat()) == panel_rows(cut, day.isoformat())
        with_data += sum(value is not None for row in panel_rows(whole, day.isoformat()) for value in row)
    whole.close()
    cut.close()
    assert with_data > 50 * 60 * 10
