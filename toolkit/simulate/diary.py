"""Who means to do what, and on which working day."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count

from toolkit.model.calendar import WorkingCalendar, next_working_day
from toolkit.simulate.page import Errand


class Diary:
    """Errands by day; of one day in the order in which they were noted."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self._calendar = calendar
        self._noted: list[tuple[date, int, Errand]] = []
        self._order = count()

    def note(self, errand: Errand, on: date) -> None:
        """Somebody means to do that on that day, or the next working day."""
        heapq.heappush(self._noted, (self.working(on), next(self._order), errand))

    def note_later(self, errand: Errand, today: date, waits: tuple[int, int]) -> None:
        """The same after so many days at least and at most, as the story's dice have it."""
        self.note(errand, today + timedelta(days=errand.story.rng.randint(*waits)))

    def due(self, today: date) -> Iterator[Errand]:
        """What is noted up to today; each is told once."""
        while self._noted and self._noted[0][0] <= today:
            yield heapq.heappop(self._noted)[2]

    def working(self, on: date) -> date:
        """That day, or the next working day."""
        return next_working_day(on, self._calendar)
