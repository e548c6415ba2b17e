"""What makes `salesdocs watch` a service: a systemd unit, a task of the Windows Task Scheduler, the words for nssm."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Final, Literal
from xml.sax.saxutils import escape

from toolkit.desk.units import CONFINED, command_in, paths_in, unspecial
from toolkit.running import program
from toolkit.settings import read

Kind = Literal["systemd", "task-scheduler", "nssm"]

STOP_SECONDS: Final = 15
"""How long the system waits before it kills us: we end within ten."""

_UNIT: Final = """\
# /etc/systemd/system/salesdocs.service
[Unit]
Description=salesdocs: forms of {house}
RequiresMountsFor={mounts}
After=network-online.target remote-fs.target
StartLimitIntervalSec=0

[Service]
Type=exec
User={user}
ExecStart={command}
Restart=on-failure
RestartSec=5
# 2: wrong settings; starting again changes nothing
RestartPreventExitStatus=2
KillSignal=SIGTERM
KillMode=mixed
TimeoutStopSec={stop}
UMask=0007
# asks the kernel whether somebody still writes a file, whoever owns it
AmbientCapabilities=CAP_LEASE
{confined}

[Install]
WantedBy=multi-user.target
"""

_TASK: Final = """\
<?xml version="1.0"?>
<!-- save as salesdocs.xml, then: schtasks /Create /TN salesdocs /XML salesdocs.xml /RU {user} /RP * -->
<Task version="1.3" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>salesdocs: forms of {house}</Description></RegistrationInfo>
  <Triggers><BootTrigger><Enabled>true</Enabled></BootTrigger></Triggers>
  <Principals>
    <Principal id="Author"><UserId>{user}</UserId><LogonType>Password</LogonType></Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure><Interval>PT1M</Interval><Count>999</Count></RestartOnFailure>
    <StartWhenAvailable>true</StartWhenAvailable>
  </Settings>
  <Actions Context="Author">
    <Exec><Command>{program}</Command><Arguments>{arguments}</Arguments></Exec>
  </Actions>
</Task>
"""

_NSSM: Final = """\
nssm install salesdocs {program}
nssm set salesdocs AppParameters {arguments}
nssm set salesdocs ObjectName {user} *
nssm set salesdocs AppStopMethodConsole {stop}000
nssm set salesdocs AppExit Default Restart
nssm set salesdocs AppExit 2 Exit
nssm set salesdocs AppRestartDelay 5000
nssm start salesdocs
"""


def recipe(kind: Kind, root: Path, *, user: str) -> str:
    """The recipe, filled with this house and the program that runs. Raises NotAHouse, SettingsWrong."""
    local = read(root).local
    command = [*program(), "-C", str(root), "watch", "--log", "json"]
    started, arguments = command[0], command[1:]
    if kind == "systemd":
        paths = [path for path in (root, local) if path]
        return _UNIT.format(
            house=unspecial(str(root)),
            mounts=paths_in(paths),
            confined=CONFINED.format(capabilities="CAP_LEASE", writable=paths_in(paths)),
            command=command_in(command),
            user=user,
            stop=STOP_SECONDS,
        )
    logged = [*arguments, "--log-file", str((local or root / ".salesdocs") / "log.jsonl")]
    said = subprocess.list2cmdline(logged)
    if kind == "nssm":
        return _NSSM.format(
            program=subprocess.list2cmdline([started]),
            arguments=subprocess.list2cmdline([said]),
            user=user,
            stop=STOP_SECONDS,
        )
    return _TASK.format(house=escape(str(root)), program=escape(started), arguments=escape(said), user=escape(user))
