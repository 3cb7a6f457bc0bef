"""Which worker runs what: a file stays together, so what a module makes once is made once."""

from __future__ import annotations

from xdist.scheduler import LoadFileScheduling

TOGETHER = ("tests/browser/walks/",)  # they share a platform, which takes a minute to start


class FilesTogether(LoadFileScheduling):
    def _split_scope(self, nodeid: str) -> str:
        """The name of what runs on one worker."""
        folder = next((one for one in TOGETHER if nodeid.startswith(one)), None)
        return folder or str(super()._split_scope(nodeid))
