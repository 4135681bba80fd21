/** Sigstore bundles with something wrong about their log entries or their times. */
import { base64Encode } from '../../src/core/encoding/base64.ts';
import { utf8Encode } from '../../src/core/encoding/utf8.ts';
import {
  bodyOf,
  broken,
  EARLIER,
  entryOf,
  type RefusedCase,
  rootOf,
  rootWhere,
  testRefused,
} from '../helpers/refused-bundles.ts';
import { makeCheckpoint, wrapBody } from '../helpers/rekor-entries.ts';
import { makeBundle } from '../helpers/sigstore-bundles.ts';
import {
  KEYS,
  logIdOf,
  makeTimestamp,
  noteKeyId,
  SIGNED_AT,
  trustedRoot,
} from '../helpers/sigstore-instance.ts';
import { ed25519Key } from '../helpers/test-keys.ts';

const otherPayload = utf8Encode('{}');

const cases: Readonly<Record<string, RefusedCase>> = {
  'a promise by another log': {
    bundle: broken({}, (bundle) => {
      entryOf(bundle).inclusionPromise = wrapBody(bodyOf(bundle), 'dsse 0.0.1', { key: KEYS.other })
        .inclusionPromise!;
    }),
    code: 'SIGNATURE_INVALID',
  },
  'an entry of a log that is not trusted': {
    bundle: broken({}, (bundle) => {
      entryOf(bundle).logId.keyId = base64Encode(logIdOf(KEYS.other));
    }),
    code: 'KEY_UNKNOWN',
  },
  'another time than the one promised': {
    bundle: broken({}, (bundle) => {
      entryOf(bundle).integratedTime = String(Date.parse('2025-03-01T12:06:00Z') / 1000);
    }),
    code: 'SIGNATURE_INVALID',
  },
  'a proof with another root': {
    bundle: broken({ log: 'rekor2' }, (bundle) => {
      entryOf(bundle).inclusionProof!.rootHash = base64Encode(new Uint8Array(32));
    }),
    code: 'MERKLE_MISMATCH',
    accepted: 'it looks at the root in the checkpoint alone',
  },
  'a proof with another hash': {
    bundle: broken({ log: 'rekor2' }, (bundle) => {
      entryOf(bundle).inclusionProof!.hashes[0] = base64Encode(new Uint8Array(32));
    }),
    code: 'MERKLE_MISMATCH',
  },
  'a proof with one hash too many': {
    bundle: broken({ log: 'rekor2' }, (bundle) => {
      entryOf(bundle).inclusionProof!.hashes.push(base64Encode(new Uint8Array(32)));
    }),
    code: 'MERKLE_MISMATCH',
  },
  'a proof at another index': {
    bundle: broken({ log: 'rekor2' }, (bundle) => {
      entryOf(bundle).inclusionProof!.logIndex = '3';
    }),
    code: 'MERKLE_MISMATCH',
  },
  'a proof of another tree size': {
    bundle: broken({ log: 'rekor2' }, (bundle) => {
      entryOf(bundle).inclusionProof!.treeSize = '13';
    }),
    code: 'MERKLE_MISMATCH',
    accepted: 'it looks at the size in the checkpoint alone',
  },
  'a checkpoint of another tree': {
    bundle: broken({ log: 'rekor2' }, (bundle) => {
      entryOf(bundle).inclusionProof!.checkpoint = {
        envelope: checkpoint(new Uint8Array(32).fill(9), KEYS.rekor2),
      };
    }),
    code: 'MERKLE_MISMATCH',
  },
  'a checkpoint signed by another key': {
    bundle: broken({ log: 'rekor2' }, (bundle) => {
      entryOf(bundle).inclusionProof!.checkpoint = { envelope: checkpoint(rootOf(bundle), ed25519Key(77)) };
    }),
    code: 'SIGNATURE_INVALID',
  },
  'a checkpoint under another name': {
    bundle: broken({ log: 'rekor2' }, (bundle) => {
      entryOf(bundle).inclusionProof!.checkpoint = {
        envelope: checkpoint(rootOf(bundle), KEYS.rekor2, 'other.example'),
      };
    }),
    code: 'KEY_UNKNOWN',
  },
  'a checkpoint of another log of the same instance': {
    bundle: broken({ log: 'rekor2' }, (bundle) => {
      entryOf(bundle).logId.keyId = base64Encode(logIdOf(KEYS.rekor));
    }),
    code: 'KEY_UNKNOWN',
  },
  'a checkpoint that is no signed note': {
    bundle: broken({ log: 'rekor2' }, (bundle) => {
      entryOf(bundle).inclusionProof!.checkpoint = { envelope: 'log2025.example\n12\n' };
    }),
    code: 'INPUT_INVALID',
  },
  'the entry of another signature': {
    bundle: broken({}, (bundle) => {
      bundle.verificationMaterial.tlogEntries = makeBundle({
        payload: otherPayload,
      }).verificationMaterial.tlogEntries;
    }),
    code: 'SUBJECT_MISMATCH',
  },
  'the entry of the same signature by another certificate': {
    bundle: broken({}, (bundle) => {
      const other = makeBundle({ leaf: { certificate: { serial: Uint8Array.of(99) } } });
      bundle.verificationMaterial.tlogEntries = other.verificationMaterial.tlogEntries;
    }),
    code: 'SUBJECT_MISMATCH',
    accepted: 'it does not compare the certificates',
  },
  'an entry of another kind than it says': {
    bundle: broken({}, (bundle) => {
      entryOf(bundle).kindVersion.kind = 'hashedrekord';
    }),
    code: 'SUBJECT_MISMATCH',
  },
  'an entry of a kind that nobody knows': {
    bundle: broken({}, (bundle) => {
      bundle.verificationMaterial.tlogEntries = [
        wrapBody(utf8Encode('{"apiVersion":"0.0.1","kind":"rpm","spec":{}}'), 'rpm 0.0.1'),
      ];
    }),
    code: 'UNSUPPORTED_VERSION',
  },
  'an altered entry': {
    bundle: broken({ version: '0.1' }, (bundle) => {
      const entry = entryOf(bundle);
      entry.canonicalizedBody = base64Encode(utf8Encode(`${Buffer.from(bodyOf(bundle)).toString()} `));
    }),
    code: 'SIGNATURE_INVALID',
  },
  'no log entry': {
    bundle: broken({ log: 'rekor2' }, (bundle) => {
      bundle.verificationMaterial.tlogEntries = [];
    }),
    code: 'SIGNATURE_INVALID',
  },
  'no proven time': { bundle: makeBundle({ log: 'rekor2', timestamps: [] }), code: 'TIMESTAMP_INVALID' },
  'a time that nobody vouches for': {
    bundle: broken({ log: 'rekor2', timestamps: [] }, (bundle) => {
      entryOf(bundle).integratedTime = String(Date.parse(SIGNED_AT) / 1000);
    }),
    code: 'TIMESTAMP_INVALID',
  },
  'a timestamp over another signature': {
    bundle: broken({ log: 'rekor2' }, (bundle) => {
      bundle.verificationMaterial.timestampVerificationData.rfc3161Timestamps = [
        { signedTimestamp: base64Encode(makeTimestamp(utf8Encode('other'), SIGNED_AT)) },
      ];
    }),
    code: 'TIMESTAMP_INVALID',
  },
  'a timestamp by an authority that is not trusted': {
    bundle: makeBundle({ log: 'rekor2' }),
    code: 'TIMESTAMP_INVALID',
    options: { root: { ...trustedRoot(), timestampAuthorities: [] } },
  },
  'a timestamp by an authority that was no longer in force': {
    bundle: makeBundle({ log: 'rekor2' }),
    code: 'TIMESTAMP_INVALID',
    options: {
      root: rootWhere((root) =>
        Object.assign((root['timestampAuthorities'] as object[])[0]!, {
          validFor: { start: '2020-01-01T00:00:00Z', end: EARLIER },
        }),
      ),
    },
  },
  'a good timestamp beside a bad one': {
    bundle: broken({ timestamps: [SIGNED_AT] }, (bundle) => {
      bundle.verificationMaterial.timestampVerificationData.rfc3161Timestamps.push({
        signedTimestamp: base64Encode(makeTimestamp(utf8Encode('other'), SIGNED_AT)),
      });
    }),
    code: 'TIMESTAMP_INVALID',
  },
  'a log that was no longer in force': {
    bundle: makeBundle({ log: 'rekor2' }),
    code: 'KEY_UNKNOWN',
    options: {
      root: rootWhere((root) =>
        root.tlogs.forEach((log) => {
          log.publicKey.validFor.end = EARLIER;
        }),
      ),
    },
    accepted: 'it does not ask when a log was in force where a proof is checked',
  },
};

testRefused(cases);

function checkpoint(rootHash: Uint8Array, key: typeof KEYS.rekor2, name = 'log2025.example'): string {
  const logId = noteKeyId('log2025.example', KEYS.rekor2);
  return makeCheckpoint({ origin: name, name, treeSize: 12, rootHash, logId, key });
}
