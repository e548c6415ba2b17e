"""Real workers: what they read, what they survive, what they leave behind."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.documents.golden_deal import TEMPLATES, figures_of, known_on, written
from tests.documents.returned import AUTHOR, edited, tracked, without_properties
from tests.intake import deeds
from toolkit.catalogue import CATALOGUE
from toolkit.documents.looked import Looked, looked
from toolkit.documents.properties import Properties
from toolkit.documents.render import described, rendered
from toolkit.documents.revisions import Mark
from toolkit.errors import TemplateFault, UnknownForm, UnreadableFile, WorkerDied, WorkersLost
from toolkit.forms.blank import make
from toolkit.forms.read import read
from toolkit.house import shipped, template_file
from toolkit.intake.marking import marked_copy
from toolkit.intake.workers import child, pool
from toolkit.intake.workers.pool import Here, Work, Workers
from toolkit.model.document import Issue
from toolkit.model.finding import Finding, Severity
from toolkit.model.form import Form
from toolkit.model.stamped import KIND
from toolkit.model.submission import Submission
from toolkit.model.text import Text
from toolkit.office.jail import Bounds
from toolkit.office.libreoffice import office_command, office_program, own_folder
from toolkit.office.limits import MIB

TODAY = date(2026, 7, 15)
SAMPLES = sorted(path for path in shipped("inbox").rglob("*") if path.suffix in (".xlsx", ".docx"))
BOUNDS = Bounds(memory=256 * MIB, processor_seconds=1, wall_seconds=6.0, said=2 * MIB)
needs_libreoffice = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed")
posix = pytest.mark.skipif(sys.platform == "win32", reason="limits of memory and processor time hold on POSIX")


@pytest.fixture(autouse=True, scope="module")
def deeds_are_allowed() -> Iterator[None]:
    """Workers find the tests' own functions, and may do them."""
    names: dict[str, tuple[type, ...]] = {}
    names |= {f"{deeds.MODULE}:{name}": (object,) for name, deed in vars(deeds).items() if callable(deed)}
    names[f"{deeds.MODULE}:{deeds.lie.__name__}"] = (Submission,)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pool, "ALLOWED", {**pool.ALLOWED, **names})
        patched.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
        yield


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    """Two, for what harms nobody."""
    with Workers(2) as both:
        yield both


@pytest.fixture(scope="module")
def victims() -> Iterator[Workers]:
    """Two with little time and memory."""
    with Workers(2, BOUNDS) as both:
        yield both


def done(work: Work, deed: Callable[..., object], *given: object) -> Future[Any]:
    return work.run(f"{deeds.MODULE}:{deed.__name__}", *given)


def died(future: Future[Any]) -> WorkerDied:
    trouble = future.exception(timeout=30)
    assert isinstance(trouble, WorkerDied), trouble
    return trouble


def is_alive(pid: int) -> bool:
    """Whether that process runs, zombies aside."""
    try:
        return b") Z " not in Path(f"/proc/{pid}/stat").read_bytes()
    except FileNotFoundError:
        return False


def gone(*pids: int) -> bool:
    """Whether those processes end within a few seconds."""
    until = time.monotonic() + 5
    while any(map(is_alive, pids)) and time.monotonic() < until:
        time.sleep(0.02)
    return not any(map(is_alive, pids))


def plain_workbook() -> bytes:
    """A workbook that is none of our forms."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.add_worksheet().write(0, 0, "午餐")
    return made.getvalue()


# What they read


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_form_is_read_as_it_is_read_here(workers: Workers, path: Path) -> None:
    content = path.read_bytes()

    found = workers.read(content, path.name, TODAY).result()

    assert found == read(content, path.name, tuple(CATALOGUE.forms.values()), today=TODAY)


def test_a_worker_and_this_process_say_the_same_of_every_sample(workers: Workers) -> None:
    files = [(path.read_bytes(), path.name) for path in SAMPLES]

    there = [workers.take(content, name, TODAY) for content, name in files]

    here = [Here().take(content, name, TODAY) for content, name in files]
    assert [future.result() for future in there] == [future.result() for future in here]


@pytest.mark.parametrize("is_here", [True, False], ids=["here", "there"])
def test_what_is_wrong_with_a_file_is_told_as_reading_tells_it(workers: Workers, is_here: bool) -> None:
    work: Work = Here() if is_here else workers

    unreadable = work.read(b"not a workbook", "a.xlsx", TODAY).exception()
    unknown = work.read(plain_workbook(), "客户.xlsx", TODAY).exception()

    assert isinstance(unreadable, UnreadableFile)
    assert (unreadable.name, unreadable.code, unreadable.exit_code) == ("a.xlsx", "text_not_xlsx", 1)
    assert isinstance(unknown, UnknownForm)
    assert (unknown.name, unknown.nearest, str(unknown)) == ("客户.xlsx", (), "客户.xlsx: none of our forms")


def test_half_a_letter_in_a_name_comes_back_as_it_went(workers: Workers) -> None:
    trouble = workers.read(b"", "\udcb3\udcc9.xlsx", TODAY).exception()

    assert isinstance(trouble, UnreadableFile)
    assert trouble.name == "\udcb3\udcc9.xlsx"


# What else they do


@pytest.mark.parametrize("has_passport", [True, False])
def test_a_document_of_ours_is_looked_at_and_not_read(workers: Workers, has_passport: bool) -> None:
    contract = written("G03", Issue("XS-2026-0001", "V1.0", "草案"), known_on(date(2026, 7, 10)))
    edits = (tracked("质量", "品质"), *(() if has_passport else (without_properties,)))
    content = edited(contract, *edits)

    taken = workers.take(content, "合同.docx", TODAY).result()

    assert taken == workers.look(content, "合同.docx").result() == looked(content)
    assert isinstance(taken, Looked)
    assert taken.properties.get(KIND, "") == ("G03" if has_passport else "")
    assert taken.reading.now != taken.reading.before
    assert any(block.marks == (Mark(AUTHOR, date(2026, 7, 12)),) for block in taken.reading.now)


def test_a_stamped_form_is_surely_no_document(workers: Workers) -> None:
    form = CATALOGUE.forms["F04"]

    assert workers.look(make(form), "F04.docx").result() is None
    assert workers.look(make(CATALOGUE.forms["F05"]), "F05.xlsx").result() is None


def test_the_gate_stands_before_looking(workers: Workers) -> None:
    assert isinstance(workers.look(b"PK", "a.docx").exception(), UnreadableFile)


@pytest.mark.parametrize("form", [CATALOGUE.forms["F04"], CATALOGUE.forms["F05"]], ids=lambda form: form.id)
def test_a_blank_made_by_a_worker_is_the_one_made_here(workers: Workers, form: Form) -> None:
    made = workers.run("toolkit.forms.blank:make", form, deal="SJ-2026-0001", lang="en").result()

    assert made == make(form, deal="SJ-2026-0001", lang="en")


def test_a_document_rendered_by_a_worker_is_the_one_rendered_here(workers: Workers) -> None:
    kind, issue, known = CATALOGUE.documents["G02"], Issue("BJ-2026-0001", "V1"), known_on(date(2026, 7, 1))
    template = template_file(TEMPLATES, kind.template, "zh").read_bytes()
    figures = figures_of("G02", issue, known)
    says = described(figures, kind=kind, issue=issue, deal="SJ-2026-0001", known=known, template="")

    made = workers.run("toolkit.documents.render:rendered", template, figures, says, kind=kind, lang="zh").result()

    assert made == rendered(template, figures, says, kind=kind, lang="zh")


def test_a_wrong_form_is_marked_by_a_worker_as_it_is_here(workers: Workers) -> None:
    path = next(path for path in SAMPLES if "成本核算表" in path.name)
    content = path.read_bytes()
    submission = workers.read(content, path.name, TODAY).result()
    form = CATALOGUE.forms[submission.form]
    answer = next(answer for answer in submission.answers.values() if answer.place)
    finding = Finding("M-REQ", Severity.ERROR, label=Text("客户", "customer"), place=answer.place, key=answer.key)
    given = (content, path.name, form, submission, (finding,))

    made = workers.run("toolkit.intake.marking:marked_copy", *given, title="退回", lang="zh").result()

    assert made is not None
    assert made == marked_copy(*given, title="退回", lang="zh")


def test_a_template_that_cannot_be_rendered_is_told_with_its_facts(workers: Workers) -> None:
    kind = CATALOGUE.documents["G02"]
    says = Properties(title="", subject="", keywords="", author="", written_on=TODAY, passport={})

    trouble = workers.run("toolkit.documents.render:rendered", b"", object(), says, kind=kind, lang="zh").exception()

    assert isinstance(trouble, TemplateFault)
    assert trouble.template == kind.template


def test_only_what_is_listed_is_done(workers: Workers) -> None:
    with pytest.raises(ValueError, match="os:system"):
        workers.run("os:system", "true")


def test_a_form_that_is_not_as_the_catalogue_declares_it_does_not_travel(workers: Workers) -> None:
    with pytest.raises(TypeError, match="F05"):
        workers.run("toolkit.forms.blank:make", replace(CATALOGUE.forms["F05"], version="0"))


# What they survive


def others_are_read(work: Work) -> bool:
    """Whether pieces beside and after a bad one come back right."""
    path = SAMPLES[0]
    found = [work.read(path.read_bytes(), path.name, TODAY) for _ in range(4)]
    return all(isinstance(future.result(timeout=30), Submission) for future in found)


@posix
@pytest.mark.parametrize(
    ("deed", "reason", "told"),
    [
        (deeds.kill_itself, "crash", "SIGKILL"),
        (deeds.abort, "crash", "SIGABRT"),
        (deeds.leave, "crash", "exit code 7"),
        (deeds.eat_memory, "memory", "no memory left within the limit"),
        (deeds.eat_memory_at_once, "memory", "no memory left within the limit"),
        (deeds.spin, "time", "SIGXCPU"),
        (deeds.spin_in_c, "time", "SIGXCPU"),
        (deeds.fall, "crash", "KeyError: 'no such cell' (deeds.py:"),
        (deeds.blame_the_share, "crash", "ShareTrouble: the share is gone"),
        (deeds.strange, "crash", "TypeError: an event cannot hold object"),
    ],
)
def test_what_a_piece_does_to_its_worker_is_told_and_fails_that_piece_alone(
    victims: Workers, deed: Callable[[], object], reason: str, told: str
) -> None:
    began = time.monotonic()

    future = done(victims, deed)

    assert others_are_read(victims)
    trouble = died(future)
    assert (trouble.name, trouble.reason, trouble.exit_code) == (deed.__name__, reason, 3)
    assert trouble.told.startswith(told)
    assert time.monotonic() - began < BOUNDS.wall_seconds + 7
    assert others_are_read(victims)


@posix
def test_a_piece_that_sleeps_is_ended_when_its_time_is_over() -> None:
    with Workers(1, replace(BOUNDS, wall_seconds=1.0)) as one:
        one.look(b"", "").result()
        began = time.monotonic()

        trouble = died(done(one, deeds.sleep, 60.0))

        assert (trouble.reason, trouble.told) == ("time", "it took too long")
        assert 1.0 <= time.monotonic() - began < 3.0
        assert others_are_read(one)


@posix
def test_a_piece_that_nobody_watches_is_ended_by_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_WATCH_SECONDS", 600.0)

    with Workers(1, replace(BOUNDS, wall_seconds=0.5)) as one:
        trouble = died(done(one, deeds.sleep, 60.0))

    assert (trouble.reason, trouble.told) == ("time", "SIGALRM")


@posix
def test_every_piece_has_processor_time_of_its_own() -> None:
    with Workers(1, BOUNDS) as one:
        spent = [done(one, deeds.busy, 0.6).result() for _ in range(4)]

    assert len(set(spent)) == 1, "one worker did them all"


def test_a_result_that_is_too_long_fails_its_piece(victims: Workers) -> None:
    trouble = died(done(victims, deeds.say, BOUNDS.said + 1))

    assert (trouble.reason, trouble.told) == ("size", f"{BOUNDS.said + 1} bytes")
    assert len(done(victims, deeds.say, BOUNDS.said).result()) == BOUNDS.said


@posix
@pytest.mark.parametrize(
    "forged",
    [
        b"x" * 10,
        b"v\0" + (1 << 40).to_bytes(8, "big"),
        b"v\0" + (4).to_bytes(8, "big") + b"nope",
        b"v\0" + (1_000_000).to_bytes(8, "big") + b"[" * 1_000_000,
        b"v\0" + (21).to_bytes(8, "big") + b'{"$Severity":{"a":1}}',
        b"t\0" + (60).to_bytes(8, "big") + b'{"trouble":"ShareTrouble","said":["gone"],"facts":{}}'.ljust(60),
        b"d\0" + (34).to_bytes(8, "big") + b'{"reason":"the share","said":"gone"}'[:34],
    ],
)
def test_a_forged_answer_fails_its_piece_alone(victims: Workers, forged: bytes) -> None:
    trouble = died(done(victims, deeds.forge, forged))

    assert trouble.reason == "crash"
    assert others_are_read(victims)


@pytest.mark.parametrize("value", ["a word", b"bytes", None, ()])
def test_a_result_of_another_type_is_none(victims: Workers, value: object) -> None:
    trouble = died(done(victims, deeds.lie, value))

    assert (trouble.reason, trouble.told) == ("crash", "it says what no worker says")


def test_what_is_printed_does_not_get_between(victims: Workers) -> None:
    assert done(victims, deeds.babble).result() == "said"


@posix
def test_a_worker_writes_no_large_file_and_opens_few(victims: Workers) -> None:
    written = died(done(victims, deeds.write, BOUNDS.said + 1))
    opened = died(done(victims, deeds.open_files, 300))

    assert f"[Errno {errno.EFBIG}]" in written.told
    assert f"[Errno {errno.EMFILE}]" in opened.told
    assert done(victims, deeds.write, BOUNDS.said).result() == BOUNDS.said


def test_a_worker_knows_little_and_lies_in_an_empty_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALESDOCS_SECRET", "hunter2")

    with Workers(1) as one:
        told = done(one, deeds.about_itself).result()

    assert "SALESDOCS_SECRET" not in told["names"]
    assert told["files"] == []
    assert not Path(told["folder"]).exists(), "nothing of it stays"


def test_a_worker_that_cannot_start_is_the_machines_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_CHILD", "toolkit.intake.workers.nobody")

    with Workers(1) as one:
        trouble = one.read(b"", "a.xlsx", TODAY).exception()

    assert isinstance(trouble, WorkersLost)


@posix
def test_workers_start_where_the_system_allows_less_than_we_would() -> None:
    script = (
        "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (99, 99))\n"
        "from toolkit.intake.workers.pool import Workers\n"
        "with Workers(1) as one: print(one.look(b'', 'a.xlsx').result())"
    )

    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=AMONG_OURS, check=True)

    assert ran.stdout == "None\n"


# When they come and go


def test_a_worker_stays_warm_until_it_grew_or_grew_old(monkeypatch: pytest.MonkeyPatch) -> None:
    with Workers(1) as one:
        first = [done(one, deeds.about_itself).result()["pid"] for _ in range(3)]
        grown = done(one, deeds.grow, child.MOST_MEMORY).result()
        after = done(one, deeds.about_itself).result()["pid"]

    assert set(first) == {grown}
    assert after != grown


@posix
def test_nothing_runs_on_when_workers_are_closed() -> None:
    with Workers(2) as both:
        pids = [done(both, deeds.pid_after, 0.3) for _ in range(2)]
        running = {future.result() for future in pids}
        both_busy = [done(both, deeds.sleep, 60.0) for _ in range(2)]
        waiting = done(both, deeds.sleep, 60.0)
        time.sleep(0.2)

    assert len(running) == 2
    assert gone(*running)
    assert waiting.cancelled()
    assert all(isinstance(future.exception(), CancelledError) for future in both_busy)
    with pytest.raises(CancelledError):
        both.read(b"", "a.xlsx", TODAY).result()


@posix
@pytest.mark.parametrize("told", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_who_tells_all_processes_to_stop_does_not_fail_a_piece(told: str) -> None:
    with Workers(1) as one:
        pid = done(one, deeds.pid_after, 0.0).result()
        future = done(one, deeds.sleep, 0.4)
        time.sleep(0.1)

        os.kill(pid, signal.Signals[told])

        assert future.result() == 0.4


@posix
def test_a_program_that_a_worker_started_ends_with_it(victims: Workers, tmp_path: Path) -> None:
    trouble = died(done(victims, deeds.leave_behind, str(tmp_path / "pid")))

    assert trouble.told == "SIGKILL"
    assert gone(int((tmp_path / "pid").read_text()))


@needs_libreoffice
@pytest.mark.parametrize("ending", ["xls", "doc"])
def test_old_formats_are_read_by_programs_with_wider_limits_of_their_own(
    workers: Workers, tmp_path: Path, ending: str
) -> None:
    form = CATALOGUE.forms["F05" if ending == "xls" else "F04"]
    source = tmp_path / f"form.{form.medium}"
    source.write_bytes(make(form, deal="SJ-2026-0001"))
    with own_folder() as folder:
        command = office_command(office_program(), folder, "--convert-to", ending, "--outdir", str(tmp_path))
        subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=120)
    content = source.with_suffix(f".{ending}").read_bytes()

    found = workers.read(content, f"form.{ending}", TODAY).result()

    assert found == Here().read(content, f"form.{ending}", TODAY).result()
    assert found.form == form.id


@posix
def test_workers_are_closed_at_once_whatever_they_are_at() -> None:
    for pause in (0.0, 0.05, 0.3, 0.6):
        with Workers(2) as both:
            futures = [done(both, deeds.sleep, 60.0) for _ in range(3)]
            time.sleep(pause)
            began = time.monotonic()

        assert time.monotonic() - began < 2
        assert all(future.done() for future in futures)


@posix
@pytest.mark.parametrize("deed", ["sleep(60.0)", "spin()", "about_itself()"])
def test_nothing_runs_on_when_we_are_killed(tmp_path: Path, deed: str) -> None:
    name, _, given = deed.rstrip(")").partition("(")
    script = PARENT.format(module=deeds.MODULE, name=name, given=f"{given}," if given else "")
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env=AMONG_OURS)
    assert parent.stdout is not None
    pids = [int(word) for word in parent.stdout.readline().split()]
    folders = [Path(f"/proc/{pid}/cwd").readlink() for pid in pids]

    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()

    assert len(pids) == 4
    assert gone(*pids)
    assert not any(folder.exists() for folder in folders[:2])


PARENT = """
import time
from toolkit.intake.workers import pool
pool.ALLOWED |= dict.fromkeys(("{module}:pid_after", "{module}:start_another", "{module}:{name}"), (object,))
with pool.Workers(2) as both:
    pids = [both.run("{module}:pid_after", 0.3) for _ in range(2)]
    pids = [future.result() for future in pids]
    others = [both.run("{module}:start_another", 0.3) for _ in range(2)]
    pids += [future.result() for future in others]
    for _ in range(2):
        both.run("{module}:{name}", *({given}))
    time.sleep(0.2)
    print(*pids, flush=True)
    time.sleep(60)
"""
AMONG_OURS = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
