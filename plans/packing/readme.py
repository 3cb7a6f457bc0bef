"""README of a pack, in both languages: what is in it and how it is checked."""

from __future__ import annotations

from datetime import datetime

from plans.models import OfflinePack

ENGLISH = """\
OFFLINE PACK {code}
Made {at:%Y-%m-%d %H:%M} UTC. {files} files.

Open index.html in any browser: it needs no network and no program beside it.
  index.html   every plan as text, with a search
  cards/       response cards and wallet cards
  plans/       every plan in force as PDF
  calls/       who calls whom, with numbers
  forms/       blank paper forms; number the sheets by hand
  SHA256SUMS   the digest of every file

To check that nothing was changed or damaged:
  Linux, macOS:  sha256sum -c SHA256SUMS     (macOS: shasum -a 256 -c SHA256SUMS)
  Windows:       certutil -hashfile index.html SHA256

The pack holds names, phone numbers and restricted plans. Keep it where only those who need it
can take it, and destroy it when a newer one is there.
"""
CHINESE = """\
离线包 {code}
生成时间 {at:%Y-%m-%d %H:%M} UTC，共 {files} 个文件。

用任意浏览器打开 index.html，无需网络，也无需其他程序。
  index.html   全部预案的文字内容，可搜索
  cards/       应急响应流程卡、随身卡
  plans/       全部生效预案的 PDF
  calls/       呼叫树及电话号码
  forms/       空白纸质表单，请手工编号
  SHA256SUMS   每个文件的摘要

核对文件是否被改动或损坏：
  Linux、macOS：sha256sum -c SHA256SUMS（macOS：shasum -a 256 -c SHA256SUMS）
  Windows：     certutil -hashfile index.html SHA256

离线包含有姓名、电话号码和受限预案。请妥善保管，仅供需要的人员取用；有新的离线包后请销毁旧的。
"""


def readme(pack: OfflinePack, files: int, *, at: datetime) -> bytes:
    """With a byte order mark and CR LF, so that every editor of every system shows it right."""
    text = "\n\n".join(one.format(code=pack.code, at=at, files=files) for one in (CHINESE, ENGLISH))
    return ("\ufeff" + text).replace("\n", "\r\n").encode()
