"""Writes a private key file as cosign does, with libsodium: scrypt and secretbox. Exits with 3 where there is no libsodium.

usage: make_cosign_key.py PKCS8_DER PASSPHRASE LABEL N
"""
import base64
import ctypes
import ctypes.util
import json
import sys

name = ctypes.util.find_library("sodium")
if name is None:
    sys.exit(3)
sodium = ctypes.CDLL(name)
if len(sys.argv) == 1:
    sys.exit(0)

path, passphrase, label, n = sys.argv[1:]
plain = open(path, "rb").read()
salt, nonce = bytes(range(32)), bytes(range(24))
key = ctypes.create_string_buffer(32)
password = passphrase.encode()
failed = sodium.crypto_pwhash_scryptsalsa208sha256_ll(
    password, ctypes.c_size_t(len(password)), salt, ctypes.c_size_t(len(salt)),
    ctypes.c_uint64(int(n)), ctypes.c_uint32(8), ctypes.c_uint32(1), key, ctypes.c_size_t(32))
assert not failed
box = ctypes.create_string_buffer(len(plain) + 16)
assert not sodium.crypto_secretbox_easy(box, plain, ctypes.c_ulonglong(len(plain)), nonce, key)
b64 = lambda data: base64.b64encode(data).decode()
file = json.dumps({
    "kdf": {"name": "scrypt", "params": {"N": int(n), "r": 8, "p": 1}, "salt": b64(salt)},
    "cipher": {"name": "nacl/secretbox", "nonce": b64(nonce)},
    "ciphertext": b64(box.raw),
}).encode()
body = b64(file)
lines = [body[i:i + 64] for i in range(0, len(body), 64)]
print("\n".join(["-----BEGIN %s-----" % label, *lines, "-----END %s-----" % label]))
