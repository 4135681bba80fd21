/**
 * A bundle of Sigstore's public instance with that instance's own trusted root (test/vectors/public-good/README.md), and
 * trusted roots changed as the cases of sigstore-conformance change them.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { base64Encode } from '../../src/core/encoding/base64.ts';
import { derEncode } from '../../src/core/encoding/der-writer.ts';
import { utf8Encode } from '../../src/core/encoding/utf8.ts';
import { makeCa, rdn } from '../helpers/certificates.ts';
import { ecdsaKey } from '../helpers/test-keys.ts';
import { outcomeOf } from '../helpers/verify-sigstore.ts';

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`public-good/${name}`, import.meta.url), 'utf8'));
const bundle = () => read('bundle.sigstore.json');
const SIGNED_AT = '2026-05-13T19:47:33Z';
const BEFORE = '2026-05-13T19:47:32Z';
const AFTER = '2026-05-13T19:47:34Z';
const identity = {
  subject:
    'https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main',
  issuer: 'https://token.actions.githubusercontent.com',
};

interface Period {
  start?: string;
  end?: string;
}

/** The trusted root with the periods of its logs, or of its timestamp authorities, changed. */
function rootWith(of: 'tlogs' | 'timestampAuthorities', change: (period: Period) => void) {
  const root = read('trusted_root.json');
  for (const each of root[of]) change(of === 'tlogs' ? each.publicKey.validFor : each.validFor);
  return root;
}

/** An authority before the others whose intermediate has the name of the real one, and another key. */
function rootWithNamesake() {
  const root = read('trusted_root.json');
  const [rootKey, intermediateKey] = [ecdsaKey('P-384', 1), ecdsaKey('P-384', 2)];
  const name = (cn: string) => derEncode(0x30, organization, rdn('0603550403', utf8Encode(cn), 0x13));
  const organization = rdn('060355040a', utf8Encode('sigstore.dev'), 0x13);
  const issuer = name('sigstore');
  const own = makeCa('', rootKey, undefined, { subject: issuer, issuer });
  const intermediate = makeCa('', intermediateKey, undefined, {
    subject: name('sigstore-intermediate'),
    issuer,
    signer: rootKey,
  });
  const certificates = [intermediate, own].map((der) => ({ rawBytes: base64Encode(der) }));
  const [first] = root.certificateAuthorities;
  root.certificateAuthorities.unshift({ ...first, certChain: { certificates } });
  return root;
}

describe('a bundle of the public Sigstore instance', () => {
  const cases = {
    'with its own trusted root': ['verified', read('trusted_root.json')],
    'beside an authority with the same name and another key': ['verified', rootWithNamesake()],
    'logged in the last second in which the log is relied on': [
      'verified',
      rootWith('tlogs', (period) => Object.assign(period, { end: SIGNED_AT })),
    ],
    'logged a second later': [
      'KEY_UNKNOWN',
      rootWith('tlogs', (period) => Object.assign(period, { end: BEFORE })),
    ],
    'logged before the log was relied on': [
      'KEY_UNKNOWN',
      rootWith('tlogs', (period) => Object.assign(period, { start: AFTER })),
    ],
    'with a log that is relied on since nobody says when': [
      'INPUT_INVALID',
      rootWith('tlogs', (period) => delete period.start),
    ],
    'timestamped in the last second in which the authority is relied on': [
      'verified',
      rootWith('timestampAuthorities', (period) => Object.assign(period, { end: SIGNED_AT })),
    ],
    'timestamped a second later': [
      'TIMESTAMP_INVALID',
      rootWith('timestampAuthorities', (period) => Object.assign(period, { end: BEFORE })),
    ],
  } as const;
  for (const [name, [expected, root]] of Object.entries(cases)) {
    it(`${name}: ${expected}`, () =>
      assert.equal(outcomeOf(bundle(), { identity, root, artifact: null }), expected));
  }

  it('is refused with one bit of any part changed', () => {
    for (const path of [
      ['dsseEnvelope', 'payload'],
      ['dsseEnvelope', 'signatures', '0', 'sig'],
      ['verificationMaterial', 'certificate', 'rawBytes'],
      ['verificationMaterial', 'tlogEntries', '0', 'canonicalizedBody'],
      ['verificationMaterial', 'tlogEntries', '0', 'inclusionPromise', 'signedEntryTimestamp'],
      ['verificationMaterial', 'tlogEntries', '0', 'inclusionProof', 'rootHash'],
      ['verificationMaterial', 'tlogEntries', '0', 'inclusionProof', 'hashes', '9'],
      ['verificationMaterial', 'timestampVerificationData', 'rfc3161Timestamps', '0', 'signedTimestamp'],
    ]) {
      const changed = bundle();
      const last = path.pop()!;
      const holder = path.reduce((value, step) => value[step], changed);
      const bytes = Buffer.from(holder[last], 'base64');
      bytes[bytes.length >> 1]! ^= 4;
      holder[last] = bytes.toString('base64');
      assert.notEqual(
        outcomeOf(changed, { identity, root: read('trusted_root.json'), artifact: null }),
        'verified',
        last,
      );
    }
  });
});
