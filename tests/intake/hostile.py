"""The hostile corpus: every file that somebody with ill intent would drop, and how it is refused.

    python -m tests.intake.hostile [words]

prints each file's reason word, the seconds and the most memory it took, in a process of its own that does what the
intake does with a file: gate, zip of forms, reader. Source: intake.md 5.1, 5.3 (1-12), (26).
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.intake.near_limits import NEAR, attributes, thin
from tests.office.hostile import SAMPLES, Sample, document, heavy, laid, story, zipped
from tests.office.hostile import items as entries
from tests.office.test_bundle import FORM, WHOLE, packed
from tests.office.test_gate import BY_READERS, CASES, QUIRKS
from toolkit.office.limits import MIB

SECONDS, MEBIBYTES = 1.0, 200
"""The bars: what a refusal may take."""
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Case:
    """A file that is dropped, and the reason word of its refusal; '' for one that is let in."""

    says: str
    reason: str
    name: str
    make: Callable[[], bytes]


@dataclass(frozen=True)
class Measured:
    """What became of a file in its process."""

    case: Case
    reason: str
    seconds: float
    mebibytes: float

    @property
    def faults(self) -> str:
        """What is not as it should be, in words; '' where all is well."""
        found = [] if self.reason == self.case.reason else [f"{self.reason or 'let in'}, not {self.case.reason}"]
        if self.case.reason and self.seconds > SECONDS:
            found.append(f"{self.seconds:.2f} s")
        if self.case.reason and self.mebibytes > MEBIBYTES:
            found.append(f"{self.mebibytes:.0f} MiB")
        return f"{self.case.says}: {', '.join(found)}" if found else ""


def corpus() -> list[Case]:
    """Every file that is to be refused."""
    return [
        case for case in (*_of_gate(), *_shared(), *_of_bundles(), *_of_old_formats(), *_of_readers()) if case.reason
    ]


def twins() -> list[Case]:
    """Every file that looks like one of those, and is let in: just within a limit, or the honest form of the thing."""
    near = [Case(f"near the limit: {says}", "", f"x.{ending}", make) for says, ending, make in NEAR]
    bundles = [Case(f"zip: {says}", "", "七月.zip", make) for says, make in _honest_bundles()]
    return [*near, *bundles, *(case for case in (*_of_gate(), *_shared()) if not case.reason)]


def _of_gate() -> Iterator[Case]:
    for sample in (*SAMPLES, *heavy()):
        ending = sample.ending or _ending(sample)
        yield Case(sample.says, sample.reason, f"x.{ending}", lambda one=sample: one.made()[0])  # type: ignore[misc]


def _ending(sample: Sample) -> str:
    """Which of the two the sample is, those that are large without making them."""
    if not isinstance(sample.content, bytes):
        return "docx" if "story" in sample.says else "xlsx"
    return "docx" if b"word/document.xml" in sample.content else "xlsx"


def _shared() -> Iterator[Case]:
    for case in QUIRKS:
        file, reason = str(case["file"]), str(case.get("reason", ""))
        refused = "" if reason in BY_READERS - {"malformed_xml", "duplicate_cell"} else reason
        yield Case(f"shared: {file}", refused, file, (CASES / "quirks" / file).read_bytes)


def _of_bundles() -> Iterator[Case]:
    for says, (reason, content) in WHOLE.items():
        yield Case(f"zip: {says}", reason, "七月.zip", content if callable(content) else lambda c=content: c)  # type: ignore[misc]
    yield Case("zip: workbook named so", "wrong_office_type", "a.zip", lambda: FORM)
    yield Case("zip: rar named so", "archive_not_xlsx", "a.zip", lambda: b"Rar!\x1a\x07\x01\0" + bytes(99))


def _honest_bundles() -> Iterator[tuple[str, Callable[[], bytes]]]:
    yield "two forms", lambda: packed("a.xlsx", "b/c.docx")
    yield "200 members", lambda: zipped({f"{n}.pdf": b"%PDF-1.7" for n in range(200)})
    yield "junk of macOS", lambda: packed("a.xlsx", "__MACOSX/._a.xlsx", ".DS_Store")
    yield "a zip within, left out", lambda: packed("a.xlsx", "b.zip")
    yield "names in GBK", lambda: packed("表.xlsx").replace("表".encode(), b"\xb1\xedx")
    yield "20 MiB of one", lambda: zipped({"a.pdf": Random(4).randbytes(20 * MIB)}, zipfile.ZIP_STORED)
    yield "a hundred times itself", lambda: zipped({"a.pdf": thin(19 * MIB, 120)})


def _of_old_formats() -> Iterator[Case]:
    """Old and foreign formats under their own names, which are read in a process with limits."""
    flat = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    html, csv = b"<html><table><tr><td>1</td></tr></table></html>", "客户,电话\n".encode("gbk")
    mht = b"From: <WPS>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n"
    for ending, wanted in (("xls", "xlsx"), ("et", "xlsx"), ("doc", "docx"), ("wps", "docx")):
        yield Case(f"html named {ending}", f"html_not_{wanted}", f"x.{ending}", lambda: html)
        yield Case(f"web archive named {ending}", f"mht_not_{wanted}", f"x.{ending}", lambda: mht)
        yield Case(f"rich text named {ending}", f"rtf_not_{wanted}", f"x.{ending}", lambda: b"{\\rtf1\\object}")
        yield Case(f"excel 2003 xml named {ending}", f"xml2003_not_{wanted}", f"x.{ending}", lambda: flat)
        yield Case(f"csv named {ending}", f"csv_not_{wanted}", f"x.{ending}", lambda: csv)
        yield Case(f"a header alone named {ending}", "legacy_damaged", f"x.{ending}", lambda: COMPOUND + bytes(504))
        yield Case(f"chains that bite their tails, {ending}", "legacy_damaged", f"x.{ending}", _biting)
    yield Case("sylk named xls", "sylk_not_xlsx", "x.xls", lambda: b"ID;PWXL;N;E\r\nC;Y1;X1;K=cmd|'/c calc'!A1\r\n")
    yield Case("21 MiB named xls", "too_large", "x.xls", lambda: COMPOUND + bytes(21 * MIB))
    ods = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}
    yield Case("ods with scripts", "macros", "x.ods", lambda: zipped(ods | {"Scripts/python/a.py": b"1"}))
    yield Case("ods with basic", "macros", "x.ods", lambda: zipped(ods | {"Basic/Standard/a.xml": b"<a/>"}))
    yield Case("ods bomb", "zip_bomb", "x.ods", lambda: zipped(ods | {"content.xml": b" " * (9 * MIB)}))
    yield Case("ods that overlaps", "overlapping_entries", "x.ods", _overlapping_ods)


def _biting() -> bytes:
    """A compound file whose tables of sectors point at themselves."""
    header = bytearray(COMPOUND + bytes(504))
    header[24:34] = bytes.fromhex("3e000300feff09000600")
    header[44:48] = (1).to_bytes(4, "little")
    header[76:512] = bytes(4) + b"\xff" * 432
    return bytes(header) + bytes(4) * 128 * 3


def _overlapping_ods() -> bytes:
    first, *others = entries({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"})
    again = type(first)(b"a.xml", first.content, local_name=first.name, start=0)
    return laid([first, *others, again])


def _of_readers() -> Iterator[Case]:
    """What the gate lets through because it parses nothing, and the reader refuses before anything is decided."""
    deep = "<a>" * 200_000 + "</a>" * 200_000
    nested = "<w:tbl><w:tr><w:tc>" * 3_000 + "</w:tc></w:tr></w:tbl>" * 3_000
    yield Case("a story 200,000 deep", "too_deep", "x.docx", lambda: zipped(document(deep)))
    yield Case("tables in tables, 3,000 deep", "too_deep", "x.docx", lambda: zipped(document(nested)))
    yield Case("1.1 million attributes", "too_many_attributes", "x.docx", lambda: attributes("a{}='1'", 1_100_000))
    yield Case(
        "1.1 million namespaces", "too_many_attributes", "x.docx", lambda: attributes("xmlns:a{0}='{0}'", 1_100_000)
    )
    yield Case("a field in a text box", "active_field", "x.docx", lambda: zipped(document(main=_boxed())))


def _boxed() -> bytes:
    code = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DDEAUTO a b</w:instrText></w:r>'
    inner = f"<w:p>{code}<w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>"
    return story(f"<w:r><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></w:r>")


CHILD = """
import json, os, sys, time
from datetime import date
from toolkit.catalogue import FORMS
from toolkit.errors import UnknownForm, UnreadableFile
from toolkit.folders import is_junk
from toolkit.forms.legacy import workbooks, word
from toolkit.forms.read import read
from toolkit.office.bundle import bundle, is_bundle

ENDINGS = (".xlsx", ".docx", ".xls", ".doc", ".pdf", ".jpg", ".png")

def taken(content, name):
    try:
        if is_bundle(content, name):
            bundle(content, name, endings=ENDINGS, is_junk=is_junk)
        else:
            read(content, name, FORMS, today=date(2026, 7, 1))
    except UnknownForm:
        pass
    except UnreadableFile as trouble:
        return trouble.code
    return ""

for line in sys.stdin:
    path, name = json.loads(line)
    ours, theirs = os.pipe()
    if not (pid := os.fork()):
        begun = time.perf_counter()
        try:
            with open(path, "rb") as file:
                code = taken(file.read(), name)
        except Exception as trouble:
            code = f"{type(trouble).__name__}: {trouble}"[:90]
        os.write(theirs, json.dumps([code, time.perf_counter() - begun]).encode())
        os._exit(0)
    os.close(theirs)
    _, status, used = os.wait4(pid, 0)
    said = os.read(ours, 400) if not status else b""
    os.close(ours)
    code, seconds = json.loads(said) if said else ("died", used.ru_utime)
    print(json.dumps([code, min(seconds, used.ru_utime + used.ru_stime + 0.05), used.ru_maxrss / 1024]), flush=True)
"""
"""Reads paths and names, says reason, seconds and the most mebibytes of each, in a child of its own.

Of its seconds those count that it waits for a process of its own, but not those that others had the processor.
"""


def measured(cases: Iterable[Case], folder: Path) -> Iterator[Measured]:
    """Each case, dropped and taken. A file is made when its turn comes and removed behind it."""
    scale = 1 if sys.platform != "darwin" else 1024
    with subprocess.Popen(
        [sys.executable, "-c", CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        for case in cases:
            path = folder / "dropped"
            path.write_bytes(case.make())
            child.stdin.write(json.dumps([str(path), case.name]) + "\n")
            child.stdin.flush()
            reason, seconds, mebibytes = json.loads(child.stdout.readline())
            path.unlink()
            yield Measured(case, reason, seconds, mebibytes / scale)
        child.stdin.close()


def say(line: str) -> None:
    """One line of the table, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(words: str = "") -> int:
    """Print the table; 1 where a file was not refused as it should be, or took too much."""
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for title, cases in (("refused", corpus()), ("let in", twins())):
            found = list(measured((case for case in cases if words in case.says), Path(folder)))
            say(f"\n{title}: {len(found)}\n{'s':>6} {'MiB':>5}  {'reason':<24} file")
            for one in found:
                mark = "  <- " + one.faults if one.faults else ""
                say(f"{one.seconds:6.3f} {one.mebibytes:5.0f}  {one.reason:<24} {one.case.says}{mark}")
            wrong += sum(bool(one.faults) for one in found)
            if found:
                worst = max(one.seconds for one in found), max(one.mebibytes for one in found)
                say(f"worst: {worst[0]:.3f} s, {worst[1]:.0f} MiB; not as they should be: {wrong}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
