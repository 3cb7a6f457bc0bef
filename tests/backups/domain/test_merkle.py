import hashlib

from backups.domain.merkle import EMPTY_ROOT, MerkleTree, merkle_root, read_line

# The published tree of RFC 6962's reference implementation, by number of leaves.
LEAVES = [bytes.fromhex(one) for one in ("", "00", "10", "2021", "3031", "40414243",
          "5051525354555657", "606162636465666768696a6b6c6d6e6f")]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_the_roots_are_those_of_the_reference():
    assert [merkle_root(LEAVES[:count]) for count in range(1, 9)] == ROOTS


def test_nothing_has_the_hash_of_nothing():
    assert merkle_root([]) == EMPTY_ROOT == hashlib.sha256().hexdigest()


def test_order_and_every_line_count():
    assert len({merkle_root(one) for one in (["a", "b"], ["b", "a"], ["a"], ["ab"])}) == 4


def test_it_is_fed_line_by_line():
    tree = MerkleTree()
    for line in LEAVES:
        tree.add(line)
    assert (tree.root(), tree.count) == (ROOTS[7], 8)


def test_the_line_of_a_file():
    line = read_line("a\\tb", 3, "blake3:00", "ok", "2026-01-01T00:00:00Z")
    assert line == "a\\tb\t3\tblake3:00\tok\t2026-01-01T00:00:00Z"
