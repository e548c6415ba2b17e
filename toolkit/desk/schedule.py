"""What makes the nightly report come by itself: a systemd timer, lines of a crontab, a task of the Task Scheduler."""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Final, Literal
from xml.sax.saxutils import escape

from toolkit.desk.units import CONFINED, command_in, paths_in, unspecial
from toolkit.running import program
from toolkit.settings import read

Kind = Literal["systemd", "cron", "task-scheduler"]

AT: Final = time(0, 30)
"""When the day is over and nobody works."""

_SYSTEM: Final = Path("/etc/systemd/system")
_SERVICE: Final = """\
# {path}
[Unit]
Description=salesdocs: nightly report of {house}
{ordered}StartLimitIntervalSec=12h
StartLimitBurst=20

[Service]
Type=oneshot
{user}ExecStart={command}
# the share may be away for a while; 2 is wrong settings, trying again changes nothing
Restart=on-failure
RestartSec=10min
RestartPreventExitStatus=2
TimeoutStartSec=2h
Nice=10
UMask=0007
{confined}"""

_TIMER: Final = """\
# {path}
[Unit]
Description=salesdocs: nightly report of {house}

[Timer]
OnCalendar=*-*-* {at:%H:%M}:00
# what was missed while the machine was off is caught up with when it starts
Persistent=true
RandomizedDelaySec=60
AccuracySec=30

[Install]
WantedBy=timers.target
"""

_TASK: Final = """\
<?xml version="1.0" encoding="UTF-16"?>
<!-- save as {name}.xml in Unicode (UTF-16), then: schtasks {words} -->
<Task version="1.3" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>salesdocs: nightly report of {house}</Description></RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>2026-01-01T{at:%H:%M}:00</StartBoundary>
      <RandomDelay>PT1M</RandomDelay>
      <ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">{principal}</Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT2H</ExecutionTimeLimit>
    <Priority>7</Priority>
    <RestartOnFailure><Interval>PT10M</Interval><Count>12</Count></RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec><Command>{program}</Command><Arguments>{arguments}</Arguments></Exec>
  </Actions>
</Task>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """One house's night, as a system is told of it."""

    root: Path
    at: time = AT
    is_system: bool = False
    """Of the whole machine instead of the account that asks."""
    user: str = ""
    """Account it runs under, where that is said."""
    local: Path | None = None

    @property
    def name(self) -> str:
        """What it is called: another house on the machine has another name."""
        return name_of(self.root)

    @property
    def command(self) -> tuple[str, ...]:
        """What is run."""
        return (*program(), "-C", str(self.root), "report", "nightly", "--catch-up")

    def unit(self, ending: str, folder: Path) -> Path:
        """Where systemd looks for it, `service` or `timer`."""
        return folder / f"{self.name}.{ending}"


def usual_kind() -> Kind:
    """What this machine schedules with."""
    if sys.platform == "win32":
        return "task-scheduler"
    return "systemd" if shutil.which("systemctl") else "cron"


def unit_folder(*, is_system: bool) -> Path:
    """Where units of the machine, or of this account, lie."""
    settings = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return _SYSTEM if is_system else Path(settings) / "systemd" / "user"


def schedule_of(root: Path, *, at: time, is_system: bool, user: str) -> Schedule:
    """The schedule of a house. Raises NotAHouse, SettingsWrong."""
    return Schedule(root=root, at=at, is_system=is_system, user=user, local=read(root).local)


def name_of(root: Path) -> str:
    """`salesdocs-nightly-1a2b3c4d`: of names with Chinese letters or blanks no system makes the same."""
    return f"salesdocs-nightly-{hashlib.sha256(str(root).encode()).hexdigest()[:8]}"


def units(plan: Schedule, folder: Path) -> Mapping[Path, str]:
    """The two units of systemd by their path, the timer last."""
    service, timer = (plan.unit(ending, folder) for ending in ("service", "timer"))
    house, paths = unspecial(str(plan.root)), [path for path in (plan.root, plan.local) if path]
    mounts = f"RequiresMountsFor={paths_in(paths)}\nAfter=network-online.target remote-fs.target\n"
    confined = CONFINED.format(capabilities="", writable=paths_in(paths)) + "\n"
    return {
        service: _SERVICE.format(
            path=unspecial(str(service)),
            house=house,
            ordered=mounts if plan.is_system else "",
            user=f"User={plan.user}\n" if plan.is_system and plan.user else "",
            command=command_in(plan.command),
            confined=confined if plan.is_system else "",
        ),
        timer: _TIMER.format(path=timer, house=house, at=plan.at),
    }


def marks(plan: Schedule) -> tuple[str, str]:
    """The lines of a crontab between which ours stand."""
    return f"# {plan.name}: begin, {plan.root}", f"# {plan.name}: end"


def cron_lines(plan: Schedule) -> str:
    """Our lines of a crontab: at that time, and after a start of the machine, for what was missed meanwhile."""
    command = shlex.join(plan.command).replace("%", "\\%")  # a bare % ends the command there
    first, last = marks(plan)
    return f"{first}\n{plan.at.minute} {plan.at.hour} * * * {command}\n@reboot {command}\n{last}\n"


def in_crontab(crontab: str, plan: Schedule) -> str:
    """The crontab with our lines in place of those that stand there, everything else as it was."""
    _, last = marks(plan)
    ours = re.compile(rf"^# {re.escape(plan.name)}: begin.*?^{re.escape(last)}$\n?", re.MULTILINE | re.DOTALL)
    lines = cron_lines(plan)
    if ours.search(crontab):
        return ours.sub(lambda _: lines, crontab, count=1)
    return f"{crontab}\n{lines}" if crontab and not crontab.endswith("\n") else crontab + lines


def task(plan: Schedule) -> str:
    """The task of the Windows Task Scheduler; an account that is named works while nobody is logged in, too."""
    named = f"<UserId>{escape(plan.user)}</UserId><LogonType>Password</LogonType>"
    return _TASK.format(
        name=plan.name,
        words=subprocess.list2cmdline(create_words(plan, f"{plan.name}.xml")).replace("--", "- -"),
        house=escape(str(plan.root)),
        at=plan.at,
        principal=named if plan.user else "<LogonType>InteractiveToken</LogonType>",
        program=escape(plan.command[0]),
        arguments=escape(subprocess.list2cmdline(plan.command[1:])),
    )


def create_words(plan: Schedule, file: str) -> Sequence[str]:
    """What schtasks is told, to make the task or make it anew; it asks for the password of an account that is named."""
    return ("/Create", "/TN", plan.name, "/XML", file, "/F", *(("/RU", plan.user, "/RP", "*") if plan.user else ()))


def printed(kind: Kind, plan: Schedule, folder: Path) -> str:
    """The recipe as it is printed, and what to do with it."""
    match kind:
        case "systemd":
            scope = "" if plan.is_system else " --user"
            return "\n".join(
                (*units(plan, folder).values(), f"# then: systemctl{scope} enable --now {plan.name}.timer\n")
            )
        case "cron":
            return cron_lines(plan)
        case _:
            return task(plan)
