"""Laws of settling, whatever people and programs do to a file, in whatever order, between whatever looks."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.intake import lock_files
from toolkit.intake.scan import survey
from toolkit.intake.settle import Settled, Settling

HERE = Path(__file__).resolve().parents[2]
FORMS = [(HERE / "workbooks" / name).read_bytes() for name in ("F05_成本核算表.xlsx", "F06_报价反馈记录.xlsx")]
EITHER = st.sampled_from(range(len(FORMS)))
QUIET, DEADLINE = 3.0, 30.0
NOTHING = Settled((), (), ())


class Life(RuleBasedStateMachine):
    """One file of an inbox, and what is known of it without looking through `Settling`."""

    def __init__(self) -> None:
        super().__init__()
        self._kept = tempfile.TemporaryDirectory()
        self.path = Path(self._kept.name) / "报价.xlsx"
        self.lock = self.path.with_name(f"~${self.path.name}")
        self.now = self.touched = 0.0
        """The clock, and when anybody last did anything to the file."""
        self.is_open = False
        self.settling = Settling(QUIET, DEADLINE, probe=lambda _: self.is_open)
        self.looked = NOTHING

    def teardown(self) -> None:
        """Remove what was laid down."""
        self._kept.cleanup()

    def _lay(self, content: bytes) -> None:
        before = self.path.lstat() if self.path.exists() else None
        self.path.write_bytes(content)
        while before is not None:
            os.utime(self.path, ns=(before.st_mtime_ns, before.st_mtime_ns))  # the hardest: the time is kept
            if self.path.lstat().st_ctime_ns != before.st_ctime_ns:  # the disk's clock goes in steps of some 4 ms
                break
        self.touched, self.looked = self.now, NOTHING

    @rule(n=EITHER, share=st.floats(0, 0.999), is_preallocated=st.booleans())
    def some_of_a_form_comes(self, n: int, share: float, is_preallocated: bool) -> None:
        form = FORMS[n]
        cut = form[: int(len(form) * share)]
        self._lay(cut + bytes(len(form) - len(cut)) if is_preallocated else cut)

    @rule(n=EITHER)
    def all_of_a_form_comes(self, n: int) -> None:
        self._lay(FORMS[n])

    @precondition(lambda self: self.path.exists())
    @rule()
    def it_is_taken_away(self) -> None:
        self.path.unlink()
        self.looked = NOTHING

    @rule()
    def a_writer_opens_or_closes_it(self) -> None:
        self.is_open = not self.is_open
        self.touched, self.looked = self.now, NOTHING

    @rule()
    def it_is_locked_or_unlocked(self) -> None:
        if self.lock.exists():
            self.lock.unlink()
        else:
            self.lock.write_bytes(lock_files.excel("张伟"))
        self.touched, self.looked = self.now, NOTHING

    @rule(seconds=st.sampled_from((0.25, 1.0, 2.75, 3.0, 10.0, 31.0)))
    def time_passes(self, seconds: float) -> None:
        self.it_is_looked_at()
        self.now += seconds
        self.it_is_looked_at()

    @rule()
    def it_is_looked_at(self) -> None:
        self.looked = self.settling.look(survey(self.path.parent), self.now)
        files = [*self.looked.ready, *self.looked.given_up, *(one.found for one in self.looked.waiting)]
        assert [found.path for found in files] == [self.path] * self.path.exists()

    @invariant()
    def what_is_ready_is_whole_and_quiet_and_nobody_s(self) -> None:
        if self.looked.ready:
            assert self.path.read_bytes() in FORMS
            assert not self.is_open
            assert not self.lock.exists()

    @invariant()
    def what_is_given_up_is_not_whole_and_nobody_was_at_it_until_the_deadline(self) -> None:
        if self.looked.given_up:
            assert self.path.read_bytes() not in FORMS
            assert not self.is_open
            assert not self.lock.exists()
            assert self.now - self.touched >= DEADLINE

    @precondition(lambda self: self.path.exists() and not self.is_open and not self.lock.exists())
    @rule()
    def left_alone_it_comes_to_an_end(self) -> None:
        self.it_is_looked_at()
        self.now += DEADLINE
        self.it_is_looked_at()
        is_whole = self.path.read_bytes() in FORMS
        assert (bool(self.looked.ready), bool(self.looked.given_up)) == (is_whole, not is_whole)

    @precondition(lambda self: self.path.exists())
    @rule(n=EITHER)
    def what_has_just_changed_is_not_ready(self, n: int) -> None:
        self._lay(FORMS[n])
        self.it_is_looked_at()
        self.now += QUIET / 2
        self.it_is_looked_at()
        assert not self.looked.ready


TestLaws = Life.TestCase
TestLaws.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
