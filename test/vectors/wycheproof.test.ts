/**
 * C2SP Wycheproof: every signature file that lies beside the project and whose algorithm is one of ours. `valid` must
 * verify, `invalid` must be refused, and each `acceptable` case is decided here by name.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { hexDecode } from '../../src/core/encoding/hex.ts';
import { isEcdsaDerSignatureValid, isEcdsaSignatureValid } from '../../src/core/keys/ecdsa.ts';
import { parsePublicKeyDer, parsePublicKeyPem } from '../../src/core/keys/public-key.ts';
import { isRsaPkcs1SignatureValid, isRsaPssSignatureValid } from '../../src/core/keys/rsa.ts';
import { isSignatureValid } from '../../src/core/keys/signature.ts';
import type { PublicKey } from '../../src/core/keys/types.ts';
import { corpusPath, corpusSkip } from '../helpers/corpora.ts';

interface Case {
  readonly tcId: number;
  readonly comment: string;
  readonly flags: readonly string[];
  readonly msg: string;
  readonly sig: string;
  readonly result: 'valid' | 'invalid' | 'acceptable';
}

interface Group {
  readonly type: string;
  readonly publicKeyDer: string;
  readonly publicKeyPem: string;
  readonly tests: readonly Case[];
}

type Check = (key: PublicKey, message: Uint8Array, signature: Uint8Array) => boolean;

/** The exact algorithm of each kind of group; `isSignatureValid`, which also takes the other forms, is checked besides. */
const CHECKS: Readonly<Record<string, Check>> = {
  EddsaVerify: isSignatureValid,
  EcdsaVerify: (key, message, signature) =>
    isEcdsaDerSignatureValid(key, key.algorithm === 'ecdsa-p384' ? 'sha384' : 'sha256', message, signature),
  EcdsaP1363Verify: isEcdsaSignatureValid,
  RsassaPkcs1Verify: (key, message, signature) => isRsaPkcs1SignatureValid(key, 'sha256', message, signature),
  RsassaPssVerify: (key, message, signature) => isRsaPssSignatureValid(key, 'sha256', 32, message, signature),
};

/** `acceptable` flags and our decision: legacy encodings are refused, because a signature must have one reading. */
const REFUSED_FLAGS: ReadonlySet<string> = new Set(['MissingNull']);

/**
 * A file for one RSA scheme calls a good signature of the other one invalid; DSSE names no scheme, so `isSignatureValid`
 * takes both (with SHA-256 and, for PSS, 32 bytes of salt).
 */
const OTHER_RSA_SCHEME: ReadonlySet<string> = new Set([
  'rsa_pss_2048_sha256_mgf1_32_test.json 108',
  'rsa_signature_2048_sha256_test.json 257',
]);

const skip = corpusSkip('wycheproof');
const files =
  skip === false ? readdirSync(corpusPath('wycheproof')).filter((name) => name.endsWith('.json')) : [];

test('the corpus has every algorithm that is supported', { skip }, () => {
  assert.ok(files.length >= 6, files.join(' '));
});

for (const file of files) {
  test(`decides every case of ${file} as Wycheproof does`, () => {
    const { testGroups } = JSON.parse(readFileSync(corpusPath(`wycheproof/${file}`), 'utf8')) as {
      testGroups: readonly Group[];
    };
    const wrong: string[] = [];
    for (const group of testGroups) wrong.push(...wrongCases(file, group));
    assert.deepEqual(wrong, []);
  });
}

function wrongCases(file: string, group: Group): string[] {
  const key = parsePublicKeyDer(hexDecode(group.publicKeyDer));
  assert.equal(parsePublicKeyPem(group.publicKeyPem).keyid, key.keyid);
  const check = CHECKS[group.type];
  assert.ok(check !== undefined, `no check for ${group.type}`);
  return group.tests.flatMap((item) => {
    const expected = item.result === 'valid' || (item.result === 'acceptable' && !isRefusedByFlag(item));
    const [message, signature] = [hexDecode(item.msg), hexDecode(item.sig)];
    const actual = check(key, message, signature);
    const isRight =
      actual === expected &&
      isSignatureValid(key, message, signature) ===
        (expected || OTHER_RSA_SCHEME.has(`${file} ${item.tcId}`));
    return isRight ? [] : [`${item.tcId} ${item.result} [${item.flags.join(' ')}] ${item.comment}`];
  });
}

function isRefusedByFlag(item: Case): boolean {
  return item.flags.some((flag) => REFUSED_FLAGS.has(flag));
}
