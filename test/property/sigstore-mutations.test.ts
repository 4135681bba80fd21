/** Sigstore bundles, changed in a place: whatever the bytes, it is an answer, and a change of what is signed is never accepted. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { base64Decode, base64Encode } from '../../src/core/encoding/base64.ts';
import { edits, isSameBytes, mutate } from '../helpers/mutations.ts';
import { type BundleJson, makeBundle } from '../helpers/sigstore-bundles.ts';
import { SIGNED_AT } from '../helpers/sigstore-instance.ts';
import { outcomeOf, verifyBundle } from '../helpers/verify-sigstore.ts';

type Place = (bundle: BundleJson) => { get(): string; set(text: string): void };

const entry = (bundle: BundleJson) => bundle.verificationMaterial.tlogEntries[0]!;

/** Everything in base64 whose every byte is vouched for. */
const places: Readonly<Record<string, Place>> = {
  certificate: (bundle) => field(bundle.verificationMaterial.certificate!, 'rawBytes'),
  payload: (bundle) => field(bundle.dsseEnvelope!, 'payload'),
  signature: (bundle) => field(bundle.dsseEnvelope!.signatures[0]!, 'sig'),
  'body of the log entry': (bundle) => field(entry(bundle), 'canonicalizedBody'),
  'root hash': (bundle) => field(entry(bundle).inclusionProof!, 'rootHash'),
  'hash of the proof': (bundle) => field(entry(bundle).inclusionProof!.hashes as never, 0 as never),
  'log id': (bundle) => field(entry(bundle).logId, 'keyId'),
};

function field<K extends string>(object: Record<K, string>, name: K): ReturnType<Place> {
  return { get: () => object[name], set: (text) => Object.assign(object, { [name]: text }) };
}

const good = makeBundle({ log: 'rekor2' });

describe('a Sigstore bundle with changed bytes', () => {
  for (const [what, place] of Object.entries(places)) {
    it(`is never accepted when they are in the ${what}`, () => {
      fc.assert(
        fc.property(edits, (changes) => {
          const bundle = structuredClone(good);
          const { get, set } = place(bundle);
          const before = base64Decode(get());
          const after = mutate(before, changes);
          fc.pre(!isSameBytes(before, after));
          set(base64Encode(after));
          assert.notEqual(outcomeOf(bundle), 'verified');
        }),
        { numRuns: 60 },
      );
    });
  }

  it('proves no other time when they are in the timestamp, of which not every byte is signed', () => {
    fc.assert(
      fc.property(edits, (changes) => {
        const bundle = structuredClone(good);
        const [timestamp] = bundle.verificationMaterial.timestampVerificationData.rfc3161Timestamps;
        timestamp!.signedTimestamp = base64Encode(mutate(base64Decode(timestamp!.signedTimestamp), changes));
        const { proven } = verifyBundle(bundle);
        if (proven !== null)
          assert.deepEqual(
            proven.signedTimes.map(({ time }) => time),
            [SIGNED_AT],
          );
      }),
      { numRuns: 60 },
    );
  });

  it('gives an answer whatever the checkpoint says', () => {
    fc.assert(
      fc.property(edits, (changes) => {
        const bundle = structuredClone(good);
        const checkpoint = entry(bundle).inclusionProof!.checkpoint!;
        const before = Buffer.from(checkpoint.envelope);
        checkpoint.envelope = Buffer.from(mutate(before, changes)).toString('utf8');
        fc.pre(checkpoint.envelope !== before.toString());
        // The hint, and whose lines stand beside the log's, prove nothing; what is signed must not change.
        const note = (text: string) => text.slice(0, text.lastIndexOf('\n\n'));
        if (note(checkpoint.envelope) !== note(before.toString()))
          assert.notEqual(outcomeOf(bundle), 'verified');
        else outcomeOf(bundle);
      }),
      { numRuns: 100 },
    );
  });

  it('gives an answer whatever JSON stands there', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(...Object.keys(good)), (value, member) => {
        outcomeOf({ ...good, [member]: value });
        outcomeOf({
          ...good,
          verificationMaterial: { ...good.verificationMaterial, [member]: value, tlogEntries: [value] },
        });
      }),
      { numRuns: 100, examples: [[{ toString: 0 }, 'mediaType']] },
    );
  });
});
