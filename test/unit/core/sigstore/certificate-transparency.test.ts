import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { derEncode } from '../../../../src/core/encoding/der-writer.ts';
import { verifyScts } from '../../../../src/core/sigstore/certificate-transparency.ts';
import { parseSctList, SCTS_MAX } from '../../../../src/core/sigstore/sct-list.ts';
import type { TrustedLog } from '../../../../src/core/sigstore/trusted-root.ts';
import { parseCertificate } from '../../../../src/core/x509/certificate.ts';
import { extension, makeCa } from '../../../helpers/certificates.ts';
import { KEYS, type LeafRecipe, logIdOf, makeLeaf } from '../../../helpers/sigstore-instance.ts';

const issuer = parseCertificate(makeCa('Fulcio', KEYS.intermediate));
const log: TrustedLog = {
  name: 'ct.example',
  logId: logIdOf(KEYS.certificateLog),
  checkpointKeyId: null,
  key: KEYS.certificateLog.publicKey,
  validFor: null,
};
const verify = (recipe: LeafRecipe, logs: readonly TrustedLog[] = [log], by = issuer) =>
  verifyScts(parseCertificate(makeLeaf(recipe)), by, logs);

describe('verifyScts', () => {
  it('names the logs that vouch for the certificate', () => {
    assert.deepEqual(verify({}), ['ct.example']);
    assert.deepEqual(
      verify({ sctKeys: [KEYS.certificateLog, KEYS.other] }),
      ['ct.example'],
      'one that is not known does no harm',
    );
    const both = [
      log,
      { ...log, name: 'other.example', logId: logIdOf(KEYS.other), key: KEYS.other.publicKey },
    ];
    assert.deepEqual(verify({ sctKeys: [KEYS.certificateLog, KEYS.other] }, both), [
      'ct.example',
      'other.example',
    ]);
  });

  it('reads the certificate without the list, wherever that stands', () => {
    assert.deepEqual(verify({ extra: [extension('06032a0304', Uint8Array.of(5, 0))] }), ['ct.example']);
  });

  for (const [what, recipe, logs, by] of [
    ['no list', { sctKeys: [] }, [log], issuer],
    ['a log that is not known', { sctKeys: [KEYS.other] }, [log], issuer],
    ['a signature by another key', {}, [{ ...log, key: KEYS.other.publicKey }], issuer],
    ['a key that cannot be used', {}, [{ ...log, key: 'too short' }], issuer],
    ['another issuer', {}, [log], parseCertificate(makeCa('Fulcio', KEYS.other))],
    ['a log that was not in force', {}, [{ ...log, validFor: { start: 0, end: 1 } }], issuer],
    [
      'a good one beside a bad one',
      { sctKeys: [KEYS.certificateLog, KEYS.other] },
      [log, { ...log, logId: logIdOf(KEYS.other) }],
      issuer,
    ],
  ] as const) {
    it(`is CERTIFICATE_UNTRUSTED for ${what}`, () => {
      assert.throws(() => verify(recipe, logs, by), { code: 'CERTIFICATE_UNTRUSTED' });
    });
  }
});

describe('parseSctList', () => {
  const sct = Uint8Array.of(0, ...new Uint8Array(32), ...new Uint8Array(8), 0, 0, 4, 3, 0, 1, 9);
  const vector = (bytes: Uint8Array) => Uint8Array.of(bytes.length >> 8, bytes.length & 0xff, ...bytes);
  const list = (...scts: readonly Uint8Array[]) => derEncode(0x04, vector(Buffer.concat(scts.map(vector))));

  it('reads the list', () => {
    const [first, ...more] = parseSctList(list(sct, sct));
    assert.deepEqual([first?.timestamp, first?.signature, more.length], [0, Uint8Array.of(9), 1]);
    assert.deepEqual(parseSctList(list()), []);
  });

  for (const [what, bytes] of Object.entries({
    'no DER': Uint8Array.of(1, 2, 3),
    'another DER element': derEncode(0x30),
    'a list that is cut off': derEncode(0x04, Uint8Array.of(0, 9)),
    'bytes after the list': derEncode(0x04, Uint8Array.of(0, 0, 1)),
    'an SCT that is cut off': list(sct.subarray(0, 40)),
    'bytes after an SCT': list(Uint8Array.of(...sct, 1)),
    'an empty SCT': list(new Uint8Array()),
    'another version': list(sct.with(0, 1)),
  })) {
    it(`refuses ${what}`, () => {
      assert.throws(() => parseSctList(bytes), { code: 'INPUT_INVALID' });
    });
  }

  it('refuses more than its limit', () => {
    assert.equal(parseSctList(list(...new Array<Uint8Array>(SCTS_MAX).fill(sct))).length, SCTS_MAX);
    assert.throws(() => parseSctList(list(...new Array<Uint8Array>(SCTS_MAX + 1).fill(sct))), {
      code: 'LIMIT_EXCEEDED',
    });
  });
});
