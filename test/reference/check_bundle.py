#!/usr/bin/env python3
"""An independent checker of proof bundles, written from the format alone: Python's standard library, and openssl for the
signature. It shares no code with the program, so that the two can be held against each other.

    check_bundle.py [--any-packing] BUNDLE PUBLIC_KEY

Prints "ok SCAN_ID ROOT_HASH" and exits with 0, or says on standard error what is wrong and exits with 1. With --any-packing
it does not ask that the archive is packed reproducibly: sorted, without times and owners.
"""
import base64
import datetime
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import zlib

DOCUMENTS = ["manifest.json", "score.json", "merkle-proof.json"]
NAMES = re.compile(
    r"(manifest\.json|score\.json|merkle-proof\.json|dsse-envelope\.json|certificate\.pem|timestamp\.tsr"
    r"|inputs/(sbom|rules\.json|policy\.json|feed\.json|evidence\.json|feed-proof\.json|epss\.json|kev\.json"
    r"|vex/(sha256:)?[0-9a-f]{64}|advisories/[0-9a-f]{64}\.json))"
)
FOLDERS = {"", "inputs/", "inputs/vex/", "inputs/advisories/"}


class Wrong(Exception):
    """What is wrong with the bundle."""


def expect(what, expected, received):
    if expected != received:
        raise Wrong(f"{what}: expected {expected!r}, received {received!r}")


def sha256_hex(data):
    return hashlib.sha256(data).hexdigest()


# --- section 6: the file -------------------------------------------------------------------------------------------

def gunzip(packed, reproducible):
    """RFC 1952: one member, whose checksum and length hold, and nothing after it."""
    expect("gzip magic and method", b"\x1f\x8b\x08", packed[:3])
    flags, start = packed[3], 10
    if reproducible:
        expect("gzip flags", 0, flags)
        expect("gzip time", bytes(4), packed[4:8])
    expect("reserved gzip flags", 0, flags & 0xE0)
    if flags & 4:
        start += 2 + int.from_bytes(packed[start : start + 2], "little")
    for flag in (8, 16):
        if flags & flag:
            start = packed.index(b"\0", start) + 1
    if flags & 2:
        start += 2
    inflate = zlib.decompressobj(-15)
    content = inflate.decompress(packed[start:])
    expect("the deflate stream has an end", True, inflate.eof)
    trailer = zlib.crc32(content).to_bytes(4, "little") + len(content).to_bytes(4, "little")
    expect("gzip checksum, length and nothing after them", trailer, inflate.unused_data)
    return content


def text_field(block, start, length):
    value, _, rest = block[start : start + length].partition(b"\0")
    expect("bytes after the end of a tar field", b"", rest.strip(b"\0"))
    return value.decode("ascii")


def number_field(block, start, length):
    digits = block[start : start + length].rstrip(b"\0 ").lstrip(b" ")
    if not re.fullmatch(rb"[0-7]+", digits):
        raise Wrong(f"a tar number is not octal: {digits!r}")
    return int(digits, 8)


def untar(archive, reproducible):
    """Files by name within bundle/, from plain ustar entries."""
    expect("length of the archive in blocks", 0, len(archive) % 512)
    files, paths, offset = {}, [], 0
    while any(archive[offset : offset + 512]):
        block = archive[offset : offset + 512]
        expect("length of a tar header", 512, len(block))
        total = sum(block[:148]) + 8 * 32 + sum(block[156:])
        expect("checksum of a tar header", total, number_field(block, 148, 8))
        path, kind, size = read_header(block, reproducible)
        expect(f"no second entry named {path}", False, path in paths)
        paths.append(path)
        name = path[len("bundle/") :]
        offset += 512
        if kind == "5":
            expect(f"the folder {path} belongs there", True, name in FOLDERS)
            expect(f"content of the folder {path}", 0, size)
            continue
        expect(f"the file {path} belongs there", True, NAMES.fullmatch(name) is not None)
        files[name] = archive[offset : offset + size]
        expect(f"length of {path}", size, len(files[name]))
        end = offset + (size + 511) // 512 * 512
        expect(f"padding of {path}", b"", archive[offset + size : end].strip(b"\0"))
        offset = end
    expect("the archive ends in zeros", b"", archive[offset:].strip(b"\0"))
    expect("the archive ends in two blocks of zeros or more", True, len(archive) - offset >= 1024)
    if reproducible:
        expect("entries in order", sorted(paths, key=str.encode), paths)
    return files


def read_header(block, reproducible):
    magic = block[257:263]
    expect("tar magic", True, magic in ((b"ustar\0",) if reproducible else (b"ustar\0", b"ustar ")))
    prefix = text_field(block, 345, 155) if magic == b"ustar\0" else ""
    path = f"{prefix}/{text_field(block, 0, 100)}" if prefix else text_field(block, 0, 100)
    kind = block[156:157].decode("latin-1").replace("\0", "0")
    expect(f"type of {path} is that of a file or folder", True, kind in ("0", "5"))
    expect(f"a folder's name ends in a slash, a file's does not: {path}", kind == "5", path.endswith("/"))
    expect(f"link target of {path}", "", text_field(block, 157, 100))
    expect(f"{path} is in bundle/", True, path.startswith("bundle/"))
    if reproducible:
        expect(f"tar version of {path}", b"00", block[263:265])
        expect(f"mode of {path}", 0o755 if kind == "5" else 0o644, number_field(block, 100, 8))
        for what, start, length in (("uid", 108, 8), ("gid", 116, 8), ("mtime", 136, 12)):
            expect(f"{what} of {path}", 0, number_field(block, start, length))
        expect(f"user and group of {path}", ("", ""), (text_field(block, 265, 32), text_field(block, 297, 32)))
    return path, kind, number_field(block, 124, 12)


# --- section 1: strict and canonical JSON ---------------------------------------------------------------------------

def parse_json(data, what):
    def without_duplicates(members):
        expect(f"members given twice in {what}", len(members), len({name for name, _ in members}))
        return dict(members)

    def refuse(constant):
        raise Wrong(f"{what} has {constant}")

    expect(f"byte order mark of {what}", False, data.startswith(b"\xef\xbb\xbf"))
    text = data.decode("utf-8")
    return json.loads(text, object_pairs_hook=without_duplicates, parse_constant=refuse)


def canonical(value):
    """RFC 8785, for the numbers that our documents have: integers, and decimals of one digit."""
    if isinstance(value, dict):
        members = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(name)}:{canonical(value[name])}" for name in members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False)


def canonical_bytes(value):
    return canonical(value).encode("utf-8")


def digest_of(value):
    return "sha256:" + sha256_hex(canonical_bytes(value))


def parse_document(files, name, schema):
    expect(f"{name} is there", True, name in files)
    value = parse_json(files[name], name)
    expect(f"{name} is canonical", True, canonical_bytes(value) == files[name])
    expect(f"schema of {name}", schema, value.get("schema"))
    return value


# --- section 5: the Merkle tree, RFC 9162 section 2.1 ----------------------------------------------------------------

def leaf_hash(data):
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def split_point(size):
    split = 1
    while 2 * split < size:
        split *= 2
    return split


def tree_hash(leaves):
    if len(leaves) == 1:
        return leaves[0]
    split = split_point(len(leaves))
    return node_hash(tree_hash(leaves[:split]), tree_hash(leaves[split:]))


def audit_path(index, leaves):
    if len(leaves) == 1:
        return []
    split = split_point(len(leaves))
    if index < split:
        return audit_path(index, leaves[:split]) + [tree_hash(leaves[split:])]
    return audit_path(index - split, leaves[split:]) + [tree_hash(leaves[:split])]


def named_digests(manifest, score):
    inputs = manifest["inputs"]
    rest = {name: member for name, member in score.items() if name != "findings"}
    yield "manifest", digest_of(manifest)
    for name in ("sbom", "rules", "policy", "feed"):
        yield name, inputs[name]["digest"]
    for i, vex in enumerate(inputs["vex"]):
        yield f"vex/{i}", vex["digest"]
    if "evidence" in inputs:
        yield "evidence", inputs["evidence"]["digest"]
    for i, finding in enumerate(score["findings"]):
        yield f"finding/{i}", digest_of(finding)
    yield "score", digest_of(rest)


def check_merkle(manifest, score, proof):
    """merkle-proof.json is what follows from the manifest and the score, member by member. Gives the root hash."""
    named = list(named_digests(manifest, score))
    leaves = [leaf_hash(canonical_bytes({"digest": digest, "name": name})) for name, digest in named]
    listed = [i for i, (name, _) in enumerate(named) if not name.startswith("finding/")]
    expected = {
        "schema": "stella.merkle-proof/v1",
        "hashAlgorithm": "sha-256",
        "treeSize": len(leaves),
        "rootHash": "sha256:" + tree_hash(leaves).hex(),
        "leaves": [
            {"index": i, "name": named[i][0], "digest": named[i][1], "leafHash": leaves[i].hex()} for i in listed
        ],
        "proofs": [
            {"index": i, "leafHash": leaves[i].hex(), "auditPath": [h.hex() for h in audit_path(i, leaves)]}
            for i in listed
        ],
    }
    for member in expected:
        expect(f"{member} of merkle-proof.json", expected[member], proof.get(member))
    expect("members of merkle-proof.json", sorted(expected), sorted(proof))
    return expected["rootHash"], expected["treeSize"]


# --- sections 2 and 4: manifest and score ----------------------------------------------------------------------------

def expect_digest(what, digest):
    expect(f"digest of {what} is one", True, re.fullmatch(r"sha256:[0-9a-f]{64}", digest) is not None)


def expect_time(what, text):
    time = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")
    expect(f"{what} is a time in the one form", time.strftime("%Y-%m-%dT%H:%M:%SZ"), text)


def check_manifest(manifest):
    required = {"schema", "scanId", "scannedAt", "freezeTimestamp", "engine", "inputs"}
    expect("members of the manifest", required, set(manifest) - {"subject"})
    inputs = manifest["inputs"]
    expect("inputs", {"sbom", "rules", "policy", "feed", "vex"}, set(inputs) - {"evidence"})
    expect("scanId has its form", True, re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}", manifest["scanId"]) is not None)
    for name in ("scannedAt", "freezeTimestamp"):
        expect_time(name, manifest[name])
    expect_time("the feed's capturedAt", inputs["feed"]["capturedAt"])
    for name in set(inputs) - {"vex"}:
        expect_digest(name, inputs[name]["digest"])
    for document in inputs["vex"]:
        expect_digest("VEX", document["digest"])
    if "subject" in manifest:
        expect_digest("the subject", "sha256:" + manifest["subject"]["digest"]["sha256"])


def check_score(manifest, score):
    expect("manifestHash of the score", digest_of(manifest), score["manifestHash"])
    expect("scanId of the score", manifest["scanId"], score["scanId"])
    expect("clock of the score", manifest["freezeTimestamp"], score["freezeTimestamp"])
    findings = score["findings"]
    affected = [finding for finding in findings if finding["status"] == "affected"]
    worst = max([finding["score"] for finding in affected], default=0)
    expect("score", worst, score["score"])
    bands = [(9, "critical"), (7, "high"), (4, "medium"), (0.1, "low"), (0, "none")]
    expect("severity", next(name for lowest, name in bands if worst >= lowest), score["severity"])
    counts = {"findings": len(findings), "affected": len(affected), "suppressed": len(findings) - len(affected)}
    summary, coverage = score["summary"], score["coverage"]
    expect("counts", counts, {name: summary[name] for name in counts})
    by_band = {name: 0 for _, name in bands}
    for finding in affected:
        by_band[next(name for lowest, name in bands if finding["score"] >= lowest)] += 1
    expect("counts of the bands", by_band, summary["bySeverity"])
    expect("components", coverage["covered"] + len(coverage["uncovered"]), summary["components"])
    keys = [(finding["purl"].encode(), finding["id"].encode()) for finding in findings]
    expect("findings in order, each once", sorted(set(keys)), keys)
    digests = [vex["digest"] for vex in manifest["inputs"]["vex"]]
    expect("VEX in order, each once", sorted(set(digests)), digests)


def check_inputs(manifest, files):
    """The inputs that the bundle carries have the digests that the manifest, or their own name, says."""
    inputs = manifest["inputs"]
    named = {"inputs/sbom": "sbom", "inputs/rules.json": "rules", "inputs/policy.json": "policy"}
    named |= {"inputs/feed.json": "feed", "inputs/evidence.json": "evidence"}
    vex = {document["digest"] for document in inputs["vex"]}
    for name, data in files.items():
        digest = "sha256:" + sha256_hex(data)
        if name in named:
            expect(f"digest of {name}", inputs.get(named[name], {}).get("digest"), digest)
        elif name.startswith("inputs/vex/"):
            expect(f"{name} is named by its digest", digest[7:], name[-64:])
            expect(f"{name} is in the manifest", True, digest in vex)
        elif name.startswith("inputs/advisories/"):
            expect(f"{name} is named by its digest", f"inputs/advisories/{digest[7:]}.json", name)


# --- section 7: the signature -----------------------------------------------------------------------------------------

def decode_base64(text):
    expect("base64 is in one alphabet", False, re.search("[+/]", text) is not None and re.search("[-_]", text) is not None)
    standard = text.replace("-", "+").replace("_", "/")
    data = base64.b64decode(standard, validate=True)
    expect("base64 has one form", base64.b64encode(data).decode(), standard)
    return data


def is_signed(message, signature, key):
    with tempfile.NamedTemporaryFile() as message_file, tempfile.NamedTemporaryFile() as signature_file:
        message_file.write(message)
        message_file.flush()
        signature_file.write(signature)
        signature_file.flush()
        command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", key, "-rawin"]
        command += ["-in", message_file.name, "-sigfile", signature_file.name]
        return any(
            subprocess.run(command + digest, capture_output=True).returncode == 0
            for digest in ([], ["-digest", "sha256"])
        )


def check_envelope(envelope, key):
    """The statement, once a signature over its pre-authentication encoding verified."""
    payload, kind = decode_base64(envelope["payload"]), envelope["payloadType"].encode()
    message = b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)
    signatures = [decode_base64(signature["sig"]) for signature in envelope["signatures"]]
    expect("a signature by the key", True, any(is_signed(message, signature, key) for signature in signatures))
    expect("payload type", "application/vnd.in-toto+json", envelope["payloadType"])
    return parse_json(payload, "the payload")


def check_statement(statement, files, score, root_hash, tree_size):
    expect("statement type", "https://in-toto.io/Statement/v1", statement["_type"])
    expect("predicate type", "https://stella-ops.org/attestation/score-proof/v1", statement["predicateType"])
    subjects = sorted((subject["name"], subject["digest"]["sha256"]) for subject in statement["subject"])
    expect("subjects", sorted((name, sha256_hex(files[name])) for name in DOCUMENTS), subjects)
    members = ("scanId", "manifestHash", "score", "verdict", "freezeTimestamp")
    predicate = {member: score[member] for member in members} | {"rootHash": root_hash, "treeSize": tree_size}
    expect("predicate", predicate, statement["predicate"])


def check_bundle(path, key, reproducible):
    with open(path, "rb") as bundle:
        files = untar(gunzip(bundle.read(), reproducible), reproducible)
    manifest = parse_document(files, "manifest.json", "stella.manifest/v1")
    score = parse_document(files, "score.json", "stella.score/v1")
    proof = parse_document(files, "merkle-proof.json", "stella.merkle-proof/v1")
    check_manifest(manifest)
    check_score(manifest, score)
    check_inputs(manifest, files)
    root_hash, tree_size = check_merkle(manifest, score, proof)
    expect("dsse-envelope.json is there", True, "dsse-envelope.json" in files)
    statement = check_envelope(parse_json(files["dsse-envelope.json"], "dsse-envelope.json"), key)
    check_statement(statement, files, score, root_hash, tree_size)
    return manifest["scanId"], root_hash


def main(arguments):
    reproducible = "--any-packing" not in arguments
    path, key = [argument for argument in arguments if argument != "--any-packing"]
    try:
        scan_id, root_hash = check_bundle(path, key, reproducible)
    except (Wrong, ValueError, LookupError, TypeError, AttributeError, RecursionError, zlib.error) as error:
        print(f"{path}: {type(error).__name__}: {error}"[:500], file=sys.stderr)
        return 1
    print(f"ok {scan_id} {root_hash}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
