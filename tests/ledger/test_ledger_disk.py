from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.errors import LedgerTrouble
from toolkit.ledger.disk import file_system_of, is_network, network_file_system
from toolkit.ledger.store import open_ledger

MOUNTS = r"""/dev/sda1 / ext4 rw,relatime 0 0
proc /proc proc rw 0 0
//nas/sales /mnt/sales cifs rw,vers=3.1 0 0
/dev/sdb1 /mnt/sales/local xfs rw 0 0
nas:/home /home/shared\040files nfs4 rw 0 0
/dev/sdc1 /mnt/over ext4 rw 0 0
wang@nas:/ /mnt/over fuse.sshfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/salesdocs/ledger.db", "ext4"),
        ("/mnt/sales/.salesdocs/ledger.db", "cifs"),
        ("/mnt/sales2/ledger.db", "ext4"),
        ("/mnt/sales/local/ledger.db", "xfs"),
        ("/home/shared files/ledger.db", "nfs4"),
        ("/mnt/over/ledger.db", "fuse.sshfs"),
    ],
)
def test_the_deepest_and_latest_mount_holds_a_path(path: str, kind: str) -> None:
    assert file_system_of(Path(path), MOUNTS) == kind


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs"])
def test_shares_are_told_from_disks(kind: str) -> None:
    assert is_network(kind)
    assert not is_network("ext4")


def test_a_folder_of_this_machine_is_local(tmp_path: Path) -> None:
    assert network_file_system(tmp_path / "not" / "yet" / "made") == ""


def test_a_ledger_on_a_share_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.ledger.store.network_file_system", lambda _: "cifs")

    with pytest.raises(LedgerTrouble, match=r"network file system \(cifs\)"):
        open_ledger(tmp_path / "ledger.db")

    assert list(tmp_path.iterdir()) == []
