"""An upload that is hashed while it arrives and stored nowhere."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

MOST_BYTES = 200 * 1024 * 1024


class Hashing(FileUploadHandler):
    """`digest` and `size` of the first file; one that is too long stops the request."""

    def __init__(self, request: Any = None):
        super().__init__(request)
        self.hash, self.size, self.digest = hashlib.sha256(), 0, ""
        self.too_long = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        if self.size > MOST_BYTES:
            self.too_long = True
            raise StopUpload(connection_reset=True)
        self.hash.update(raw_data)

    def file_complete(self, file_size: int) -> SimpleUploadedFile:
        if self.size and not self.digest:
            self.digest = self.hash.hexdigest()
        return SimpleUploadedFile("dropped", b"")
