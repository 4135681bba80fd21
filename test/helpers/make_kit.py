"""Makes an offline kit from formats.md alone: another program's reading of sections 7 and 9.

usage: make_kit.py FOLDER KEY.pem OUTPUT SEQUENCE   (FOLDER has the kit's layout; KEY is ECDSA P-256 or Ed25519)
"""
import base64, hashlib, json, os, subprocess, sys, tarfile, tempfile

KINDS = [("feeds/osv/", "feed/osv"), ("feeds/epss/", "feed/epss"), ("feeds/kev/", "feed/kev"), ("rules/", "rules"),
         ("policies/", "policy"), ("trust/", "trust-root"), ("vex/", "vex"), ("scans/", "scan")]

def openssl(*args, data=None):
    return subprocess.run(["openssl", *args], input=data, check=True, capture_output=True).stdout

def sign(key, message):
    with tempfile.NamedTemporaryFile() as file:
        file.write(message)
        file.flush()
        if b"ED25519" in openssl("pkey", "-in", key, "-noout", "-text").upper():
            return openssl("pkeyutl", "-sign", "-inkey", key, "-rawin", "-in", file.name)
        return openssl("dgst", "-sha256", "-sign", key, file.name)

def jcs(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

def main(folder, key, output, sequence):
    paths = sorted(os.path.relpath(os.path.join(root, name), folder)
                   for root, _, names in os.walk(folder) for name in names)
    subject, entries = [], []
    for path in paths:
        content = open(os.path.join(folder, path), "rb").read()
        subject.append({"name": path, "digest": {"sha256": hashlib.sha256(content).hexdigest()}})
        kind = next(kind for prefix, kind in KINDS if path.startswith(prefix))
        entries.append({"path": path, "kind": kind, "size": len(content), "mediaType": "application/octet-stream"})
    payload = jcs({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": subject,
        "predicateType": "https://stella-ops.org/attestation/offline-kit/v1",
        "predicate": {"schema": "stella.kit/v1", "kitId": "made-by-python", "sequence": sequence,
                      "createdAt": "2025-01-15T00:00:00Z", "entries": entries},
    })
    payload_type = "application/vnd.in-toto+json"
    pae = b"DSSEv1 %d %s %d %s" % (len(payload_type), payload_type.encode(), len(payload), payload)
    spki = openssl("pkey", "-in", key, "-pubout", "-outform", "DER")
    envelope = json.dumps({
        "payloadType": payload_type,
        "payload": base64.b64encode(payload).decode(),
        "signatures": [{"keyid": hashlib.sha256(spki).hexdigest(),
                        "sig": base64.b64encode(sign(key, pae)).decode()}],
    }, indent=2).encode()
    with open(os.path.join(folder, "kit.dsse.json"), "wb") as file:
        file.write(envelope)
    if output.endswith("/"):
        return
    with tarfile.open(output, "w:gz" if output.endswith(".gz") else "w") as tar:
        for path in ["kit.dsse.json", *paths]:
            tar.add(os.path.join(folder, path), arcname=path)
    os.unlink(os.path.join(folder, "kit.dsse.json"))

main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
