#!/usr/bin/env python3
"""An independent checker of replayable bundles, written from the format alone (docs/formats.md sections 3 and 6). It checks the
bundle as check_bundle.py does, then the proofs: that every leaf stands in the committed index, that each package of a CycloneDX
SBOM is settled by a leaf or by two neighbours, that every record which a leaf names for them is there, and the rows of EPSS and
KEV that the findings use. It recomputes no score.

    check_feed_proof.py BUNDLE PUBLIC_KEY

Prints "ok SCAN_ID PRESENT ABSENT" (numbers of packages) and exits with 0, or says what is wrong and exits with 1.
"""
import bisect
import hashlib
import re
import sys
import urllib.parse
import zlib

from check_bundle import (
    Wrong, canonical_bytes, check_bundle, expect, gunzip, leaf_hash, node_hash, parse_document, parse_json, sha256_hex,
    split_point, untar,
)

HASH = re.compile(r"[0-9a-f]{64}")
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
PROBABILITY = re.compile(r"0(\.\d{1,40})?|1(\.0{1,40})?|\d(\.\d{1,40})?[eE]-(0?[1-9]|[1-9]\d)")


# --- section 6: one proof for several leaves ------------------------------------------------------------------------

def root_of(tree_size, leaves, hashes):
    """The root that leaves (place, hash) and the hashes beside them lead to; all of them must be used."""
    places = [place for place, _ in leaves]
    expect("places ascend within the tree", sorted({p for p in places if 0 <= p < tree_size}), places)
    leaves, hashes = list(leaves), list(hashes)
    if tree_size == 0:
        expect("no hashes beside an empty tree", [], hashes)
        return hashlib.sha256(b"").digest()

    def node(first, count):
        if not leaves or leaves[0][0] >= first + count:
            if not hashes:
                raise Wrong("a hash is missing")
            return hashes.pop(0)
        if count == 1:
            return leaves.pop(0)[1]
        split = split_point(count)
        left = node(first, split)
        return node_hash(left, node(first + split, count - split))

    root = node(0, tree_size)
    expect("hashes that are left over", [], hashes)
    return root


class Index:
    """An index of the snapshot, as far as it is proven."""

    def __init__(self, what, committed, proof, check_leaf):
        expect(f"members of the proof of {what}", {"hashes", "leaves"}, set(proof))
        for placed in proof["leaves"]:
            expect(f"members of a placed leaf of {what}", {"index", "leaf"}, set(placed))
            expect(f"a place of {what} is a whole number", int, type(placed["index"]))
            check_leaf(placed["leaf"])
        for text in proof["hashes"]:
            expect(f"a hash of {what}", True, HASH.fullmatch(text) is not None)
        hashed = [(placed["index"], leaf_hash(canonical_bytes(placed["leaf"]))) for placed in proof["leaves"]]
        root = root_of(committed["treeSize"], hashed, [bytes.fromhex(text) for text in proof["hashes"]])
        expect(f"root of {what}", committed["rootHash"], "sha256:" + root.hex())
        self.what, self.size = what, committed["treeSize"]
        self.leaves = [(placed["leaf"]["key"].encode(), placed["index"], placed["leaf"]) for placed in proof["leaves"]]
        keys = [key for key, _, _ in self.leaves]
        expect(f"keys of {what} in order, each once", sorted(set(keys)), keys)

    def find(self, key):
        """The key's leaf, or None when its neighbours prove that there is none."""
        wanted = key.encode()
        at = bisect.bisect_left([known for known, _, _ in self.leaves], wanted)
        if at < len(self.leaves) and self.leaves[at][0] == wanted:
            return self.leaves[at][2]
        before = self.leaves[at - 1][1] if at > 0 else -1
        after = self.leaves[at][1] if at < len(self.leaves) else self.size
        expect(f"{key} would stand between neighbours of {self.what}", 1, after - before)
        return None


def check_package_leaf(leaf):
    expect("members of a package's leaf", {"advisories", "key"}, set(leaf))
    advisories = leaf["advisories"]
    expect("advisories in order, each once", sorted(set(advisories)), advisories)
    expect("advisories are digests, one at least", True, advisories != [] and all(map(DIGEST.fullmatch, advisories)))


def check_epss_leaf(leaf):
    expect("members of an EPSS leaf", {"key", "percentile", "probability"}, set(leaf))
    for member in ("percentile", "probability"):
        expect(f"{member} is a decimal", True, PROBABILITY.fullmatch(leaf[member]) is not None)


def check_kev_leaf(leaf):
    expect("members of a KEV leaf", {"dateAdded", "key"}, set(leaf))
    expect("dateAdded is a day", True, re.fullmatch(r"\d{4}-\d{2}-\d{2}", leaf["dateAdded"]) is not None)


# --- section 3: keys -------------------------------------------------------------------------------------------------

ECOSYSTEMS = {"npm": "npm", "pypi": "PyPI", "cargo": "crates.io", "golang": "Go", "gem": "RubyGems", "nuget": "NuGet"}


def key_of(purl):
    """`<ecosystem>:<normal name>` of the registries above; None for what this checker does not know."""
    kind, _, rest = purl.removeprefix("pkg:").partition("/")
    name = urllib.parse.unquote(rest.split("#")[0].split("?")[0].rpartition("@")[0] or rest)
    ecosystem = ECOSYSTEMS.get(kind)
    if ecosystem is None:
        return None
    if ecosystem == "PyPI":
        name = re.sub(r"[-_.]+", "-", name).lower()
    return f"{ecosystem}:{name.lower() if ecosystem == 'NuGet' else name}"


def covered_ecosystems(feed):
    return {source["name"][4:] for source in feed["sources"] if source["kind"] == "osv" and source["records"] > 0}


# --- section 6: what the bundle must carry -----------------------------------------------------------------------------

def check_required(manifest, files):
    inputs = manifest["inputs"]
    required = {"inputs/sbom": "sbom", "inputs/rules.json": "rules", "inputs/policy.json": "policy"}
    required |= {"inputs/evidence.json": "evidence"} if "evidence" in inputs else {}
    for path, name in required.items():
        expect(f"{path} is there", True, path in files)
        expect(f"size of {path}", inputs[name]["size"], len(files[path]))
        if path.endswith(".json"):
            document = parse_json(files[path], path)
            expect(f"{path} is canonical", True, canonical_bytes(document) == files[path])
            for label in ("name", "version"):
                expect(f"{label} of {path}", inputs[name].get(label), document.get(label))
    for vex in inputs["vex"]:
        names = {f"inputs/vex/{vex['digest']}", f"inputs/vex/{vex['digest'][7:]}"}
        expect("a VEX document is there", True, bool(names & set(files)))
    for path in ("inputs/feed.json", "inputs/feed-proof.json"):
        expect(f"{path} is there", True, path in files)


def used_rows(files, name, index):
    """Rows of epss.json or kev.json: each a leaf that is proven."""
    path = f"inputs/{name}.json"
    expect(f"{path} is there as the snapshot has such an index", index is not None, path in files)
    if index is None:
        return {}
    document = parse_document(files, path, f"stella.{name}-rows/v1")
    expect(f"members of {path}", {"rows", "schema"}, set(document))
    keys = [row["key"].encode() for row in document["rows"]]
    expect(f"rows of {path} in order, each once", sorted(set(keys)), keys)
    for row in document["rows"]:
        expect(f"the row of {row['key']} is a leaf", row, index.find(row["key"]))
    return {row["key"]: row for row in document["rows"]}


def check_exploitation(files, name, index, cves):
    rows = used_rows(files, name, index)
    for cve in sorted(cves) if index is not None else []:
        expect(f"the row of {cve} in inputs/{name}.json", index.find(cve), rows.get(cve))


def check_advisories(files, packages, keys):
    present = absent = 0
    for key in sorted(keys):
        leaf = packages.find(key)
        present, absent = present + (leaf is not None), absent + (leaf is None)
        for digest in leaf["advisories"] if leaf else []:
            path = f"inputs/advisories/{digest[7:]}.json"
            expect(f"{path}, which {key} needs, is there", True, path in files)
            expect(f"digest of {path}", digest[7:], sha256_hex(files[path]))
    named = {digest[7:] for _, _, leaf in packages.leaves for digest in leaf["advisories"]}
    carried = {path[18:-5] for path in files if path.startswith("inputs/advisories/")}
    expect("records that no leaf names", set(), carried - named)
    return present, absent


def check_proofs(manifest, score, files):
    check_required(manifest, files)
    feed = parse_document(files, "inputs/feed.json", "stella.feed/v1")
    expect("time of capture", manifest["inputs"]["feed"]["capturedAt"], feed["capturedAt"])
    proof = parse_document(files, "inputs/feed-proof.json", "stella.feed-proof/v1")
    members = {name for name in ("index", "epssIndex", "kevIndex") if name in feed}
    expect("members of feed-proof.json", members | {"schema"}, set(proof))
    packages = Index("the package index", feed["index"], proof["index"], check_package_leaf)
    epss = Index("the EPSS index", feed["epssIndex"], proof["epssIndex"], check_epss_leaf) if "epssIndex" in feed else None
    kev = Index("the KEV index", feed["kevIndex"], proof["kevIndex"], check_kev_leaf) if "kevIndex" in feed else None
    sbom = parse_json(files["inputs/sbom"], "the SBOM")
    keys = {key_of(component["purl"]) for component in sbom.get("components", []) if "purl" in component}
    covered = covered_ecosystems(feed)
    asked = {key for key in keys if key is not None and key.split(":")[0] in covered}
    answers = check_advisories(files, packages, asked)
    ids = {name for finding in score["findings"] for name in [finding["id"], *finding["aliases"]]}
    cves = {name for name in ids if re.fullmatch(r"CVE-\d{4}-\d{4,19}", name)}
    check_exploitation(files, "epss", epss, cves)
    check_exploitation(files, "kev", kev, cves)
    return answers


def main(arguments):
    path, key = arguments
    try:
        scan_id, _ = check_bundle(path, key, reproducible=False)
        with open(path, "rb") as bundle:
            files = untar(gunzip(bundle.read(), reproducible=False), reproducible=False)
        manifest = parse_document(files, "manifest.json", "stella.manifest/v1")
        score = parse_document(files, "score.json", "stella.score/v1")
        present, absent = check_proofs(manifest, score, files)
    except (Wrong, ValueError, LookupError, TypeError, AttributeError, RecursionError, zlib.error) as error:
        print(f"{path}: {type(error).__name__}: {error}"[:500], file=sys.stderr)
        return 1
    print(f"ok {scan_id} {present} {absent}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
