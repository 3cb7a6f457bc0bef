"""README.txt and index.html: what is inside, how to check it, and what it does not prove."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reports.content.words import instant_words
from reports.evidence.archive import File
from reports.evidence.pack import Pack

FOLDERS = ("reports", "data", "snapshots", "timelines", "audit")
OPENSSL = (
    "openssl pkeyutl -verify -pubin -inkey public_key.pem -rawin -in SHA256SUMS"
    " -sigfile SHA256SUMS.sig"
)
STYLE = """
body { font: 16px/1.5 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; color: #1a1a1a;
  background: #fff; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { line-height: 1.2; } h2 { margin-top: 2rem; border-bottom: 2px solid #206bc4; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #ddd;
  vertical-align: top; } td.n { text-align: right; white-space: nowrap; }
code, pre { font-family: ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap; }
.mark { border-left: 4px solid #d63939; padding-left: .8rem; }
@media (prefers-color-scheme: dark) { body { color: #eee; background: #182433; }
  a { color: #8bb8f0; } td, th { border-color: #3a4859; } }
"""


def readme_name() -> str:
    return "说明.txt" if (get_language() or "").startswith("zh") else "README.txt"


def title(pack: Pack) -> str:
    return _("Evidence pack: %(organisation)s") % {"organisation": pack.organisation.name}


def folder_words() -> dict[str, str]:
    return {
        "reports": _("Reports to read (PDF) and to reckon with (XLSX)"),
        "data": _("The records themselves: CSV for spreadsheets, JSON lines for programs"),
        "snapshots": _("What was approved and frozen, byte for byte as its digest was made"),
        "timelines": _("The course of incidents, drills and actions, each entry chained to the"
                       " one before by its digest"),
        "audit": _("Anchors of the audit trail, and every change of the period"),
    }  # fmt: skip


def facts(pack: Pack) -> list[tuple[str, str]]:
    codes = [*pack.report.filters.get("processes", ()), *pack.report.filters.get("systems", ())]
    return [
        (_("As of"), instant_words(pack.at, pack.zone)),
        (_("Period"), _("%(since)s to %(until)s") % {
            "since": instant_words(pack.since, pack.zone),
            "until": instant_words(pack.at, pack.zone)}),
        (_("Only about"), ", ".join(codes) or _("everything the requester may see")),
        (_("Asked for by"), str(pack.reader)),
        (_("Report"), pack.report.code),
    ]  # fmt: skip


def checks(public: str) -> list[tuple[str, str]]:
    """What to do, and the command that does it; all in the folder of this file."""
    return [
        (_("Is every file as it was packed? (Linux, macOS: shasum -a 256 -c SHA256SUMS)"),
         "sha256sum -c SHA256SUMS"),
        (_("Who signed the list of digests? OpenSSL 3 answers “Signature Verified Successfully”."),
         OPENSSL),
        (_("Compare the key with the one you were told on another way; do not trust the file in"
           " the pack alone. As hexadecimal digits it is:"), public),
        (_("Are the snapshots what was signed? Their digests as the platform recorded them:"),
         "cd snapshots && sha256sum -c recorded.sha256"),
        (_("Are timelines and anchors unbroken? Python 3.8 or newer, no network, no packages;"
           " it also does the first and the last check:"), "python3 verify_pack.py ."),
    ]  # fmt: skip


def limits(pack: Pack) -> list[str]:
    found = [
        _("That the platform told the truth. Who rules the machine can have it sign what is wrong;"
          " the signature proves that nothing was changed since."),
        _("When it was signed: the time is that of the platform's clock. Handing the pack over when"
          " it is made, or a time stamp of somebody else over SHA256SUMS, proves it."),
        _("The audit trail by itself. Its anchors are signed with HMAC, whose key stays with the"
          " organisation: with audit/anchors.jsonl a stranger can follow the chain of digests, but"
          " only the organisation can check the signatures and the tables behind them"
          " (manage.py verify_audit)."),
        _("That nothing was left out. It holds what its requester may see, and what the platform"
          " was told; reports of things that were not there at the instant are left out."),
        _("What no history keeps: people carry today's names, and states of clocks are put"
          " together from what was written of them."),
    ]  # fmt: skip
    if not pack.may("audit.view"):
        found.append(_("The audit trail: who asked for this pack may not read it."))
    if pack.is_limited:
        found.append(_("Governance concerns the whole organisation and is not limited to the"
                       " processes and systems asked for."))  # fmt: skip
    return found


def privacy() -> str:
    return _(
        "Telephone numbers and addresses of people are not inside, but for what somebody wrote into"
        " a text and what plans print for emergencies; names stand where somebody decided,"
        " approved, measured or took part. In CSV files, text that a spreadsheet would carry out"
        " begins with an apostrophe; JSON lines have it as it is. Instants are ISO 8601 with"
        " offset, durations seconds, sizes bytes."
    )


def readme(pack: Pack, files: Sequence[File], public: str) -> str:
    lines = [title(pack), ""]
    lines += [f"{label}: {value}" for label, value in facts(pack)]
    if pack.organisation.sample:
        lines += ["", sample()]
    lines += ["", _("What is in it"), "index.html", ""]
    for name, words in folder_words().items():
        count = sum(one.path.startswith(f"{name}/") for one in files)
        lines.append(f"{name}/ ({count}): {words}")
    lines.append("manifest.json: " + manifest_words())
    lines += ["", _("How to check it")]
    for words, command in checks(public):
        lines += [words, f"    {command}"]
    lines += ["", _("What it does not prove"), *(f"- {one}" for one in limits(pack))]
    lines += ["", privacy()]
    return "\n".join(lines) + "\n"


def sample() -> str:
    return _("Sample data: this organisation is made up. Nothing here is evidence.")


def manifest_words() -> str:
    return _("every file with digest, size, kind, and the table it was read from")


def index(pack: Pack, files: Sequence[File], public: str) -> str:
    """A page that needs nothing: no script, links within the folder."""
    language = "zh-Hans" if (get_language() or "").startswith("zh") else "en"
    parts = [
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title(pack))}</title><style>{STYLE}</style></head><body><main>",
        f"<h1>{escape(title(pack))}</h1>",
    ]
    if pack.organisation.sample:
        parts.append(f'<p class="mark">{escape(sample())}</p>')
    rows = (f"<tr><th scope=row>{escape(a)}</th><td>{escape(b)}</td></tr>" for a, b in facts(pack))
    parts.append(f"<table>{''.join(rows)}</table>")
    for name, words in folder_words().items():
        mine = [one for one in files if one.path.startswith(f"{name}/")]
        if mine:
            parts.append(f"<h2>{escape(name)}/</h2><p>{escape(words)}</p>{_table(mine)}")
    parts.append(f"<h2>{escape(_('How to check it'))}</h2>")
    parts += [f"<p>{escape(a)}</p><pre>{escape(b)}</pre>" for a, b in checks(public)]
    items = "".join(f"<li>{escape(one)}</li>" for one in limits(pack))
    parts.append(f"<h2>{escape(_('What it does not prove'))}</h2><ul>{items}</ul>")
    parts.append(f"<p>{escape(privacy())}</p></main></body></html>\n")
    return "\n".join(parts)


def _table(files: Sequence[File]) -> str:
    heads = (_("File"), _("What it is"), _("Rows"), _("Bytes"))
    head = "".join(f"<th scope=col>{escape(one)}</th>" for one in heads)
    rows = "".join(
        f'<tr><td><a href="{escape(one.path)}">{escape(one.path.partition("/")[2])}</a></td>'
        f"<td>{escape(one.what)}</td>"
        f'<td class="n">{"" if one.rows is None else f"{one.rows:,}"}</td>'
        f'<td class="n">{one.size:,}</td></tr>'
        for one in files
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
