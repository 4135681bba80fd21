/** Entries of the transparency logs of our own Sigstore, for tests: good ones, and broken in any place. */
import { createHash } from 'node:crypto';
import { base64Encode } from '../../src/core/encoding/base64.ts';
import { hexEncode } from '../../src/core/encoding/hex.ts';
import { renderPem } from '../../src/core/encoding/pem.ts';
import { utf8Encode } from '../../src/core/encoding/utf8.ts';
import { canonicalBytes } from '../../src/core/json/canonical-json.ts';
import type { JsonObject } from '../../src/core/json/json-value.ts';
import type { SigningKey } from '../../src/core/keys/types.ts';
import { auditPath, buildTree, leafHash } from '../../src/core/merkle/tree.ts';
import { KEYS, logIdOf, noteKeyId, SIGNED_AT, sha256, sha256Hex } from './sigstore-instance.ts';

export type EntryKind =
  | 'hashedrekord 0.0.1'
  | 'hashedrekord 0.0.2'
  | 'dsse 0.0.1'
  | 'dsse 0.0.2'
  | 'intoto 0.0.2';

export interface EntryJson {
  logIndex: string;
  logId: { keyId: string };
  kindVersion: { kind: string; version: string };
  integratedTime?: string;
  inclusionPromise?: { signedEntryTimestamp: string };
  inclusionProof?: {
    logIndex: string;
    rootHash: string;
    treeSize: string;
    hashes: string[];
    checkpoint?: { envelope: string };
  };
  canonicalizedBody: string;
}

/** What an entry is about, and how the log has it. */
export interface EntryRecipe {
  readonly version?: '0.1' | '0.2' | '0.3' | '0.3-old';
  readonly content?: 'envelope' | 'message';
  readonly payloadType?: string;
  readonly entry?: EntryKind;
  /** Rekor 1 promises a time, Rekor 2 leaves that to a timestamp authority. */
  readonly log?: 'rekor1' | 'rekor2';
  readonly integratedTime?: string;
  readonly hash?: 'sha256' | 'sha384' | 'sha512';
  readonly signed: Uint8Array;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  readonly certificate: Uint8Array | null;
  readonly signer: SigningKey;
}

/** The log's entry of a signature, with all that vouches for it. */
export function makeEntry(recipe: EntryRecipe): EntryJson {
  const { log = 'rekor1', version = '0.3', content = 'envelope' } = recipe;
  const usual = content === 'message' || log === 'rekor2' ? 'hashedrekord' : 'dsse';
  const kind = recipe.entry ?? (`${usual} ${log === 'rekor1' ? '0.0.1' : '0.0.2'}` as EntryKind);
  const body = canonicalBytes(makeBody(kind, recipe));
  return wrapBody(body, kind, { log, version, integratedTime: recipe.integratedTime ?? SIGNED_AT });
}

/** An entry around a body: promise, proof and checkpoint by the log. */
export function wrapBody(
  body: Uint8Array,
  kindVersion: string,
  {
    log = 'rekor1',
    version = '0.3',
    integratedTime = SIGNED_AT,
    key,
  }: {
    log?: 'rekor1' | 'rekor2';
    version?: string;
    integratedTime?: string;
    key?: SigningKey;
  } = {},
): EntryJson {
  const [kind = '', bodyVersion = ''] = kindVersion.split(' ');
  const isFirst = log === 'rekor1';
  const name = isFirst ? 'rekor.example' : 'log2025.example';
  const own = isFirst ? KEYS.rekor : KEYS.rekor2;
  const logId = isFirst ? logIdOf(own) : noteKeyId(name, own);
  const signer = key ?? own;
  const leaves = [
    ...Array.from({ length: 11 }, (_, index) => leafHash(Uint8Array.of(index))),
    leafHash(body),
  ];
  const tree = buildTree(leaves);
  const logIndex = leaves.length - 1;
  const seconds = Date.parse(integratedTime) / 1000;
  const promise = canonicalBytes({
    body: base64Encode(body),
    integratedTime: seconds,
    logID: hexEncode(logId),
    logIndex: 1_000_000 + logIndex,
  });
  const origin = isFirst ? `${name} - 1193050959916656506` : name;
  return {
    logIndex: String(1_000_000 + logIndex),
    logId: { keyId: base64Encode(logId) },
    kindVersion: { kind, version: bodyVersion },
    ...(isFirst
      ? {
          integratedTime: String(seconds),
          inclusionPromise: { signedEntryTimestamp: base64Encode(signer.sign(promise)) },
        }
      : {}),
    ...(version === '0.1'
      ? {}
      : {
          inclusionProof: {
            logIndex: String(logIndex),
            rootHash: base64Encode(tree.rootHash),
            treeSize: String(leaves.length),
            hashes: auditPath(tree, logIndex).map(base64Encode),
            checkpoint: {
              envelope: makeCheckpoint({
                origin,
                name,
                treeSize: leaves.length,
                rootHash: tree.rootHash,
                logId,
                key: signer,
              }),
            },
          },
        }),
    canonicalizedBody: base64Encode(body),
  };
}

/** A signed note about a tree. */
export function makeCheckpoint(recipe: {
  origin: string;
  name: string;
  treeSize: number;
  rootHash: Uint8Array;
  logId: Uint8Array;
  key: SigningKey;
}): string {
  const note = `${recipe.origin}\n${recipe.treeSize}\n${base64Encode(recipe.rootHash)}\n`;
  const signature = recipe.key.sign(utf8Encode(note));
  const line = base64Encode(Buffer.concat([recipe.logId.subarray(0, 4), signature]));
  return `${note}\n\u2014 ${recipe.name} ${line}\n`;
}

/** What Rekor writes of a signature, by kind. */
export function makeBody(kindVersion: EntryKind, recipe: EntryRecipe): JsonObject {
  const { signed, payload, signature, certificate, signer } = recipe;
  const sig = base64Encode(signature);
  const der = certificate ?? signer.publicKey.spkiDer;
  const pem = base64Encode(utf8Encode(renderPem(certificate === null ? 'PUBLIC KEY' : 'CERTIFICATE', der)));
  const verifier = {
    keyDetails: 'PKIX_ECDSA_P256_SHA_256',
    ...(certificate === null
      ? { publicKey: { rawBytes: base64Encode(der) } }
      : { x509Certificate: { rawBytes: base64Encode(der) } }),
  };
  const payloadHash = { algorithm: 'sha256', value: sha256Hex(payload) };
  const hash = recipe.hash ?? 'sha256';
  const digest = new Uint8Array(createHash(hash).update(signed).digest());
  const [kind = '', apiVersion = ''] = kindVersion.split(' ');
  const specs: Readonly<Record<EntryKind, JsonObject>> = {
    'hashedrekord 0.0.1': {
      data: { hash: { algorithm: hash, value: hexEncode(digest) } },
      signature: { content: sig, publicKey: { content: pem } },
    },
    'hashedrekord 0.0.2': {
      hashedRekordV002: {
        data: { algorithm: `SHA2_${hash.slice(3)}`, digest: base64Encode(digest) },
        signature: { content: sig, verifier },
      },
    },
    'dsse 0.0.1': {
      envelopeHash: payloadHash,
      payloadHash,
      signatures: [{ signature: sig, verifier: pem }],
    },
    'dsse 0.0.2': {
      dsseV002: {
        payloadHash: { algorithm: 'SHA2_256', digest: base64Encode(sha256(payload)) },
        signatures: [{ content: sig, verifier }],
      },
    },
    'intoto 0.0.2': {
      content: {
        envelope: {
          payloadType: recipe.payloadType ?? 'application/vnd.in-toto+json',
          signatures: [{ publicKey: pem, sig: base64Encode(utf8Encode(sig)) }],
        },
        hash: payloadHash,
        payloadHash,
      },
    },
  };
  return { apiVersion, kind, spec: specs[kindVersion] };
}
