"""PDFs by a real LibreOffice, and what happens when it does not behave."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date
from decimal import Decimal
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Pt

from tests.documents.golden_deal import Row, cost_sheet, known_on, many, minutes, written
from toolkit.desk import doctor
from toolkit.documents import pdf as pdf_room
from toolkit.documents.pdf import printer
from toolkit.documents.pdf.fonts import SONG, song_font
from toolkit.documents.pdf.kept_office import KeptOffice
from toolkit.documents.pdf.printer import Printer
from toolkit.documents.pdf.word import AS_PDF, MACROS_OFF, NO_ALERTS, UNCHANGED, KeptWord
from toolkit.errors import NoPdfProgram, PdfFailed
from toolkit.model.document import Issue
from toolkit.office.libreoffice import office_program, pipe_name

needs_office = pytest.mark.skipif(
    not (office_program() and shutil.which("pdftotext")), reason="LibreOffice and poppler-utils are not installed here"
)
needs_proc = pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="processes are looked up in /proc")

QUOTED, DRAFTED = date(2026, 7, 1), date(2026, 7, 10)
OFFICE_WORKS = b"%PDF-1.6 made %%EOF"


def with_notes(count: int) -> tuple[Row, ...]:
    """That many lines; most have a note, every seventh none."""
    return tuple({**row, "note": "备注" * (n % 7)} for n, row in enumerate(many(count), start=1))


def quote(lines: int = 0) -> bytes:
    """The golden quote, or one of that many lines."""
    known = known_on(QUOTED, sheet=cost_sheet(with_notes(lines))) if lines else known_on(QUOTED)
    return written("G02", Issue("BJ-2026-0001", "V1"), known)


def contract(lines: int = 0) -> bytes:
    """The golden contract, or one of that many lines."""
    total = 1000 * sum(range(lines + 1)) * Decimal("0.95")
    changes: dict[str, Any] = {"sheet": cost_sheet(with_notes(lines)), "agreed": minutes(final_total_incl=total)}
    return written("G03", Issue("XS-2026-0001", "V1.0"), known_on(DRAFTED, **(changes if lines else {})))


WRITTEN = {"quote": quote, "contract": contract}


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def pages(pdf: bytes) -> list[str]:
    """The text of each page, without any spaces."""
    said = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    return [squeezed(page) for page in said.decode().split("\f")[:-1]]


def told(program: str, pdf: bytes, folder: Path) -> str:
    """What pdfinfo or pdffonts says of it."""
    (folder / "told.pdf").write_bytes(pdf)
    return subprocess.run(
        [program, str(folder / "told.pdf")], capture_output=True, text=True, encoding="utf-8", check=True
    ).stdout


def signature_block(document: bytes) -> tuple[list[str], str]:
    """The paragraphs of the table that is signed, and the paragraph before it."""
    body = list(Document(BytesIO(document)).element.body)
    texts = ["".join(text.text or "" for text in part.iter(qn("w:t"))) for part in body]
    place = max(n for n, text in enumerate(texts) if body[n].tag == qn("w:tbl") and "签字" in text and "盖章" in text)
    rows = ["".join(text.text or "" for text in part.iter(qn("w:t"))) for part in body[place].iter(qn("w:p"))]
    before = next(text for n, text in reversed(list(enumerate(texts[:place]))) if body[n].tag == qn("w:p") and text)
    return [squeezed(row) for row in rows if row.strip()], squeezed(before)


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders lie during this test, so that all that is left can be seen."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def processes(folder: Path) -> dict[int, str]:
    """The processes whose command line names that folder."""
    found = {}
    for each in Path("/proc").iterdir():
        if each.name.isdigit():
            try:
                command = (each / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if str(folder) in command:
                found[int(each.name)] = command
    return found


def until_none(folder: Path) -> dict[int, str]:
    """The processes of that folder that are left; the system is given a moment to bury the killed ones."""
    for _ in range(100):
        if not processes(folder):
            return {}
        time.sleep(0.05)
    return processes(folder)


@cache
def golden(word: str) -> bytes:
    """The PDF of the golden quote or contract."""
    with printer() as pdf:
        return pdf.of(WRITTEN[word](), word)


@needs_office
@pytest.mark.parametrize(
    ("word", "number", "total"), [("quote", "BJ-2026-0001", "286,000.00"), ("contract", "XS-2026-0001", "271,700.00")]
)
def test_the_pdf_has_as_many_pages_as_it_says_and_holds_number_and_total(word: str, number: str, total: str) -> None:
    made = pages(golden(word))

    said = [re.search(r"第(\d+)页共(\d+)页", page) for page in made]
    assert [(int(m[1]), int(m[2])) for m in said if m] == [(n, len(made)) for n in range(1, len(made) + 1)]
    assert number in made[0]
    assert any(total in page for page in made)


@needs_office
def test_the_pdf_says_title_and_author_can_be_read_aloud_and_brings_its_fonts(tmp_path: Path) -> None:
    made = golden("contract")

    facts = told("pdfinfo", made, tmp_path)
    fonts = [line.split()[-5] for line in told("pdffonts", made, tmp_path).splitlines()[2:]]
    assert re.search(r"Title: +销售合同\n", facts)
    assert re.search(r"Author: +苏州恒拓智能装备有限公司\n", facts)
    assert re.search(r"Tagged: +yes\n", facts)
    assert set(fonts) == {"yes"}


@needs_office
def test_the_same_document_gives_the_same_pages_by_a_fresh_program_and_by_a_kept_one() -> None:
    document = quote(20)

    with printer() as one:
        first, again = one.of(document, "quote"), one.of(document, "quote")
    with printer() as another:
        afresh = another.of(document, "quote")

    assert pages(first) == pages(again) == pages(afresh)


def lettered(font: str) -> bytes:
    """A document of letters that are written otherwise in Japan."""
    document = Document()
    run = document.add_paragraph().add_run("骨直化角述")
    run.font.size = Pt(60)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    written_to = BytesIO()
    document.save(written_to)
    return written_to.getvalue()


def picture(pdf: bytes, sort: str = "-gray") -> bytes:
    """The first page, small."""
    return subprocess.run(
        ["pdftoppm", "-r", "40", sort, "-singlefile", "-"], input=pdf, capture_output=True, check=True
    ).stdout


@needs_office
@pytest.mark.skipif(song_font() != "Noto Serif CJK SC", reason="Noto Serif CJK is not what stands in for 宋体 here")
def test_without_song_the_letters_look_as_in_china_not_as_in_japan() -> None:
    # The name in pdffonts proves nothing: all five languages of Noto CJK share one table that is called "jp".
    fonts = ("宋体", "SimSun", "仿宋", "Noto Serif CJK SC", "Noto Serif CJK JP", "黑体", "Noto Sans CJK SC")
    with printer() as pdf:
        song, simsun, fangsong, chinese, japanese, hei, sans = (picture(pdf.of(lettered(f), f)) for f in fonts)

    assert song == simsun == fangsong == chinese != japanese
    assert hei == sans


@needs_office
@pytest.mark.parametrize(
    ("word", "counts"), [("quote", (1, 2, 3, 17, 34, 35, 52, 60)), ("contract", (1, 13, 16, 28, 60))]
)
def test_who_signs_has_all_of_the_signature_block_on_one_page_with_what_leads_to_it(
    word: str, counts: tuple[int, ...]
) -> None:
    # Of 1 to 60 lines, all of which pass, mostly those that are cut where nothing is kept together.
    documents = [WRITTEN[word](count) for count in counts]

    with printer() as pdf:
        printed = [pages(pdf.of(document, word)) for document in documents]

    for document, count, made in zip(documents, counts, printed, strict=True):
        rows, before = signature_block(document)
        whole = [page for page in made if all(row in page for row in rows)]
        assert len(whole) == 1, f"{word} of {count} lines: on {len(whole)} pages"
        assert before in whole[0], f"{word} of {count} lines: {before} stands on another page"
        assert f"共{len(made)}页" in made[-1]


class Asked(BaseHTTPRequestHandler):
    """A web server that has nothing, and remembers what it was asked for."""

    paths: ClassVar[list[str]] = []

    def do_GET(self) -> None:  # as the standard library calls it
        self.paths.append(self.path)
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        pass


def linking(picture: bytes, target: str) -> bytes:
    """A document with a picture that lies elsewhere."""
    document = Document()
    document.add_picture(BytesIO(picture))
    blip = next(document.element.iter(qn("a:blip")))
    del blip.attrib[qn("r:embed")]
    blip.set(qn("r:link"), document.part.relate_to(target, RELATIONSHIP_TYPE.IMAGE, is_external=True))
    written_to = BytesIO()
    document.save(written_to)
    return written_to.getvalue()


@needs_office
def test_a_linked_picture_is_not_fetched_from_the_net() -> None:
    png = picture(golden("quote"), "-png")
    server = HTTPServer(("127.0.0.1", 0), Asked)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    target = f"http://127.0.0.1:{server.server_port}/logo.png"

    with printer() as pdf:
        pdf.of(linking(png, target), "letter")
    server.shutdown()
    server.server_close()

    assert Asked.paths == []


@needs_office
@needs_proc
def test_a_killed_office_is_started_anew_for_the_next_document(scratch: Path) -> None:
    document = quote()

    with printer() as pdf:
        first = pdf.of(document, "quote")
        for process, command in processes(scratch).items():
            if "soffice.bin" in command:
                os.kill(process, signal.SIGKILL)
        second = pdf.of(document, "quote")

    assert pages(first) == pages(second)


@needs_office
@needs_proc
def test_two_printers_work_side_by_side_and_nothing_of_them_is_left(scratch: Path) -> None:
    documents = {"quote": quote(), "contract": contract()}
    made: dict[str, list[str]] = {}
    pipes: set[Path] = set()

    def work(word: str) -> None:
        with printer() as pdf:
            made[word] = pages([pdf.of(documents[word], word) for _ in range(3)][-1])
            pipes.update(Path("/tmp", pipe_name(folder)) for folder in scratch.iterdir())

    workers = [threading.Thread(target=work, args=(word,)) for word in documents]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert {word: pages(golden(word)) for word in documents} == made
    assert until_none(scratch) == {}
    assert list(scratch.iterdir()) == []
    assert len(pipes) >= 2
    assert not any(pipe.exists() for pipe in pipes)


@needs_office
@needs_proc
def test_a_killed_starter_takes_its_office_along(tmp_path: Path) -> None:
    (tmp_path / "quote.docx").write_bytes(quote())
    program = (
        "import pathlib, sys, tempfile, time\n"
        "from toolkit.documents.pdf import printer\n"
        "tempfile.tempdir = sys.argv[1]\n"
        "with printer() as pdf:\n"
        "    pdf.of(pathlib.Path(sys.argv[1], 'quote.docx').read_bytes(), 'quote')\n"
        "    print('made', flush=True)\n"
        "    time.sleep(600)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]

    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]) as starter:
        assert starter.stdout
        assert starter.stdout.readline().strip() == b"made"
        running = processes(tmp_path)
        starter.kill()

    assert any("soffice.bin" in command for command in running.values())
    assert until_none(tmp_path) == {}


def pretender(folder: Path, *, conversions: str) -> str:
    """A program that stays as LibreOffice does; each call does the next of these: works, hangs, dies, halves."""
    (folder / "conversions").write_text(conversions)
    program = folder / "office"
    program.write_text(
        f"#!{sys.executable}\n"
        "import pathlib, sys, time\n"
        "here = pathlib.Path(__file__).parent\n"
        "if '--convert-to' not in sys.argv:\n"
        "    pathlib.Path('.~lock.kept.fodt#').touch()\n"
        "    time.sleep(600)\n"
        "todo = (here / 'conversions').read_text().split()\n"
        "(here / 'conversions').write_text(' '.join(todo[1:]))\n"
        "made = pathlib.Path('document.pdf')\n"
        f"whole = {OFFICE_WORKS!r}\n"
        "if todo[0] == 'hangs': time.sleep(600)\n"
        "if todo[0] == 'dies': sys.exit(77)\n"
        "if todo[0] == 'works': made.write_bytes(whole)\n"
        "if todo[0] == 'halves': made.write_bytes(whole[:9])\n"
    )
    program.chmod(0o755)
    return str(program)


posix_only = pytest.mark.skipif(sys.platform == "win32", reason="the pretender is a script with a #! line")


@posix_only
@pytest.mark.parametrize("mishap", ["dies", "halves", "nothing"])
def test_a_mishap_is_tried_again_once(mishap: str, tmp_path: Path) -> None:
    office = KeptOffice(pretender(tmp_path, conversions=f"{mishap} works"))

    with Printer(office, 30) as pdf:
        made = pdf.of(b"docx", "quote")

    assert made == OFFICE_WORKS


@posix_only
@needs_proc
def test_a_document_that_hangs_is_cut_off_and_costs_only_itself(tmp_path: Path, scratch: Path) -> None:
    office = KeptOffice(pretender(tmp_path, conversions="works hangs hangs works"))
    began = time.monotonic()

    with Printer(office, 2) as pdf:
        before = pdf.of(b"docx", "one")
        with pytest.raises(PdfFailed) as failed:
            pdf.of(b"docx", "BJ-2026-0001.docx")
        after = pdf.of(b"docx", "another")

    assert (before, after) == (OFFICE_WORKS, OFFICE_WORKS)
    assert 4 <= failed.value.seconds < 12
    assert time.monotonic() - began < 30
    assert "BJ-2026-0001.docx" in str(failed.value)
    assert failed.value.reason == "it took too long"
    assert until_none(scratch) == {}


@posix_only
def test_a_program_that_does_not_start_is_told_with_what_it_ended(tmp_path: Path) -> None:
    program = tmp_path / "office"
    program.write_text("#!/bin/sh\nexit 78\n")
    program.chmod(0o755)

    with Printer(KeptOffice(str(program)), 10) as pdf, pytest.raises(PdfFailed) as failed:
        pdf.of(b"docx", "quote")

    assert failed.value.reason == "it ended with 78 as it started"


def test_without_a_program_one_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_room, "office_program", lambda: "")
    monkeypatch.setattr(pdf_room, "word_version", lambda: "")

    with pytest.raises(NoPdfProgram) as none:
        printer()

    assert none.value.exit_code == 5
    assert "install LibreOffice" in str(none.value)


class PretendedWord:
    """Word as its object model describes it; `log` is what was asked of it, in order."""

    def __init__(self, log: list[str], fault: Exception | None) -> None:
        self.log, self.fault = log, fault
        self.Options = self.Documents = self

    def __setattr__(self, name: str, value: object) -> None:
        if name[0].isupper() and not isinstance(value, PretendedWord):
            self.log.append(f"{name} = {value if name != 'Caption' else '…'}")
        object.__setattr__(self, name, value)

    def Open(self, path: str, **how: bool) -> PretendedWord:  # noqa: N802  # as COM calls it
        self.log.append(f"Open {Path(path).name} {how}")
        if self.fault:
            raise self.fault
        return self

    def ExportAsFixedFormat(self, path: str, sort: int, **how: object) -> None:  # noqa: N802
        self.log.append(f"Export {Path(path).name} {sort} {how}")
        Path(path).write_bytes(OFFICE_WORKS)

    def Close(self, saving: int) -> None:  # noqa: N802
        self.log.append(f"Close {saving}")

    def Quit(self, saving: int) -> None:  # noqa: N802
        self.log.append(f"Quit {saving}")


def test_word_is_set_up_before_the_first_document_and_quits_after_the_last() -> None:
    log: list[str] = []

    with Printer(KeptWord(lambda: PretendedWord(log, None)), 30) as pdf:
        made = [pdf.of(b"docx", "one"), pdf.of(b"docx", "two")]

    one = [
        "Open document.docx {'ConfirmConversions': False, 'ReadOnly': True, 'AddToRecentFiles': False, "
        "'Visible': False}",
        f"Export document.pdf {AS_PDF} {{'OpenAfterExport': False, 'CreateBookmarks': 1, 'DocStructureTags': True}}",
        f"Close {UNCHANGED}",
    ]
    set_up = ["Visible = False", f"DisplayAlerts = {NO_ALERTS}", f"AutomationSecurity = {MACROS_OFF}"]
    assert log == [*set_up, "UpdateLinksAtOpen = False", "Caption = …", *one, *one, f"Quit {UNCHANGED}"]
    assert made == [OFFICE_WORKS, OFFICE_WORKS]


def test_a_word_that_raises_is_started_anew_once() -> None:
    log: list[str] = []
    words = iter([PretendedWord(log, RuntimeError("the far side is gone")), PretendedWord(log, None)])

    with Printer(KeptWord(lambda: next(words)), 30) as pdf:
        made = pdf.of(b"docx", "one")

    assert made == OFFICE_WORKS
    assert log.count(f"Quit {UNCHANGED}") == 2


def test_doctor_says_what_makes_pdfs_and_in_which_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "office_program", lambda: "/opt/soffice")
    monkeypatch.setattr(doctor, "office_version", {"/opt/soffice": "7.4.7.2"}.__getitem__)
    monkeypatch.setattr(doctor, "song_font", lambda: "Noto Serif CJK SC")

    told_of = {check.name: check.says for check in doctor.examine_machine()}

    assert told_of["libreoffice"] == "7.4.7.2, /opt/soffice"
    assert told_of["pdf"] == "made by LibreOffice"
    assert told_of["font"] == f"Noto Serif CJK SC stands in for {SONG.names[0]}"


def test_doctor_says_what_is_missing_and_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "song_font", lambda: "")
    with_office = {c.name: c for c in doctor.examine_machine()}["font"] if office_program() else None
    monkeypatch.setattr(doctor, "office_program", lambda: "")

    without = {check.name: check for check in doctor.examine_machine()}

    assert not without["pdf"].is_fit
    assert not without["pdf"].is_needed
    assert "install LibreOffice" in without["pdf"].says
    assert "font" not in without
    assert with_office is None or "install fonts-noto-cjk" in with_office.says
