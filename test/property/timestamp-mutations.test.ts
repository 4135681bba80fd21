/** Timestamps and revocation lists with bytes changed, left out and put in: none is accepted, and each ends in an error with a code. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { utf8Encode } from '../../src/core/encoding/utf8.ts';
import { isStellaError, StellaError } from '../../src/core/errors.ts';
import { parseTimestampRequest } from '../../src/core/timestamp/timestamp-request.ts';
import { verifyTimestamp } from '../../src/core/timestamp/verify-timestamp.ts';
import { parseRevocationListFile } from '../../src/core/x509/revocation-list.ts';
import { verifyChain } from '../../src/core/x509/verify-chain.ts';
import {
  EKU,
  extendedKeyUsage,
  generalName,
  makeCa,
  makeCertificate,
  toAnchor,
} from '../helpers/certificates.ts';
import { edits, isSameBytes, mutate } from '../helpers/mutations.ts';
import { fullName, issuingDistributionPoint, makeEntry, makeList } from '../helpers/revocation-lists.ts';
import { ed25519Key } from '../helpers/test-keys.ts';
import { essV1, essV2, issuerSerial, makeAuthority, makeToken, wrapToken } from '../helpers/timestamps.ts';

const SIGNATURE = utf8Encode('signature');
/** Names match whatever the case of their letters, so the signer's issuer, which nobody signs, has none. */
const TSA_ROOT = { name: '2718', key: ed25519Key(30) };
const root = makeCa(TSA_ROOT.name, TSA_ROOT.key);
const authority = makeAuthority(TSA_ROOT);
const TOKEN = makeToken({
  authority,
  over: SIGNATURE,
  ess: [
    essV1([authority.certificate]),
    essV2([authority.certificate], issuerSerial(TSA_ROOT.name, authority.serial)),
  ],
});

const verify = (response: Uint8Array) => verifyTimestamp(response, SIGNATURE, { anchors: [toAnchor(root)] });

test('the token itself verifies', () => assert.equal(verify(wrapToken(TOKEN)).authority, 'CN=TSA'));

test('a changed token never verifies, and fails as a timestamp', () => {
  fc.assert(
    fc.property(edits, (changes) => {
      const token = mutate(TOKEN, changes);
      if (isSameBytes(token, TOKEN)) return;
      assert.throws(
        () => verify(wrapToken(token)),
        (error) => isStellaError(error) && error.code === 'TIMESTAMP_INVALID',
      );
    }),
    { numRuns: 1500 },
  );
});

test('a token with any one bit changed never verifies', () => {
  for (let bit = 0; bit < 8 * TOKEN.length; bit += 1) {
    const token = TOKEN.with(bit >> 3, (TOKEN[bit >> 3] ?? 0) ^ (1 << (bit & 7)));
    assert.throws(() => verify(wrapToken(token)), StellaError, `bit ${bit}`);
  }
});

test('any bytes are no response, and a query or an error with a code', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      assert.throws(() => verify(bytes), StellaError);
      assert.throws(() => parseTimestampRequest(bytes), StellaError);
    }),
    { numRuns: 1000 },
  );
});

const [ROOT_KEY, LEAF_KEY] = [ed25519Key(1), ed25519Key(2)];
const ROOT = makeCa('root', ROOT_KEY);
const SERIAL = Uint8Array.of(9);
const LEAF = makeCertificate({
  key: LEAF_KEY,
  issuer: 'root',
  signer: ROOT_KEY,
  serial: SERIAL,
  extensions: [extendedKeyUsage([EKU.codeSigning])],
});
const LIST = makeList({
  issuer: 'root',
  key: ROOT_KEY,
  entries: [
    makeEntry({ serial: Uint8Array.of(8), reason: 4 }),
    makeEntry({ serial: SERIAL, reason: 1, invalidityDate: '2024-06-01T00:00:00Z' }),
  ],
});
const PART = makeList({
  issuer: 'root',
  key: ROOT_KEY,
  extensions: [
    issuingDistributionPoint(fullName(generalName.uri('http://a'), generalName.directory('part'))),
  ],
});

test('a changed list never clears the certificate that it revokes', () => {
  fc.assert(
    fc.property(edits, (changes) => {
      assert.throws(() => {
        const lists = parseRevocationListFile(mutate(LIST, changes), 'x.crl');
        const at = '2025-01-15T00:00:00Z';
        const revocation = { lists, now: at, signedBy: null, isRequired: true };
        verifyChain(LEAF, {
          anchors: [toAnchor(ROOT)],
          intermediates: [],
          at,
          purpose: 'code-signing',
          revocation,
        });
      }, StellaError);
    }),
    { numRuns: 1500 },
  );
});

test('a changed list is a list or an error with a code', () => {
  fc.assert(
    fc.property(edits, (changes) => {
      try {
        parseRevocationListFile(mutate(PART, changes), 'x.crl');
      } catch (error) {
        if (!isStellaError(error) || error.code === 'INTERNAL') throw error;
      }
    }),
    { numRuns: 1500 },
  );
});
