"""Where the embedded servers keep their files, and as whom they run."""

import hashlib
import os
import pwd
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

# sun_path in <sys/un.h>: 108 bytes on Linux, 104 on macOS, one of them the closing zero.
SOCKET_PATH_LIMIT = 107 if sys.platform == "linux" else 103

# PostgreSQL refuses to run as root; for root it runs as this system user instead.
USER_FOR_ROOT = "embedded_postgres"


class ServerUnavailable(SystemExit):
    """An embedded server cannot run; the text is the one line its reader needs.

    A SystemExit, because there is no going on without a database: settings raise it, and
    manage.py, celery and the web server then end with that line instead of a traceback.
    """


@dataclass(frozen=True)
class Var:
    """The `var/` folder and the places in it."""

    root: Path

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def valkey(self) -> Path:
        return self.root / "valkey"

    def prepare(self) -> None:
        """Make the folders; raises ServerUnavailable where that is not allowed."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            self.run.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise ServerUnavailable(
                f"Cannot write to {self.root} ({error.strerror}): name another folder in BCM_VAR."
            ) from None
        if not os.access(self.run, os.R_OK | os.W_OK | os.X_OK):
            owner = _user_name(self.run.stat().st_uid)
            raise ServerUnavailable(
                f"{self.root} belongs to user {owner}: run as {owner}, "
                "or name another folder in BCM_VAR."
            )

    def socket_folder(self) -> Path:
        """The data folder itself, or a short folder of its own where its path is too long."""
        if len(os.fsencode(self.postgres / ".s.PGSQL.5432")) <= SOCKET_PATH_LIMIT:
            return self.postgres
        digest = hashlib.sha256(os.fsencode(self.postgres)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"bcm-{digest}"


@dataclass(frozen=True)
class ServerUser:
    """As whom PostgreSQL runs: None means as whoever runs this process."""

    uid: int | None
    gid: int | None

    @classmethod
    def current(cls) -> "ServerUser":
        if os.geteuid() != 0:
            return cls(None, None)
        try:
            entry = pwd.getpwnam(USER_FOR_ROOT)
        except KeyError:
            _create_system_user()
            entry = pwd.getpwnam(USER_FOR_ROOT)
        return cls(entry.pw_uid, entry.pw_gid)

    @property
    def effective_uid(self) -> int:
        return os.geteuid() if self.uid is None else self.uid

    def owns(self, folder: Path) -> bool:
        return folder.stat().st_uid == self.effective_uid

    def take(self, folder: Path) -> None:
        """Give a folder that root made to the server's user."""
        if self.uid is not None and self.gid is not None:
            os.chown(folder, self.uid, self.gid)

    def open_the_way_to(self, folder: Path) -> None:
        """Let the server's user walk through (not list) the folders above `folder`."""
        if self.uid is None:
            return
        for parent in folder.parents:
            mode = parent.stat().st_mode
            if not mode & 0o001:
                parent.chmod(mode | 0o001)


def _create_system_user() -> None:
    command = ["useradd", "--system", "--no-create-home", "--shell", "/bin/sh", USER_FOR_ROOT]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        raise ServerUnavailable(
            f"PostgreSQL does not run as root and the system user {USER_FOR_ROOT} could not be "
            "made: run as a normal user, or set DATABASE_URL."
        ) from None


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
