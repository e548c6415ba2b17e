"""Make the sample forms of inbox/: play the golden case, filling each blank that the house lays out.

    python -m tests.make_samples

The Excel ones are saved once through LibreOffice, so that they are what an office program wrote. Run it after a
declaration has changed; tests/journey checks that the samples still read as they should.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from datetime import date
from pathlib import Path

from tests.golden import STEPS, Step
from tests.wrong import WRONG
from toolkit.catalogue import CATALOGUE
from toolkit.demo import SELLER
from toolkit.desk.founding import found_house
from toolkit.forms.blank import make
from toolkit.forms.fill import fill
from toolkit.house import House, open_house, shipped
from toolkit.intake.rounds import ingest

SCAN = """%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R
/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj
4 0 obj<</Length 68>>stream
BT /F1 18 Tf 72 760 Td (XS-2026-0001 signed copy, sample scan) Tj ET
endstream endobj
trailer<</Root 1 0 R>>
%%EOF
"""


def through_libreoffice(path: Path) -> None:
    """The workbook as LibreOffice saves it, in place."""
    with tempfile.TemporaryDirectory() as out:
        command = ["soffice", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", out, str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        shutil.copyfile(Path(out) / path.name, path)


def blank_for(house: House, step: Step) -> bytes:
    """The blank that a person would take: the deal's prefilled one, else a plain one."""
    form = CATALOGUE.forms[step.form]
    if not step.is_prefilled:
        return make(form, company=SELLER.name)
    with house.ledger.reading() as questions:
        deal = questions.deal("SJ-2026-0001")
    waiting = deal.blank(step.form)
    assert waiting is not None, f"no blank of {step.form} waits on {step.day}"
    return (house.root / waiting.file).read_bytes()


def sample(house: House, step: Step, folder: Path) -> list[Path]:
    """The filled form of a step, and its attachment."""
    form = CATALOGUE.forms[step.form]
    path = folder / f"{step.day.isoformat()}_{step.name}"
    path.write_bytes(fill(blank_for(house, step), form, step.values, step.tables))
    if form.medium == "xlsx":
        through_libreoffice(path)
    made = [path]
    if step.attachment:
        made.append(folder / f"{step.day.isoformat()}_{step.attachment}")
        made[-1].write_text(SCAN, encoding="ascii")
    return made


def drop(house: House, paths: list[Path], day: date) -> None:
    """Lay the files into the inbox, as the demo does, and take them in."""
    for path in paths:
        shutil.copyfile(path, house.places.inbox / path.name[11:])
    for answered in ingest(house, day):
        assert answered.outcome == "accepted", (answered.name, answered.all_findings())


def main() -> None:
    """Write every sample into inbox/ of this checkout."""
    inbox = shipped("inbox")
    for old in inbox.rglob("20??-??-??_*"):
        old.unlink()
    (inbox / "wrong").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as root:
        found_house(Path(root) / "house", folders="en", lang="zh", company=SELLER, is_demo=True)
        with open_house((Path(root) / "house").resolve()) as house:
            for step in STEPS:
                for wrong in (w for w in WRONG if w.before is step):
                    sample(house, wrong.step, inbox / "wrong")
                drop(house, sample(house, step, inbox), step.day)
                print(step.day, step.name)  # noqa: T201 (a tool for the terminal)


if __name__ == "__main__":
    main()
