#!/usr/bin/env python3
"""Check evidence bundles of backups offline, with nothing but Python (3.8 or newer).

    python3 verify_bundle.py [--key HEX] [--json] BUNDLE.zip [NEXT.zip ...]

KEY is the public key you noted down from the page "Evidence" of the platform (64 hex digits), or
a file that holds it. Without it the script can say that a bundle is whole, not who signed it.
Give several bundles in the order of their numbers and the chain between them is checked, too.
Take this script from the platform or from your own archive rather than from the bundle you check.

Exit status: 0 intact; 1 cannot be used (arguments); otherwise that of the gravest finding:
10 truncated, 11 changed, 12 reordered, 13 signed with another key, 14 signature wrong,
15 chain broken, 20 whole but the key was not compared.

It stays one file, however long: it goes with each bundle and must run, and be read, alone.
What an intact bundle does not prove is told in docs/evidence.md of the platform and in README.txt.
"""

import argparse
import hashlib
import json
import sys
import zipfile

CODES = {
    "truncated": 10, "changed": 11, "reordered": 12, "foreign_key": 13,
    "bad_signature": 14, "chain_broken": 15, "key_not_compared": 20,
}  # fmt: skip
GRAVEST = (
    "foreign_key", "truncated", "reordered", "changed", "bad_signature", "chain_broken",
    "key_not_compared",
)  # fmt: skip
PAYLOAD, TAGS, SIGNATURE = "manifest-sha256.txt", "tagmanifest-sha256.txt", "signature.json"
NEEDED = (
    "bagit.txt", "bag-info.txt", "chain.json", PAYLOAD, TAGS, SIGNATURE, "data/trailer.json",
)  # fmt: skip
BLOCK = 1 << 20
# Verdicts that say that the digest read is the one in the manifest.
SAME_DIGEST = ("ok", "touched", "new", "flaky_read")

# --- Ed25519, verification only (RFC 8032, section 5.1) -----------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)


def ed25519_verify(public, message, signature):
    """True when `signature` (64 bytes) over `message` is by `public` (32 bytes)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, r = decoded_point(public), decoded_point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    h = int.from_bytes(digest, "little") % ORDER
    return same_point(multiplied(s, BASE), added(r, multiplied(h, key)))


def decoded_point(raw):
    """A point in extended coordinates, or None where the bytes are none."""
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * SQRT_M1 % P
    if (x * x - x2) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


def added(one, other):
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def multiplied(factor, point):
    found = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            found = added(found, point)
        point, factor = added(point, point), factor >> 1
    return found


def same_point(one, other):
    return not ((one[0] * other[2] - other[0] * one[2]) % P
                or (one[1] * other[2] - other[1] * one[2]) % P)  # fmt: skip


BASE = decoded_point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))

# --- Merkle tree (RFC 9162, section 2.1.1) ------------------------------------------------


class Tree:
    def __init__(self):
        self.whole = []

    def add(self, line):
        height, node = 0, hashlib.sha256(b"\0" + line).digest()
        while self.whole and self.whole[-1][0] == height:
            node = hashlib.sha256(b"\1" + self.whole.pop()[1] + node).digest()
            height += 1
        self.whole.append((height, node))

    def root(self):
        if not self.whole:
            return hashlib.sha256(b"").hexdigest()
        node = self.whole[-1][1]
        for _height, left in reversed(self.whole[:-1]):
            node = hashlib.sha256(b"\1" + left + node).digest()
        return node.hex()


# --- one bundle ---------------------------------------------------------------------------


class Bundle:
    """One zip: `findings` are (code, words); none means that it is whole."""

    def __init__(self, path, key):
        self.path, self.key = path, key
        self.findings, self.chain, self.digest, self.counts = [], {}, "", {}
        self.recomputed = 0
        try:
            with zipfile.ZipFile(path) as archive:
                self.check(archive)
        except (zipfile.BadZipFile, EOFError) as error:
            self.find("truncated", f"the zip is damaged or cut off: {error}")
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            self.find("changed", f"a file of the bundle cannot be understood: {error!r}")
        except OSError as error:
            self.find("truncated", f"the file cannot be read: {error}")

    def find(self, code, words):
        self.findings.append((code, words))

    def check(self, archive):
        names = [name for name in archive.namelist() if not name.endswith("/")]
        tops = {name.split("/", 1)[0] for name in names}
        if len(tops) != 1 or len(set(names)) != len(names):
            self.find("changed", "the zip must hold one folder, and every file once")
            return
        self.archive, self.top = archive, tops.pop()
        self.names = {name.split("/", 1)[1] for name in names if "/" in name}
        missing = [name for name in NEEDED if name not in self.names]
        for name in missing:
            self.find("truncated", f"{name} is missing")
        if missing:
            return
        self.chain = json.loads(self.read("chain.json"))
        tags = self.read(TAGS)
        self.digest = hashlib.sha256(tags).hexdigest()
        self.check_signature(tags)
        self.check_files(listed(tags), {n for n in self.names if not n.startswith("data/")}
                         - {TAGS, SIGNATURE}, "")  # fmt: skip
        payload = {name for name in self.names if name.startswith("data/")}
        trailer = json.loads(self.read("data/trailer.json"))
        self.check_files(listed(self.read(PAYLOAD)), payload, trailer)
        self.check_records(trailer)
        self.check_leaves()

    def read(self, name):
        return self.archive.read(f"{self.top}/{name}")

    def check_signature(self, tags):
        signed = json.loads(self.read(SIGNATURE))
        public = str(signed["public_key"]).lower()
        if self.key and public != self.key:
            self.find("foreign_key", f"signed with the key {public}, expected was {self.key}")
        if not self.key:
            self.find("key_not_compared", f"signed with the key {public}: compare it with the page "
                      "Evidence, or give it with --key")  # fmt: skip
        raw = bytes.fromhex(signed["signature"])
        if not ed25519_verify(bytes.fromhex(public), tags, raw):
            self.find("bad_signature", f"the signature does not belong to {TAGS}")

    def check_files(self, wanted, present, trailer):
        """Digests of the files a manifest lists; what is not listed does not belong here."""
        for name in sorted(set(wanted) - present):
            self.find("truncated", f"{name} is missing")
        for name in sorted(present - set(wanted)):
            self.find("changed", f"{name} was added")
        for name in sorted(set(wanted) & present):
            state = hashlib.sha256()
            with self.archive.open(f"{self.top}/{name}") as file:
                block = file.read(BLOCK)
                while block:
                    state.update(block)
                    block = file.read(BLOCK)
            if state.hexdigest() != wanted[name]:
                self.find(*self.difference(name, trailer))

    def difference(self, name, trailer):
        """What happened to a file whose digest differs; records tell by their numbers."""
        if not name.endswith(".jsonl"):
            return "changed", f"{name} was changed"
        try:
            numbers = [json.loads(line)["n"] for line in self.lines(name)]
        except (ValueError, KeyError, TypeError):
            numbers = []
        count = self.told(trailer, name)
        if numbers and numbers != sorted(numbers) and sorted(set(numbers)) == sorted(numbers):
            return "reordered", f"{name}: its lines stand in another order"
        if numbers == list(range(1, len(numbers) + 1)) and len(numbers) < count:
            return "truncated", f"{name} ends after {len(numbers)} of {count} lines"
        return "changed", f"{name} was changed"

    def told(self, trailer, name):
        kind = name.rsplit("/", 1)[-1][: -len(".jsonl")]
        return trailer["records"].get(kind, {}).get("lines", 0)

    def lines(self, name):
        with self.archive.open(f"{self.top}/{name}") as file:
            for line in file:
                yield line.rstrip(b"\n")

    def check_records(self, trailer):
        """Counts and Merkle roots of the trailer; the roots of runs over their slices."""
        runs: dict = {}
        for kind, told in sorted(trailer["records"].items()):
            name = f"data/records/{kind}.jsonl"
            if name not in self.names:
                self.find("truncated", f"{name} is missing")
                continue
            tree, count = Tree(), 0
            for line in self.lines(name):
                count += 1
                tree.add(line)
                if kind in ("runs", "slices"):
                    collect(runs, kind, json.loads(line))
            self.counts[kind] = count
            if count != told["lines"]:
                code = "truncated" if count < told["lines"] else "changed"
                self.find(code, f"{name} has {count} lines, {told['lines']} were written")
            elif tree.root() != told["merkle_root"]:
                code, text = self.difference(name, trailer)
                self.find(code, text + " (Merkle root)")
        for code, (root, tree) in sorted(runs.items()):
            if root is not None and tree.root() != root:
                self.find("changed", f"the slices of the run {code} are not those it names")
            if root is None:
                self.find("changed", f"slices of the run {code}, which is not there")

    def check_leaves(self):
        """Make the roots of slices anew from the files of their sets, where all had one verdict.

        A slice is over lines "path TAB size TAB algorithm:digest TAB verdict TAB begun"; where
        verdicts differ, bytes were damaged, or pieces of a large file were read, its lines are
        not in the bundle.
        """
        if not {"data/records/files.jsonl", "data/records/slices.jsonl"} <= self.names:
            return
        waiting: dict = {}
        for line in self.lines("data/records/slices.jsonl"):
            row = json.loads(line)
            verdicts = [one for one in row["figures"].get("verdicts", {}).items() if one[1]]
            plain = row["kind"] == "read" and row["state"] == "done" and row["first_path"]
            if not plain or len(verdicts) != 1 or row["first_piece"] is not None:
                continue
            if verdicts[0][0] not in SAME_DIGEST:
                continue
            waiting.setdefault(row["set"], []).append([row, verdicts[0], Tree(), 0])
        for line in self.lines("data/records/files.jsonl"):
            file = json.loads(line)
            for one in waiting.get(file["set"], ()):
                row, (verdict, _count), tree, _done = one
                if row["first_path"] <= file["path"] <= row["last_path"]:
                    parts = (file["path"], str(file["size_bytes"]), "blake3:" + file["blake3"],
                             verdict, row["started_at"])  # fmt: skip
                    tree.add("\t".join(parts).encode())
                    one[3] += 1
        for row, (_verdict, count), tree, done in (
            one for some in waiting.values() for one in some
        ):
            if done != count:
                continue
            self.recomputed += 1
            if tree.root() != row["merkle_root"]:
                self.find("changed", f"the files of slice {row['n']} of the run {row['run']} are "
                          "not those that were read")  # fmt: skip

    def verdict(self):
        codes = {code for code, _words in self.findings}
        return next((code for code in GRAVEST if code in codes), "intact")


def collect(runs, kind, row):
    """Per run: the root it names, and the tree over the roots of its slices, in their order."""
    _root, tree = runs.setdefault(row["code" if kind == "runs" else "run"], (None, Tree()))
    if kind == "runs":
        runs[row["code"]] = (row["slices_root"], tree)
    else:
        tree.add(row["merkle_root"].encode())


def listed(content):
    found = {}
    for line in content.decode().splitlines():
        digest, name = line.split(None, 1)
        found[name.strip()] = digest.lower()
    return found


def check_chain(bundles):
    """Each bundle names the digest of the one before it; numbers go up by one."""
    for before, after in zip(bundles, bundles[1:]):  # noqa: B905, RUF007 - Python 3.8
        if not before.chain or not after.chain:
            continue
        if after.chain["number"] != before.chain["number"] + 1:
            numbers = after.chain["number"], before.chain["number"]
            after.find("chain_broken", "number {} does not follow number {}".format(*numbers))
        elif after.chain["previous_digest"] != before.digest:
            after.find("chain_broken", "names another predecessor than the bundle given before it")


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Check evidence bundles of backups offline.")
    parser.add_argument("bundles", nargs="+", metavar="BUNDLE.zip")
    parser.add_argument("--key", default="", help="expected public key: 64 hex digits or a file")
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    wishes = parser.parse_args(arguments)
    key = wishes.key.strip().lower()
    if key and not is_key(key):
        try:
            with open(wishes.key, encoding="utf-8") as file:
                key = file.read().strip().lower()
        except OSError:
            key = "-"
    if key and not is_key(key):
        print("--key is no public key of 64 hex digits", file=sys.stderr)  # noqa: T201
        return 1
    bundles = [Bundle(path, key) for path in wishes.bundles]
    check_chain(bundles)
    told = [
        {"file": one.path, "verdict": one.verdict(), "digest": one.digest, "chain": one.chain,
         "counts": one.counts, "slices_recomputed": one.recomputed,
         "findings": [list(found) for found in one.findings]}
        for one in bundles
    ]  # fmt: skip
    print(json.dumps(told, indent=1) if wishes.json else words(told))  # noqa: T201
    verdicts = {one["verdict"] for one in told}
    return next((CODES[code] for code in GRAVEST if code in verdicts), 0)


def is_key(text):
    return len(text) == 64 and all(digit in "0123456789abcdef" for digit in text)


def words(told):
    lines = []
    for one in told:
        number = one["chain"].get("number", "?")
        lines.append("{}: {}".format(one["file"], one["verdict"].upper().replace("_", " ")))
        lines.append("  bundle {}, digest {}".format(number, one["digest"] or "unknown"))
        lines += [f"  {code}: {text}" for code, text in one["findings"]]
        counts = ", ".join(f"{kind} {count}" for kind, count in sorted(one["counts"].items()))
        if counts:
            lines.append("  lines: " + counts)
            lines.append(f"  slices made anew from their files: {one['slices_recomputed']}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
