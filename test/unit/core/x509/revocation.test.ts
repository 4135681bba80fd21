import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { derEncode } from '../../../../src/core/encoding/der-writer.ts';
import { hexDecode } from '../../../../src/core/encoding/hex.ts';
import { isStellaError } from '../../../../src/core/errors.ts';
import type { Purpose } from '../../../../src/core/x509/purpose.ts';
import type { RevocationOptions } from '../../../../src/core/x509/revocation.ts';
import type { RevocationList } from '../../../../src/core/x509/revocation-list.ts';
import { type VerifiedChain, verifyChain } from '../../../../src/core/x509/verify-chain.ts';
import {
  EKU,
  extendedKeyUsage,
  extension,
  generalName,
  keyUsage,
  makeCa,
  makeCertificate,
  toAnchor,
} from '../../../helpers/certificates.ts';
import {
  crlDistributionPoints,
  fullName,
  issuingDistributionPoint,
  type ListRecipe,
  makeEntry,
  readList,
} from '../../../helpers/revocation-lists.ts';
import { ed25519Key } from '../../../helpers/test-keys.ts';

const AT = '2025-01-15T00:00:00Z';
const [ROOT_KEY, CA_KEY, LEAF_KEY, OTHER_KEY] = [1, 2, 3, 4].map(ed25519Key) as [
  ReturnType<typeof ed25519Key>,
  ReturnType<typeof ed25519Key>,
  ReturnType<typeof ed25519Key>,
  ReturnType<typeof ed25519Key>,
];
const ROOT = makeCa('root', ROOT_KEY);
const CA = makeCa('ca', CA_KEY, { name: 'root', key: ROOT_KEY }, { serial: Uint8Array.of(10) });
const SERIAL = Uint8Array.of(20);
const leafWith = (recipe: Partial<Parameters<typeof makeCertificate>[0]> = {}) =>
  makeCertificate({
    key: LEAF_KEY,
    issuer: 'ca',
    signer: CA_KEY,
    serial: SERIAL,
    extensions: [extendedKeyUsage([EKU.codeSigning])],
    ...recipe,
  });
const LEAF = leafWith();

const ofRoot = (recipe: Partial<ListRecipe> = {}) =>
  readList({ issuer: 'root', key: ROOT_KEY, ...recipe }, 'root.crl');
const ofCa = (recipe: Partial<ListRecipe> = {}) =>
  readList({ issuer: 'ca', key: CA_KEY, ...recipe }, 'ca.crl');

interface Options extends Partial<RevocationOptions> {
  readonly leaf?: Uint8Array;
  readonly intermediates?: readonly Uint8Array[];
  readonly anchors?: readonly Uint8Array[];
  readonly at?: string;
  readonly purpose?: Purpose;
}

function verify(lists: readonly RevocationList[], options: Options = {}): VerifiedChain {
  const {
    leaf = LEAF,
    intermediates = [CA],
    anchors = [ROOT],
    at = AT,
    purpose = 'code-signing',
    ...rest
  } = options;
  return verifyChain(leaf, {
    anchors: anchors.map((der) => toAnchor(der)),
    intermediates,
    at,
    purpose,
    revocation: { lists, now: at, signedBy: null, isRequired: false, ...rest },
  });
}

/** Reason of the one fault, or `verified`. */
function decide(lists: readonly RevocationList[], options: Options = {}): string {
  try {
    verify(lists, options);
    return 'verified';
  } catch (error) {
    if (!isStellaError(error)) throw error;
    assert.equal(error.code, 'CERTIFICATE_UNTRUSTED');
    return error.message;
  }
}

describe('what is known of revocation', () => {
  test('is the earliest list that clears a certificate of the chain', () => {
    const lists = [
      ofRoot({ thisUpdate: '2024-12-20T00:00:00Z' }),
      ofCa(),
      ofCa({ thisUpdate: '2025-01-10T00:00:00Z' }),
    ];
    assert.equal(verify(lists).revocation?.asOf, '2024-12-20T00:00:00Z');
    assert.equal(verify(lists.slice(1)).revocation?.asOf, null);
    assert.deepEqual(verify(lists.slice(1)).revocation?.uncovered, ['CN=ca']);
  });

  test('is nothing without lists, and for a leaf that is an anchor itself', () => {
    assert.deepEqual(verify([]).revocation, {
      asOf: null,
      uncovered: ['CN=leaf', 'CN=ca'],
      revokedLater: [],
    });
    const { revocation } = verify([ofCa({ entries: [makeEntry({ serial: SERIAL })] })], { anchors: [LEAF] });
    assert.deepEqual(revocation, { asOf: null, uncovered: [], revokedLater: [] });
  });

  test('is not told when nobody asked', () => {
    const chain = verifyChain(LEAF, {
      anchors: [toAnchor(ROOT)],
      intermediates: [CA],
      at: AT,
      purpose: 'any',
    });
    assert.equal(chain.revocation, null);
  });

  test('must be complete where that is asked for', () => {
    assert.equal(decide([ofRoot(), ofCa()], { isRequired: true }), 'verified');
    assert.match(
      decide([ofRoot()], { isRequired: true }),
      /"CN=leaf": no revocation list that was given covers it/,
    );
    assert.match(
      decide([ofCa()], { isRequired: true }),
      /"CN=ca": no revocation list that was given covers it/,
    );
  });
});

describe('a revoked certificate', () => {
  test('is refused, and told apart in the details', () => {
    const list = ofCa({
      entries: [makeEntry({ serial: Uint8Array.of(1) }), makeEntry({ serial: SERIAL, reason: 4 })],
    });
    assert.throws(
      () => verify([list]),
      (error) => {
        assert.ok(isStellaError(error));
        assert.equal(error.code, 'CERTIFICATE_UNTRUSTED');
        assert.match(error.message, /"CN=leaf": it was revoked at 2024-12-01T00:00:00Z \(superseded\)/);
        assert.deepEqual(error.details?.['revoked'], {
          subject: 'CN=leaf',
          serialNumber: '14',
          revokedAt: '2024-12-01T00:00:00Z',
          reason: 'superseded',
          invalidSince: null,
        });
        return true;
      },
    );
  });

  test('counts even when the list says that it was revoked after the verification, for nothing proves the signing time', () => {
    const entries = [makeEntry({ serial: SERIAL, reason: 4, revokedAt: '2025-06-01T00:00:00Z' })];
    assert.match(decide([ofCa({ entries })]), /revoked/);
  });

  test('on a list of another CA with the same serial number does not count', () => {
    assert.equal(decide([ofRoot({ entries: [makeEntry({ serial: SERIAL })] }), ofCa()]), 'verified');
  });

  test('that is the anchor is still trusted by configuration', () => {
    assert.equal(
      decide([ofRoot({ entries: [makeEntry({ serial: Uint8Array.of(1) })] }), ofCa()]),
      'verified',
    );
  });

  test('on hold may be let go by a newer list, anything else may not', () => {
    const newer = ofCa({ thisUpdate: '2025-01-10T00:00:00Z' });
    const older = (reason?: number) =>
      ofCa({ entries: [makeEntry({ serial: SERIAL, ...(reason === undefined ? {} : { reason }) })] });
    assert.equal(decide([older(6), newer]), 'verified');
    assert.match(decide([older(6)]), /certificateHold/);
    for (const reason of [undefined, 1, 4]) assert.match(decide([older(reason), newer]), /revoked/);
  });

  test('does not stand in the way of another path', () => {
    const other = makeCa('ca', CA_KEY, { name: 'root', key: ROOT_KEY }, { serial: Uint8Array.of(11) });
    const lists = [ofRoot({ entries: [makeEntry({ serial: Uint8Array.of(10) })] })];
    assert.match(decide(lists), /"CN=ca": it was revoked/);
    assert.equal(decide(lists, { intermediates: [CA, other] }), 'verified');
  });
});

describe('a list that should tell of a certificate but cannot be used leaves its state unknown', () => {
  const cases: readonly (readonly [string, Partial<ListRecipe>, RegExp])[] = [
    [
      'from after the verification',
      { thisUpdate: '2025-01-15T00:00:01Z' },
      /it is of 2025-01-15T00:00:01Z, after/,
    ],
    ['that is stale', { nextUpdate: '2025-01-14T23:59:59Z' }, /it held until 2025-01-14T23:59:59Z/],
    ['that does not say until when it holds', { nextUpdate: null }, /until when/],
    ['by another key', { key: OTHER_KEY }, /signature does not verify/],
    [
      'with two algorithms',
      { algorithm: [hexDecode('300506032b6570'), hexDecode('300706032b65700500')] },
      /signature algorithm within it/,
    ],
    ['that is indirect', { extensions: [issuingDistributionPoint(hexDecode('8401ff'))] }, /indirect/],
  ];
  for (const [what, recipe, reason] of cases) {
    test(what, () => {
      assert.match(decide([ofCa(recipe)]), reason);
      assert.match(decide([ofCa(recipe)]), /its revocation list \(ca\.crl\) cannot be used/);
      // A good list settles it, unless the other one is understood by nobody here: then it may say the opposite.
      const isUnderstood = what !== 'that is indirect';
      assert.equal(decide([ofCa(recipe), ofCa()]) === 'verified', isUnderstood);
    });
  }

  test('of a CA that may not sign lists', () => {
    const mute = makeCa('ca', CA_KEY, { name: 'root', key: ROOT_KEY }, { extensions: [] });
    const silent = makeCertificate({
      subject: 'ca',
      issuer: 'root',
      key: CA_KEY,
      signer: ROOT_KEY,
      extensions: [
        keyUsage(0x04, 2),
        derEncode(0x30, hexDecode('0603551d13'), hexDecode('0101ff'), hexDecode('040530030101ff')),
      ],
    });
    assert.equal(decide([ofCa()], { intermediates: [mute] }), 'verified');
    assert.match(
      decide([ofCa()], { intermediates: [silent] }),
      /key usage of its issuer does not allow to sign it/,
    );
  });
});

describe('a list for a part of the certificates', () => {
  const uri = (name: string) => fullName(generalName.uri(name));
  const part = (name: string) => ofCa({ extensions: [issuingDistributionPoint(uri(name))] });
  const pointed = (...points: Uint8Array[]) =>
    leafWith({ extensions: [extendedKeyUsage([EKU.codeSigning]), crlDistributionPoints(...points)] });

  test('covers those that name it', () => {
    const leaf = pointed(uri('http://a'), uri('http://b'));
    const uncovered = (name: string) => verify([part(name)], { leaf }).revocation?.uncovered;
    assert.deepEqual(uncovered('http://b'), ['CN=ca']);
    assert.deepEqual(uncovered('http://c'), ['CN=leaf', 'CN=ca']);
    assert.deepEqual(verify([part('http://a')]).revocation?.uncovered, ['CN=leaf', 'CN=ca']);
  });

  test('leaves those unknown that name it for some reasons', () => {
    const leaf = pointed(derEncode(0x30, uri('http://a'), hexDecode('81020640')).subarray(2));
    assert.throws(() => verify([part('http://a')], { leaf }), /about some reasons only/);
  });

  test('does not cover those that name it under another issuer, or in no readable way', () => {
    for (const point of [
      derEncode(0x30, uri('http://a'), derEncode(0xa2, generalName.directory('other'))).subarray(2),
      fullName(generalName.uri('http://a'), hexDecode('8601e9')),
    ]) {
      const leaf = pointed(point);
      assert.deepEqual(verify([part('http://a')], { leaf }).revocation?.uncovered, ['CN=leaf', 'CN=ca']);
    }
  });

  test('by kind covers CAs or others', () => {
    const ofKind = (tag: string) => ({ extensions: [issuingDistributionPoint(hexDecode(`${tag}01ff`))] });
    const uncovered = (rootKind: string, caKind: string) =>
      verify([ofRoot(ofKind(rootKind)), ofCa(ofKind(caKind))]).revocation?.uncovered;
    assert.deepEqual(uncovered('82', '81'), []);
    assert.deepEqual(uncovered('81', '82'), ['CN=leaf', 'CN=ca']);
    assert.deepEqual(uncovered('85', '85'), ['CN=leaf', 'CN=ca']);
  });
});

describe('a list signed with another key of the CA', () => {
  const signer = (recipe: Partial<Parameters<typeof makeCertificate>[0]> = {}) =>
    makeCertificate({
      subject: 'ca',
      issuer: 'root',
      key: OTHER_KEY,
      signer: ROOT_KEY,
      serial: Uint8Array.of(12),
      extensions: [keyUsage(0x02, 1)],
      ...recipe,
    });
  const list = ofCa({ key: OTHER_KEY });
  const withSigner = (der: Uint8Array, lists: readonly RevocationList[] = [list]) =>
    decide(lists, { intermediates: [CA, der] });

  test('is used when that key leads to the same anchor', () =>
    assert.equal(withSigner(signer()), 'verified'));

  test('is not used when that key is expired, unmarked, revoked, of another name or another anchor', () => {
    assert.match(withSigner(signer({ notAfter: '2024-12-31T00:00:00Z' })), /cannot be used/);
    assert.match(withSigner(signer({ extensions: [] })), /cannot be used/);
    assert.match(withSigner(signer({ extensions: [keyUsage(0x80, 7)] })), /cannot be used/);
    assert.match(withSigner(signer({ subject: 'other' })), /cannot be used/);
    const revoking = ofRoot({ entries: [makeEntry({ serial: Uint8Array.of(12) })] });
    assert.match(withSigner(signer(), [list, revoking]), /cannot be used/);
    const alienRoot = makeCa('alien', OTHER_KEY);
    const alien = signer({ issuer: 'alien', signer: OTHER_KEY });
    assert.match(
      decide([list], { intermediates: [CA, alien], anchors: [ROOT, alienRoot] }),
      /cannot be used/,
    );
  });
});

describe('a signature that a timestamp dates', () => {
  const entries = [makeEntry({ serial: SERIAL, reason: 4 })];
  const dated = (signedBy: string) => ({ at: '2024-11-01T00:00:00Z', now: AT, signedBy });

  test('outlives a revocation without harm', () => {
    const { revocation } = verify([ofRoot(), ofCa({ entries })], dated('2024-11-30T23:59:59Z'));
    assert.equal(revocation?.asOf, '2025-01-01T00:00:00Z');
    assert.deepEqual(
      revocation?.revokedLater.map(({ subject, revokedAt }) => [subject, revokedAt]),
      [['CN=leaf', '2024-12-01T00:00:00Z']],
    );
    assert.match(decide([ofCa({ entries })], dated('2024-12-01T00:00:00Z')), /revoked/);
  });

  test('may be cleared by a list that was in force then, or by any later one, but not by an older one', () => {
    const times = dated('2024-11-01T00:00:00Z');
    const clears = (thisUpdate: string, nextUpdate: string) =>
      decide([ofCa({ thisUpdate, nextUpdate })], times);
    assert.equal(clears('2024-10-15T00:00:00Z', '2024-11-15T00:00:00Z'), 'verified');
    assert.equal(clears('2024-12-15T00:00:00Z', '2024-12-31T00:00:00Z'), 'verified');
    assert.match(clears('2024-09-15T00:00:00Z', '2024-10-15T00:00:00Z'), /it held until/);
    assert.match(clears('2025-01-15T00:00:01Z', '2025-02-15T00:00:00Z'), /after the verification/);
  });

  test('does not outlive a theft since when it was made, nor one of the clock’s own key whenever that was', () => {
    const stolen = [makeEntry({ serial: SERIAL, reason: 1, invalidityDate: '2024-11-15T00:00:00Z' })];
    assert.equal(decide([ofCa({ entries: stolen })], dated('2024-11-01T00:00:00Z')), 'verified');
    assert.match(decide([ofCa({ entries: stolen })], dated('2024-11-15T00:00:00Z')), /keyCompromise/);
    const leaf = leafWith({ extensions: [extendedKeyUsage([EKU.timeStamping], true)] });
    const clock = { ...dated('2024-11-01T00:00:00Z'), leaf, purpose: 'time-stamping' } as const;
    assert.match(decide([ofCa({ entries: stolen })], clock), /keyCompromise/);
    assert.equal(decide([ofCa({ entries })], clock), 'verified');
  });
});

describe('a delta list', () => {
  const numbered = (number: number) => extension(20, derEncode(0x02, Uint8Array.of(number)));
  const deltaTo = (base: number) => extension(27, derEncode(0x02, Uint8Array.of(base)), true);
  const revoked = makeEntry({ serial: SERIAL, reason: 1 });
  const onHold = makeEntry({ serial: SERIAL, reason: 6 });
  const takenBack = makeEntry({ serial: SERIAL, reason: 8 });
  const base = (recipe: Partial<ListRecipe> = {}) => ofCa({ extensions: [numbered(5)], ...recipe });
  const delta = (recipe: Partial<ListRecipe> = {}) =>
    ofCa({ thisUpdate: '2025-01-10T00:00:00Z', extensions: [numbered(7), deltaTo(4)], ...recipe });

  test('adds to the complete list that it changes, and makes it as new as itself', () => {
    assert.equal(decide([base(), delta()]), 'verified');
    assert.equal(
      verify([base(), delta(), ofRoot({ thisUpdate: '2025-01-12T00:00:00Z' })]).revocation?.asOf,
      '2025-01-10T00:00:00Z',
    );
    assert.match(decide([base(), delta({ entries: [revoked] })]), /was revoked/);
    assert.match(decide([base({ entries: [revoked] }), delta()]), /was revoked/);
  });

  test('takes back what was on hold', () => {
    assert.match(decide([base({ entries: [onHold] }), delta()]), /was revoked/);
    assert.equal(decide([base({ entries: [onHold] }), delta({ entries: [takenBack] })]), 'verified');
    assert.match(decide([base({ entries: [onHold] }), delta({ entries: [revoked] })]), /was revoked/);
  });

  test('alone leaves the state unknown, and so does one whose base or scope is another', () => {
    const lists = [
      [delta()],
      [base({ extensions: [] }), delta()],
      [base({ extensions: [numbered(3)] }), delta()],
      [
        base(),
        delta({ extensions: [numbered(7), deltaTo(4), issuingDistributionPoint(hexDecode('8101ff'))] }),
      ],
      [base(), delta({ extensions: [deltaTo(4)] })],
      [base({ nextUpdate: '2025-01-05T00:00:00Z' }), delta()],
    ];
    for (const given of lists) assert.match(decide(given), /cannot be used/);
  });

  test('that is older than a complete list has nothing to add', () => {
    assert.equal(decide([base({ extensions: [numbered(9)] }), delta({ entries: [revoked] })]), 'verified');
  });

  test('is followed to the newest', () => {
    const second = delta({ extensions: [numbered(8), deltaTo(5)], thisUpdate: '2025-01-12T00:00:00Z' });
    assert.equal(decide([base(), delta({ entries: [onHold] }), second]), 'verified');
  });
});
