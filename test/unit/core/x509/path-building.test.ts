import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { derEncode } from '../../../../src/core/encoding/der-writer.ts';
import { hexDecode } from '../../../../src/core/encoding/hex.ts';
import { type Certificate, parseCertificate } from '../../../../src/core/x509/certificate.ts';
import { candidatePaths, STEPS_MAX } from '../../../../src/core/x509/path-building.ts';
import { type CertificateRecipe, extension, makeCa, makeCertificate } from '../../../helpers/certificates.ts';
import { ed25519Key } from '../../../helpers/test-keys.ts';

const AT = '2025-01-15T00:00:00Z';
const ROOT_KEY = ed25519Key(1);
const byRoot = { name: 'root', key: ROOT_KEY };
const ca = (
  subject: string,
  fill: number,
  by: typeof byRoot | undefined,
  recipe: Partial<CertificateRecipe> = {},
) => parseCertificate(makeCa(subject, ed25519Key(fill), by, recipe));
const leafOf = (name: string, fill: number, extensions: readonly Uint8Array[] = []) =>
  parseCertificate(
    makeCertificate({ key: ed25519Key(9), issuer: name, signer: ed25519Key(fill), extensions }),
  );
const ROOT = ca('root', 1, undefined);
const subjectKeyId = (hex: string) => extension(14, derEncode(0x04, hexDecode(hex)));
const authorityKeyId = (hex: string) => extension(35, derEncode(0x30, derEncode(0x80, hexDecode(hex))));

function paths(leaf: Certificate, anchors: readonly Certificate[], intermediates: readonly Certificate[]) {
  return [...candidatePaths(leaf, { anchors, intermediates, at: AT })];
}
const serials = (path: { readonly certificates: readonly Certificate[] } | undefined) =>
  path?.certificates.map(({ serialNumber }) => serialNumber);

describe('candidatePaths', () => {
  test('gives every path, complete ones and dead ends', () => {
    const twice = [ca('ca', 2, byRoot), ca('ca', 2, { name: 'nobody', key: ed25519Key(5) })];
    const found = paths(leafOf('ca', 2), [ROOT], twice);
    assert.deepEqual(
      found.map(({ certificates, deadEnd }) => [certificates.length, deadEnd]),
      [
        [3, undefined],
        [2, 'no certificate of its issuer is trusted or was given'],
      ],
    );
  });

  test('tries anchors first, then fitting key identifiers, then what is valid at the time', () => {
    const serial = (value: number) => ({ serial: Uint8Array.of(value) });
    const pool = [
      ca('ca', 2, byRoot, {
        ...serial(5),
        notAfter: '2021-01-01T00:00:00Z',
        extensions: [subjectKeyId('bb')],
      }),
      ca('ca', 2, byRoot, { ...serial(4), extensions: [subjectKeyId('bb')] }),
      ca('ca', 2, byRoot, {
        ...serial(3),
        notAfter: '2021-01-01T00:00:00Z',
        extensions: [subjectKeyId('aa')],
      }),
      ca('ca', 2, byRoot, { ...serial(2), extensions: [subjectKeyId('aa')] }),
    ];
    const anchor = ca('ca', 2, byRoot, {
      ...serial(1),
      notAfter: '2021-01-01T00:00:00Z',
      extensions: [subjectKeyId('bb')],
    });
    const found = paths(leafOf('ca', 2, [authorityKeyId('aa')]), [ROOT, anchor], pool);
    assert.deepEqual(
      found.map((path) => serials(path)?.[1]),
      ['01', '02', '03', '04', '05'],
    );
  });

  test('is the same whatever stands twice in the pool', () => {
    const intermediate = ca('ca', 2, byRoot);
    const found = paths(leafOf('ca', 2), [ROOT, ROOT], [intermediate, ROOT, intermediate]);
    assert.equal(found.length, 1);
  });

  test('matches names as RFC 5280 does', () => {
    const shouting = ca('My  CA', 2, byRoot);
    assert.equal(paths(leafOf('my ca', 2), [ROOT], [shouting])[0]?.certificates.length, 3);
  });

  test('says why the key of an issuer cannot be used', () => {
    const spkiDer = derEncode(0x30, hexDecode('300506032b656f'), hexDecode('030100'));
    const [found] = paths(leafOf('ca', 2), [ROOT], [ca('ca', 2, byRoot, { spkiDer })]);
    assert.match(found?.deadEnd ?? '', /key of its issuer cannot be used: public key: expected/);
  });

  test('ends after the limit of steps, and says so', () => {
    const crowd = Array.from({ length: STEPS_MAX + 5 }, (_, index) =>
      ca('ca', 3, byRoot, { serial: Uint8Array.of(1, index >> 8, index & 0xff) }),
    );
    const found = paths(leafOf('ca', 2), [ROOT], crowd);
    assert.equal(found.length, STEPS_MAX + 1);
    assert.match(found.at(-1)?.deadEnd ?? '', /no path was found in 500 steps/);
  });
});
