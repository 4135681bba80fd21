/** Revocation lists made by `openssl ca`, each verdict the one that `openssl verify -crl_check_all` gives too. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { isStellaError } from '../../src/core/errors.ts';
import { parseRevocationListFile, type RevocationList } from '../../src/core/x509/revocation-list.ts';
import { type VerifiedChain, verifyChain } from '../../src/core/x509/verify-chain.ts';
import { toAnchor } from '../helpers/certificates.ts';
import { openssl, opensslSkip, opensslSucceeds, temporaryFolder } from '../helpers/openssl.ts';
import { CA_EXTENSIONS, OpensslCa, SIGNING_EXTENSIONS } from '../helpers/openssl-ca.ts';

const skip = opensslSkip();
const folder = temporaryFolder();
after(() => folder.remove());
const ca = new OpensslCa(folder.path);

const AT = '2025-01-15T00:00:00Z';

function readLists(files: readonly string[]): readonly RevocationList[] {
  return files.flatMap((file) =>
    parseRevocationListFile(new Uint8Array(readFileSync(ca.path(`${file}.crl`))), file),
  );
}

interface Options {
  readonly at?: string;
  readonly now?: string;
  readonly signedBy?: string;
  readonly isRequired?: boolean;
  readonly intermediates?: readonly string[];
}

function verify(leaf: string, files: readonly string[], options: Options = {}): VerifiedChain {
  const { at = AT, now = at, signedBy = null, isRequired = true, intermediates = ['ca'] } = options;
  return verifyChain(ca.der(leaf), {
    anchors: [toAnchor(ca.der('root'))],
    intermediates: intermediates.map((name) => ca.der(name)),
    at,
    purpose: 'code-signing',
    revocation: { lists: readLists(files), now, signedBy, isRequired },
  });
}

/** The code and what is wrong, or `verified`. */
function decide(leaf: string, files: readonly string[], options: Options = {}): string {
  try {
    verify(leaf, files, options);
    return 'verified';
  } catch (error) {
    if (!isStellaError(error)) throw error;
    assert.equal(error.code, 'CERTIFICATE_UNTRUSTED');
    return error.details?.['revoked'] === undefined ? 'unknown' : 'revoked';
  }
}

function opensslVerifies(leaf: string, files: readonly string[], options: Options = {}): boolean {
  const { at = AT, intermediates = ['ca'] } = options;
  const text = (names: readonly string[], ending: string) =>
    names.map((name) => readFileSync(ca.path(`${name}.${ending}`), 'utf8')).join('');
  writeFileSync(ca.path('given-certificates.pem'), text(intermediates, 'pem'));
  writeFileSync(ca.path('given-lists.pem'), text(files, 'crl'));
  const time = String(Date.parse(at) / 1000);
  const inputs = [
    '-CAfile',
    'root.pem',
    '-untrusted',
    'given-certificates.pem',
    '-CRLfile',
    'given-lists.pem',
  ];
  return opensslSucceeds(
    folder.path,
    'verify',
    '-crl_check_all',
    '-extended_crl',
    '-use_deltas',
    '-attime',
    time,
    ...inputs,
    `${leaf}.pem`,
  );
}

function assertBoth(expected: string, leaf: string, files: readonly string[], options: Options = {}): void {
  assert.equal(decide(leaf, files, options), expected);
  assert.equal(opensslVerifies(leaf, files, options), expected === 'verified', 'openssl decides otherwise');
}

describe('revocation lists by openssl', { skip }, () => {
  before(() => {
    ca.issue('root', { key: 'rsa', by: 'root', extensions: CA_EXTENSIONS });
    ca.issue('ca', { key: 'p384', by: 'root', extensions: CA_EXTENSIONS });
    ca.issue('good', { by: 'ca', extensions: SIGNING_EXTENSIONS });
    ca.issue('stolen', { by: 'ca', extensions: SIGNING_EXTENSIONS });
    ca.issue('replaced', { by: 'ca', extensions: SIGNING_EXTENSIONS });
    ca.list('root', 'root');
    ca.list('ca', 'empty');
    ca.revoke('stolen', 'ca', ['-crl_compromise', '20240601000000Z'], '2024-12-01T00:00:00Z');
    ca.revoke('replaced', 'ca', ['-crl_reason', 'superseded'], '2024-12-01T00:00:00Z');
    ca.list('ca', 'ca');
  });

  test('clear a chain, as of the older one of its lists', () => {
    assertBoth('verified', 'good', ['root', 'ca']);
    assertBoth('verified', 'stolen', ['root', 'empty']);
    ca.list('root', 'older', { from: '2024-12-20T00:00:00Z' });
    const { revocation } = verify('good', ['older', 'ca']);
    assert.deepEqual(revocation, { asOf: '2024-12-20T00:00:00Z', uncovered: [], revokedLater: [] });
  });

  test('are read in DER too', () => {
    openssl(folder.path, 'crl', '-in', 'ca.crl', '-outform', 'DER', '-out', 'der.crl');
    assert.equal(decide('good', ['root', 'der']), 'verified');
    assert.equal(decide('stolen', ['root', 'der']), 'revoked');
  });

  test('refuse a revoked certificate, whatever the reason', () => {
    assertBoth('revoked', 'stolen', ['root', 'ca']);
    assertBoth('revoked', 'replaced', ['root', 'ca']);
    assert.throws(
      () => verify('stolen', ['root', 'ca']),
      (error) => {
        assert.ok(isStellaError(error));
        const { serialNumber, ...revoked } = (error.details?.['revoked'] ?? {}) as Record<string, unknown>;
        assert.equal(typeof serialNumber, 'string');
        assert.deepEqual(revoked, {
          subject: 'O=Example, CN=stolen',
          revokedAt: '2024-12-01T00:00:00Z',
          reason: 'keyCompromise',
          invalidSince: '2024-06-01T00:00:00Z',
        });
        return true;
      },
    );
  });

  test('refuse what a revoked intermediate issued', () => {
    ca.issue('ca2', { by: 'root', extensions: CA_EXTENSIONS });
    ca.issue('below', { by: 'ca2', extensions: SIGNING_EXTENSIONS });
    ca.list('ca2', 'ca2');
    assertBoth('verified', 'below', ['root', 'ca2'], { intermediates: ['ca2'] });
    ca.revoke('ca2', 'root', ['-crl_reason', 'CACompromise']);
    ca.list('root', 'root2');
    assertBoth('revoked', 'below', ['root2', 'ca2'], { intermediates: ['ca2'] });
  });

  test('must be current at the time of verification', () => {
    for (const at of ['2025-01-01T00:00:00Z', '2025-02-01T00:00:00Z'])
      assert.equal(decide('good', ['root', 'ca'], { at }), 'verified', at);
    assertBoth('verified', 'good', ['root', 'ca'], { at: '2025-01-31T23:59:59Z' });
    for (const at of ['2024-12-31T23:59:59Z', '2025-02-01T00:00:01Z'])
      assertBoth('unknown', 'good', ['root', 'ca'], { at });
    ca.list('ca', 'stale', { from: '2024-01-01T00:00:00Z', until: '2024-02-01T00:00:00Z' });
    assertBoth('unknown', 'good', ['root', 'stale']);
    assertBoth('verified', 'good', ['root', 'stale', 'ca']);
  });

  test('must be signed by the issuer, and cover the chain where that is asked for', () => {
    ca.issue('impostor', { by: 'root', extensions: CA_EXTENSIONS, subject: '/O=Example/CN=ca' });
    ca.list('impostor', 'forged');
    assert.equal(decide('stolen', ['root', 'forged']), 'unknown');
    assert.equal(opensslVerifies('stolen', ['root', 'forged']), false);
    assertBoth('unknown', 'good', ['root']);
    assert.deepEqual(verify('good', ['root'], { isRequired: false }).revocation, {
      asOf: null,
      uncovered: ['O=Example, CN=good'],
      revokedLater: [],
    });
    const bytes = readFileSync(ca.path('ca.crl'), 'utf8');
    writeFileSync(
      ca.path('altered.crl'),
      bytes.replace(
        /\n(.)(.*)\n(-+END)/,
        (_, first, rest, end) => `\n${first === 'A' ? 'B' : 'A'}${rest}\n${end}`,
      ),
    );
    assertBoth('unknown', 'good', ['root', 'altered']);
  });

  test('must be signed by a key that may sign them', () => {
    const extensions = 'basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign\n';
    ca.issue('mute', { by: 'root', extensions });
    ca.issue('of-mute', { by: 'mute', extensions: SIGNING_EXTENSIONS });
    ca.list('mute', 'mute');
    assertBoth('unknown', 'of-mute', ['root', 'mute'], { intermediates: ['mute'] });
  });

  test('may be signed by another key of the same CA', () => {
    const issuer = { by: 'root', subject: '/O=Example/CN=ca' };
    const onlyLists =
      'basicConstraints=critical,CA:false\nkeyUsage=critical,cRLSign\nsubjectKeyIdentifier=hash\n';
    // openssl finds the key by its identifier.
    const named = { extensions: 'authorityKeyIdentifier=keyid:always' };
    ca.issue('lists', { ...issuer, extensions: onlyLists });
    ca.list('lists', 'separate', named);
    const both = { intermediates: ['ca', 'lists'] };
    assertBoth('verified', 'good', ['root', 'separate'], both);
    ca.revoke('lists', 'root');
    ca.list('root', 'root3');
    assertBoth('unknown', 'good', ['root3', 'separate'], both);
    ca.issue('unfit', { ...issuer, extensions: SIGNING_EXTENSIONS });
    ca.list('unfit', 'unfit');
    assertBoth('unknown', 'good', ['root', 'unfit'], { intermediates: ['ca', 'unfit'] });
  });

  test('may be split by kinds of certificates', () => {
    const idp = (text: string) => ({
      extensions: `issuingDistributionPoint=critical,@idp\n[idp]\n${text}\n`,
    });
    ca.list('ca', 'users', idp('onlyuser=TRUE'));
    ca.list('ca', 'authorities', idp('onlyCA=TRUE'));
    ca.list('root', 'root-authorities', idp('onlyCA=TRUE'));
    assertBoth('verified', 'good', ['root-authorities', 'users']);
    assertBoth('revoked', 'stolen', ['root', 'users']);
    assertBoth('unknown', 'good', ['root', 'authorities']);
  });

  test('may be split by distribution points, of which a certificate must name one', () => {
    const idp = (uri: string) => ({
      extensions: `issuingDistributionPoint=critical,@idp\n[idp]\nfullname=URI:${uri}\n`,
    });
    ca.list('ca', 'part', idp('http://example.com/part.crl'));
    ca.list('ca', 'other', idp('http://example.com/other.crl'));
    const points = 'crlDistributionPoints=URI:http://example.com/ldap,URI:http://example.com/part.crl\n';
    ca.issue('pointed', { by: 'ca', extensions: SIGNING_EXTENSIONS + points });
    assertBoth('verified', 'pointed', ['root', 'part']);
    assertBoth('unknown', 'pointed', ['root', 'other']);
    assertBoth('unknown', 'good', ['root', 'part']);
  });

  test('of kinds that are not supported are refused where they would be needed', () => {
    const idp = (text: string) => `issuingDistributionPoint=critical,@idp\n[idp]\n${text}\n`;
    const kinds = {
      indirect: idp('indirectCRL=TRUE'),
      unknown: '1.2.3.4=critical,DER:0500',
    };
    for (const [file, extensions] of Object.entries(kinds)) {
      ca.list('ca', file, { extensions });
      assert.equal(decide('good', ['root', file]), 'unknown', file);
      assert.equal(decide('good', ['root', file, 'ca']), 'unknown', `${file}, beside a good one`);
    }
    assertBoth('unknown', 'good', ['root', 'unknown']);
  });

  test('for some reasons are enough when together they are for all', () => {
    const some = 'issuingDistributionPoint=critical,@idp\n[idp]\nonlysomereasons=';
    ca.list('ca', 'theft', { extensions: `${some}keyCompromise,CACompromise\n` });
    const others =
      'affiliationChanged,superseded,cessationOfOperation,certificateHold,privilegeWithdrawn,AACompromise';
    ca.list('ca', 'others', { extensions: `${some}${others}\n` });
    assert.equal(decide('good', ['root', 'theft']), 'unknown');
    assert.equal(decide('good', ['root', 'others']), 'unknown');
    assertBoth('verified', 'good', ['root', 'theft', 'others']);
    assert.equal(decide('good', ['root', 'theft', 'ca']), 'verified');
  });

  test('change a complete list as delta lists', () => {
    ca.issue('fresh', { by: 'ca', extensions: SIGNING_EXTENSIONS });
    // openssl looks at deltas only of lists that name where they are.
    ca.list('ca', 'base', { extensions: 'freshestCRL=URI:http://crl.example/delta\n' });
    const number = openssl(folder.path, 'crl', '-in', 'base.crl', '-noout', '-crlnumber')
      .trim()
      .slice(10 + 2);
    const deltaTo = (base: string) => ({
      from: '2025-01-10T00:00:00Z',
      extensions: `2.5.29.27=critical,DER:0201${base}`,
    });
    ca.list('ca', 'nothing-new', deltaTo(number));
    assertBoth('verified', 'fresh', ['root', 'base', 'nothing-new']);
    ca.revoke('fresh', 'ca', ['-crl_reason', 'keyCompromise'], '2025-01-09T00:00:00Z');
    ca.list('ca', 'delta', deltaTo(number));
    assertBoth('verified', 'fresh', ['root', 'base']);
    assertBoth('revoked', 'fresh', ['root', 'base', 'delta']);
    assertBoth('verified', 'good', ['root', 'base', 'delta']);
    assertBoth('unknown', 'good', ['root', 'delta']);
    ca.list('ca', 'too-new', deltaTo('7f'));
    assert.equal(decide('good', ['root', 'base', 'too-new']), 'unknown');
  });

  test('clear what a trusted timestamp dates before a revocation without harm, and before the theft', () => {
    const at = '2024-11-01T00:00:00Z';
    const decideSigned = (leaf: string, signedBy: string) =>
      decide(leaf, ['root', 'ca'], { at: signedBy, now: AT, signedBy });
    assert.equal(decideSigned('replaced', at), 'verified');
    assert.equal(decideSigned('replaced', '2024-12-01T00:00:00Z'), 'revoked');
    assert.equal(decideSigned('stolen', at), 'revoked');
    assert.equal(decideSigned('stolen', '2024-05-31T23:59:59Z'), 'verified');
    const { revocation } = verify('replaced', ['root', 'ca'], { at, now: AT, signedBy: at });
    assert.deepEqual(
      revocation?.revokedLater.map(({ subject, revokedAt, reason }) => [subject, revokedAt, reason]),
      [['O=Example, CN=replaced', '2024-12-01T00:00:00Z', 'superseded']],
    );
  });

  test('say nothing of a certificate that expired before them', () => {
    ca.issue('old', { by: 'ca', extensions: SIGNING_EXTENSIONS, until: '2024-06-01T00:00:00Z' });
    const signed = { at: '2024-05-01T00:00:00Z', signedBy: '2024-05-01T00:00:00Z', now: AT };
    assert.equal(decide('old', ['root', 'ca'], signed), 'unknown');
    assert.deepEqual(verify('old', ['root', 'ca'], { ...signed, isRequired: false }).revocation?.uncovered, [
      'O=Example, CN=old',
    ]);
    const keeps = '2.5.29.60=DER:180f32303234303130313030303030305a\n';
    ca.list('ca', 'keeps', { extensions: keeps });
    assert.equal(decide('old', ['root', 'keeps'], signed), 'verified');
    ca.list('ca', 'while-valid', { from: '2024-05-15T00:00:00Z', until: '2024-06-15T00:00:00Z' });
    assert.equal(decide('old', ['root', 'while-valid'], signed), 'verified');
  });
});
