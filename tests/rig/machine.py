"""Days in the life of a house as they come: drops, second thoughts, kills, refusals, in any order."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from tests.rig.child import Life, live
from tests.rig.drops import Prepared
from tests.rig.faults import CODES
from tests.rig.faulty import Happening, KillAt, Refuse, nothing
from tests.rig.invariants import conserved
from tests.rig.sweep import concluded, scratch, unaimed

_DAYS_OF_PATIENCE = 3
"""After so many no form waits for its scan any more."""
_POINTS = st.integers(1, 300)
_HAPPENINGS: st.SearchStrategy[Happening] = st.one_of(
    st.just(nothing),
    st.builds(KillAt, _POINTS),
    st.builds(Refuse, _POINTS, st.sampled_from(CODES), st.sampled_from((1, 9))),
)


class House(RuleBasedStateMachine):
    """One house; what people do to it and what happens to us in it."""

    prepared: ClassVar[Prepared]
    """Its inbox is full: these are the files that may be dropped."""

    def __init__(self) -> None:
        super().__init__()
        self._root = Path(shutil.copytree(self.prepared.root, scratch() / "house"))
        self._now = unaimed(replace(self.prepared, root=self._root))
        self._inbox = self._root / "inbox"
        files = sorted(path for path in self._inbox.rglob("*") if path.is_file())
        self._files = {path.relative_to(self._inbox): path.read_bytes() for path in files}
        for path in files:
            path.unlink()
        self._dropped = Counter[str]()
        self._lives: list[Life] = []

    @rule(which=st.integers(0, 99), name=st.integers(0, 99))
    def drop(self, which: int, name: int) -> None:
        """Somebody drops a file, under its own or another's name; what lay there under that name is gone."""
        contents = list(self._files.values())
        path = self._inbox / list(self._files)[name % len(contents)]
        self._take_away(path)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content := contents[which % len(contents)])
        self._dropped[sha256(content).hexdigest()] += 1

    @precondition(lambda self: any(path.is_file() for path in self._inbox.rglob("*")))
    @rule(which=st.integers(0, 99))
    def take_back(self, which: int) -> None:
        """Somebody takes a file out again."""
        lying = sorted(path for path in self._inbox.rglob("*") if path.is_file())
        self._take_away(lying[which % len(lying)])

    @rule()
    def sleep(self) -> None:
        """A day passes."""
        self._now = replace(self._now, day=self._now.day + timedelta(days=1))

    @rule(happening=_HAPPENINGS)
    def work(self, happening: Happening) -> None:
        """A pass over the inbox, in which something may happen; every original lies in one place after it."""
        self._lives.append(live(self._root, self._now.day, happening))
        assert conserved(self._before().before, self._root) == []

    def teardown(self) -> None:
        """Everything is done in the end."""
        try:
            for _ in range(_DAYS_OF_PATIENCE):
                self.sleep()
            _, wrong = concluded(self._root, self._before(), self._lives)
            assert wrong == ()
        finally:
            shutil.rmtree(self._root.parent)

    def _before(self) -> Prepared:
        return replace(self._now, before=replace(self._now.before, dropped=self._dropped))

    def _take_away(self, path: Path) -> None:
        if path.is_file():
            self._dropped[sha256(path.read_bytes()).hexdigest()] -= 1
            path.unlink()


def play(prepared: Prepared, examples: int, *, steps: int = 15) -> None:
    """Play so many lives of a house. Raises AssertionError with the shortest that goes wrong."""
    House.prepared = prepared
    run_state_machine_as_test(
        House,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
