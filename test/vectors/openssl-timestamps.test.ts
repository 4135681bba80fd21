/**
 * Timestamps made and checked by `openssl ts`: it answers our queries, we verify its answers, it verifies what the tests make,
 * and where a token is broken both refuse it.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { hexDecode, hexEncode } from '../../src/core/encoding/hex.ts';
import { renderPem } from '../../src/core/encoding/pem.ts';
import { utf8Encode } from '../../src/core/encoding/utf8.ts';
import { isStellaError } from '../../src/core/errors.ts';
import { parsePrivateKeyPem } from '../../src/core/keys/private-key.ts';
import { formatTimestampRequest, parseTimestampRequest } from '../../src/core/timestamp/timestamp-request.ts';
import {
  type TimestampOptions,
  type VerifiedTimestamp,
  verifyTimestamp,
} from '../../src/core/timestamp/verify-timestamp.ts';
import { EKU, extendedKeyUsage, makeCa, toAnchor } from '../helpers/certificates.ts';
import { openssl, opensslSkip, opensslSucceeds, temporaryFolder } from '../helpers/openssl.ts';
import { CA_EXTENSIONS, OpensslCa, TSA_EXTENSIONS } from '../helpers/openssl-ca.ts';
import { makeAuthority, makeResponse, type TokenRecipe } from '../helpers/timestamps.ts';

const skip = opensslSkip();
const folder = temporaryFolder();
after(() => folder.remove());
const ca = new OpensslCa(folder.path);

const SIGNATURE = utf8Encode('the first signature of a bundle');
const NONCE = hexDecode('00f1e2d3c4b5a697');

interface ReplyOptions {
  readonly signer?: string;
  readonly settings?: string;
  readonly query?: string;
}

/** `openssl ts -reply` to a query of ours, or to the file that is named. */
function reply(
  file: string,
  { signer = 'tsa', settings = '', query = 'ours.tsq' }: ReplyOptions = {},
): Uint8Array {
  const config = `[tsa]
default_tsa = own
[own]
serial = serial
signer_cert = ${signer}.pem
signer_key = ${signer}.key
certs = root.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.2
digests = sha256, sha384, sha512
accuracy = secs:1, millisecs:500
clock_precision_digits = 6
tsa_name = yes
ess_cert_id_chain = no
${settings}
`;
  // Of a setting that stands there twice the last one counts.
  writeFileSync(ca.path('tsa.cnf'), config);
  openssl(folder.path, 'ts', '-reply', '-config', 'tsa.cnf', '-queryfile', query, '-out', file);
  return read(file);
}

const read = (file: string) => new Uint8Array(readFileSync(ca.path(file)));

function verify(response: Uint8Array, options: Partial<TimestampOptions> = {}): VerifiedTimestamp {
  return verifyTimestamp(response, SIGNATURE, { anchors: [toAnchor(ca.der('root'))], ...options });
}

/** `verified`, or the reason why not. */
function decide(response: Uint8Array, options: Partial<TimestampOptions> = {}): string {
  try {
    verify(response, options);
    return 'verified';
  } catch (error) {
    if (!isStellaError(error) || error.code !== 'TIMESTAMP_INVALID') throw error;
    return String(error.details?.['reason']);
  }
}

function opensslVerifies(response: Uint8Array, root = 'root.pem', options: readonly string[] = []): boolean {
  writeFileSync(ca.path('checked.tsr'), response);
  const inputs = ['-data', 'signature', '-in', 'checked.tsr', '-CAfile', root];
  return opensslSucceeds(folder.path, 'ts', '-verify', ...inputs, ...options);
}

function assertBoth(expected: string, response: Uint8Array): void {
  assert.equal(decide(response), expected);
  assert.equal(opensslVerifies(response), expected === 'verified', 'openssl decides otherwise');
}

describe('timestamps by openssl', { skip }, () => {
  before(() => {
    writeFileSync(ca.path('signature'), SIGNATURE);
    writeFileSync(ca.path('ours.tsq'), formatTimestampRequest(SIGNATURE, NONCE));
    writeFileSync(ca.path('serial'), '01\n');
    ca.issue('root', { key: 'rsa', by: 'root', extensions: CA_EXTENSIONS });
    ca.issue('tsa', { key: 'rsa', by: 'root', extensions: TSA_EXTENSIONS });
  });

  test('are given for our query, which it reads as we wrote it', () => {
    const text = openssl(folder.path, 'ts', '-query', '-in', 'ours.tsq', '-text');
    assert.match(text, /Hash Algorithm: sha256/);
    assert.match(text, /Nonce: 0xF1E2D3C4B5A697/);
    assert.match(text, /Certificate required: yes/);
    const response = reply('good.tsr');
    assertBoth('verified', response);
    const { time, latest, authority, policy, chain } = verify(response, {
      nonce: hexDecode('f1e2d3c4b5a697'),
    });
    assert.equal(authority, 'O=Example, CN=tsa');
    assert.equal(policy, '1.2.3.4.1');
    assert.equal(chain.certificates.length, 2);
    const distance = Date.parse(latest) - Date.parse(time);
    assert.ok(distance >= 2000 && distance <= 3000, `${time} ${latest}`);
    assert.ok(Math.abs(Date.parse(time) - Date.now()) < 60_000, time);
  });

  test('verify with every key, hash and form that it has', () => {
    for (const key of ['rsa', 'p256', 'p384'] as const) {
      ca.issue(key, { key, by: 'root', extensions: TSA_EXTENSIONS });
      for (const digest of ['sha256', 'sha384', 'sha512']) {
        for (const ess of ['sha1', 'sha256', 'sha512']) {
          const settings = `signer_digest = ${digest}\ness_cert_id_alg = ${ess}\ntsa_name = no`;
          assertBoth('verified', reply('form.tsr', { signer: key, settings }));
        }
      }
    }
    assertBoth('verified', reply('chain.tsr', { settings: 'ess_cert_id_chain = yes\nordering = yes' }));
    assertBoth('verified', reply('coarse.tsr', { settings: 'clock_precision_digits = 0' }));
  });

  test('verify when it wrote the query, by SHA-256, SHA-384 and SHA-512, with a policy and without a nonce', () => {
    for (const hash of ['-sha256', '-sha384', '-sha512']) {
      const query = ['ts', '-query', '-data', 'signature', hash, '-cert', '-out', 'theirs.tsq'];
      openssl(folder.path, ...query);
      const { nonce } = parseTimestampRequest(read('theirs.tsq'));
      assert.ok(nonce !== null);
      const response = reply('theirs.tsr', { query: 'theirs.tsq' });
      assertBoth('verified', response);
      assert.equal(decide(response, { nonce }), 'verified');
      openssl(folder.path, ...query, '-no_nonce', '-tspolicy', '1.2.3.4.2');
      assert.equal(parseTimestampRequest(read('theirs.tsq')).nonce, null);
      const bare = reply('theirs.tsr', { query: 'theirs.tsq' });
      assertBoth('verified', bare);
      assert.equal(verify(bare).policy, '1.2.3.4.2');
    }
  });

  test('verify over an intermediate that they carry', () => {
    ca.issue('middle', { key: 'p384', by: 'root', extensions: CA_EXTENSIONS });
    ca.issue('deep', { key: 'p256', by: 'middle', extensions: TSA_EXTENSIONS });
    assertBoth('verified', reply('deep.tsr', { signer: 'deep', settings: 'certs = middle.pem' }));
    assertBoth('authority', reply('deep.tsr', { signer: 'deep' }));
  });

  test('without a certificate need it from elsewhere', () => {
    openssl(folder.path, 'ts', '-query', '-data', 'signature', '-sha256', '-out', 'bare.tsq');
    const response = reply('bare.tsr', { query: 'bare.tsq' });
    assertBoth('signature', response);
    assert.equal(decide(response, { certificates: [ca.der('tsa')] }), 'verified');
    assert.ok(opensslVerifies(response, 'root.pem', ['-untrusted', 'tsa.pem']));
  });

  test('over other bytes, with another nonce, or refused, are refused by both', () => {
    writeFileSync(ca.path('other'), 'another signature');
    openssl(folder.path, 'ts', '-query', '-data', 'other', '-sha256', '-cert', '-out', 'other.tsq');
    assertBoth('imprint', reply('other.tsr', { query: 'other.tsq' }));
    assert.equal(decide(reply('good.tsr'), { nonce: hexDecode('f1e2d3c4b5a698') }), 'nonce');
    openssl(
      folder.path,
      'ts',
      '-query',
      '-data',
      'signature',
      '-sha256',
      '-tspolicy',
      '1.2.3.9',
      '-out',
      'policy.tsq',
    );
    assertBoth('refused', reply('refused.tsr', { query: 'policy.tsq' }));
  });

  test('by an authority under another root, or by none, are refused by both', () => {
    ca.issue('alien', { by: 'alien', extensions: CA_EXTENSIONS, subject: '/O=Example/CN=root' });
    ca.issue('alien-tsa', { by: 'alien', extensions: TSA_EXTENSIONS });
    assertBoth('authority', reply('alien.tsr', { signer: 'alien-tsa', settings: 'certs = alien.pem' }));
    assert.equal(decide(reply('good.tsr'), { anchors: [] }), 'authority');
  });

  test('by an authority whose certificate had expired then are refused by both', () => {
    ca.issue('expired', { by: 'root', extensions: TSA_EXTENSIONS, until: '2024-01-01T00:00:00Z' });
    assertBoth('authority', reply('expired.tsr', { signer: 'expired' }));
  });

  test('with one changed byte are refused by us wherever it is, and by openssl too', () => {
    const response = reply('good.tsr', { settings: 'tsa_name = no' });
    const root = Buffer.from(response).indexOf(ca.der('root'));
    const isInRoot = (place: number) => place >= root && place < root + ca.der('root').length;
    const changed = (place: number) => response.with(place, (response[place] ?? 0) ^ 0x04);
    const places = [...response.keys()].filter((place) => !isInRoot(place));
    assert.deepEqual(
      places.filter((place) => decide(changed(place)) === 'verified'),
      [],
    );
    const some = places.filter((_, index) => index % 61 === 0);
    assert.deepEqual(
      some.filter((place) => opensslVerifies(changed(place))),
      [],
    );
  });
});

describe('timestamps that the tests make', { skip }, () => {
  const rootKey = () => parsePrivateKeyPem(readFileSync(ca.path('root.key'), 'utf8'));
  const tsaKey = () => parsePrivateKeyPem(readFileSync(ca.path('p256.key'), 'utf8'));

  /** A token by a P-256 key, whose certificate has the extensions; under a root of its own, as openssl sees both. */
  function make(
    extensions: readonly Uint8Array[],
    recipe: Partial<TokenRecipe> = {},
  ): [Uint8Array, Uint8Array] {
    const root = makeCa('TSA root', rootKey());
    const authority = makeAuthority({ name: 'TSA root', key: rootKey() }, { key: tsaKey(), extensions });
    const signatureAlgorithm = '300a06082a8648ce3d040302';
    return [root, makeResponse({ authority, over: SIGNATURE, signatureAlgorithm, ...recipe })];
  }

  function assertSame(expected: string, [root, response]: readonly [Uint8Array, Uint8Array]): void {
    writeFileSync(ca.path('made-root.pem'), renderPem('CERTIFICATE', root));
    assert.equal(decide(response, { anchors: [toAnchor(root)] }), expected);
    const isAccepted = opensslVerifies(response, 'made-root.pem');
    assert.equal(isAccepted, expected === 'verified', `openssl decides otherwise: ${hexEncode(response)}`);
  }

  test('are taken by both, or by neither', () => {
    const critical = extendedKeyUsage([EKU.timeStamping], true);
    assertSame('verified', make([critical]));
    assertSame('authority', make([extendedKeyUsage([EKU.timeStamping])]));
    assertSame('authority', make([extendedKeyUsage([EKU.codeSigning], true)]));
    assertSame('authority', make([extendedKeyUsage([EKU.timeStamping, EKU.codeSigning], true)]));
    assertSame('authority', make([]));
    assertSame('malformed', make([critical], { ess: [] }));
    assertSame('malformed', make([critical], { signerInfos: (info) => [info, info] }));
    assertSame('malformed', make([critical], { contentOid: '06092a864886f70d010701' }));
    assertSame(
      'signature',
      make([critical], { signer: rootKey(), signatureAlgorithm: '300d06092a864886f70d01010b0500' }),
    );
    assertSame('signature', make([critical], { certificates: [] }));
  });
});
