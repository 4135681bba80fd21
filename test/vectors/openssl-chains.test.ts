/** Chains made by the `openssl` program as people make them, each verdict the one that `openssl verify` gives too. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parsePem } from '../../src/core/encoding/pem.ts';
import { isStellaError } from '../../src/core/errors.ts';
import { verifyChain } from '../../src/core/x509/verify-chain.ts';
import { toAnchor } from '../helpers/certificates.ts';
import { openssl, opensslSkip, opensslSucceeds, temporaryFolder } from '../helpers/openssl.ts';

const skip = opensslSkip();
const folder = temporaryFolder();
after(() => folder.remove());

const CA_EXTENSIONS = 'basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\n';
const LEAF_EXTENSIONS = 'keyUsage=critical,digitalSignature\nextendedKeyUsage=codeSigning\n';
/** openssl dates certificates from now on. */
const AT_SECONDS = Math.floor(Date.now() / 1000) + 3600;
const AT = `${new Date(AT_SECONDS * 1000).toISOString().slice(0, 19)}Z`;

const KEY_OPTIONS = {
  rsa: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
  small: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024'],
  p256: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  p384: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  p521: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-521'],
  ed25519: ['-algorithm', 'ed25519'],
} as const;

interface Issue {
  readonly name: string;
  readonly key: keyof typeof KEY_OPTIONS;
  /** The name of the issuing certificate; its own for a root. */
  readonly by: string;
  readonly extensions: string;
  readonly options?: readonly string[];
}

function issue({ name, key, by, extensions, options = [] }: Issue): void {
  openssl(folder.path, 'genpkey', ...KEY_OPTIONS[key], '-out', `${name}.key`);
  openssl(
    folder.path,
    'req',
    '-new',
    '-key',
    `${name}.key`,
    '-subj',
    `/O=Example/CN=${name}`,
    '-out',
    `${name}.csr`,
  );
  writeFileSync(join(folder.path, `${name}.ext`), extensions);
  const signer =
    name === by
      ? ['-signkey', `${name}.key`]
      : ['-CA', `${by}.pem`, '-CAkey', `${by}.key`, '-CAcreateserial'];
  const args = ['x509', '-req', '-in', `${name}.csr`, ...signer, '-days', '3650', '-extfile', `${name}.ext`];
  openssl(folder.path, ...args, ...options, '-out', `${name}.pem`);
}

function der(name: string): Uint8Array {
  const [block] = parsePem(readFileSync(join(folder.path, `${name}.pem`), 'utf8'), name);
  return block?.der ?? new Uint8Array();
}

/** The error code, or `verified`. */
function decide(leaf: string, intermediates: readonly string[], root: string): string {
  const anchors = [toAnchor(der(root))];
  try {
    verifyChain(der(leaf), {
      anchors,
      intermediates: intermediates.map(der),
      at: AT,
      purpose: 'code-signing',
    });
    return 'verified';
  } catch (error) {
    if (isStellaError(error)) return error.code;
    throw error;
  }
}

function opensslVerifies(leaf: string, intermediates: readonly string[], root: string): boolean {
  writeFileSync(
    join(folder.path, 'untrusted.pem'),
    intermediates.map((name) => readFileSync(join(folder.path, `${name}.pem`), 'utf8')).join(''),
  );
  const at = ['-attime', String(AT_SECONDS), '-auth_level', '2'];
  const untrusted = intermediates.length === 0 ? [] : ['-untrusted', 'untrusted.pem'];
  return opensslSucceeds(folder.path, 'verify', ...at, '-CAfile', `${root}.pem`, ...untrusted, `${leaf}.pem`);
}

function assertBoth(expected: string, leaf: string, intermediates: readonly string[], root: string): void {
  assert.equal(decide(leaf, intermediates, root), expected);
  assert.equal(
    opensslVerifies(leaf, intermediates, root),
    expected === 'verified',
    'openssl decides otherwise',
  );
}

describe('chains by openssl', { skip }, () => {
  before(() => {
    issue({ name: 'root', key: 'rsa', by: 'root', extensions: CA_EXTENSIONS });
    issue({ name: 'ca', key: 'p384', by: 'root', extensions: CA_EXTENSIONS });
    issue({ name: 'leaf', key: 'ed25519', by: 'ca', extensions: LEAF_EXTENSIONS });
  });

  test('of RSA, P-384 and Ed25519 keys verify', () => assertBoth('verified', 'leaf', ['ca'], 'root'));

  test('verify with every key and hash that is supported', () => {
    for (const key of ['rsa', 'p256', 'p384', 'p521', 'ed25519'] as const) {
      for (const hash of key === 'ed25519' ? [''] : ['-sha256', '-sha384', '-sha512']) {
        const options = hash === '' ? [] : [hash];
        issue({ name: 'ca2', key, by: 'ca2', extensions: CA_EXTENSIONS, options });
        issue({ name: 'leaf2', key: 'p256', by: 'ca2', extensions: LEAF_EXTENSIONS, options });
        assertBoth('verified', 'leaf2', [], 'ca2');
      }
    }
  });

  test('signed with RSASSA-PSS verify, with the salt that the certificate says', () => {
    for (const salt of ['digest', '20', 'max']) {
      for (const hash of ['sha256', 'sha512']) {
        const options = [`-${hash}`, '-sigopt', 'rsa_padding_mode:pss', '-sigopt', `rsa_pss_saltlen:${salt}`];
        issue({ name: 'pss', key: 'p256', by: 'root', extensions: LEAF_EXTENSIONS, options });
        assertBoth('verified', 'pss', [], 'root');
      }
    }
  });

  test('signed with SHA-1, or with a small RSA key, are untrusted', () => {
    issue({ name: 'sha1', key: 'p256', by: 'root', extensions: LEAF_EXTENSIONS, options: ['-sha1'] });
    assertBoth('CERTIFICATE_UNTRUSTED', 'sha1', [], 'root');
    issue({ name: 'weak', key: 'small', by: 'weak', extensions: CA_EXTENSIONS });
    issue({ name: 'weak-leaf', key: 'p256', by: 'weak', extensions: LEAF_EXTENSIONS });
    assertBoth('CERTIFICATE_UNTRUSTED', 'weak-leaf', [], 'weak');
  });

  test('without the intermediate, or with a leaf as intermediate, are untrusted', () => {
    assertBoth('CERTIFICATE_UNTRUSTED', 'leaf', [], 'root');
    issue({ name: 'below', key: 'p256', by: 'leaf', extensions: LEAF_EXTENSIONS });
    assertBoth('CERTIFICATE_UNTRUSTED', 'below', ['leaf', 'ca'], 'root');
  });

  test('past a path length are untrusted', () => {
    issue({
      name: 'short',
      key: 'p256',
      by: 'short',
      extensions: CA_EXTENSIONS.replace('true', 'true,pathlen:0'),
    });
    issue({ name: 'middle', key: 'p256', by: 'short', extensions: CA_EXTENSIONS });
    issue({ name: 'deep', key: 'p256', by: 'middle', extensions: LEAF_EXTENSIONS });
    assertBoth('CERTIFICATE_UNTRUSTED', 'deep', ['middle'], 'short');
    issue({ name: 'direct', key: 'p256', by: 'short', extensions: LEAF_EXTENSIONS });
    assertBoth('verified', 'direct', [], 'short');
  });

  test('are bound by name constraints', () => {
    const constrained = `${CA_EXTENSIONS}nameConstraints=critical,permitted;DNS:example.com,excluded;DNS:bad.example.com,permitted;email:.example.com\n`;
    issue({ name: 'bound', key: 'p256', by: 'bound', extensions: constrained });
    const names = [
      ['verified', 'DNS:a.example.com'],
      ['CERTIFICATE_UNTRUSTED', 'DNS:bad.example.com'],
      ['CERTIFICATE_UNTRUSTED', 'DNS:example.org'],
      ['verified', 'email:a@mail.example.com'],
      ['CERTIFICATE_UNTRUSTED', 'email:a@example.org'],
      ['verified', 'IP:192.0.2.1'],
    ] as const;
    for (const [expected, name] of names) {
      issue({
        name: 'named',
        key: 'p256',
        by: 'bound',
        extensions: `${LEAF_EXTENSIONS}subjectAltName=${name}\n`,
      });
      assertBoth(expected, 'named', [], 'bound');
    }
  });

  test('follow certificate policies when a CA requires them', () => {
    const policies = (oid: string) => `certificatePolicies=${oid}\n`;
    const required = `${CA_EXTENSIONS}${policies('1.2.3.4')}policyConstraints=critical,requireExplicitPolicy:0\n`;
    issue({ name: 'policy', key: 'p256', by: 'root', extensions: required });
    issue({ name: 'same', key: 'p256', by: 'policy', extensions: LEAF_EXTENSIONS + policies('1.2.3.4') });
    assert.equal(decide('same', ['policy'], 'root'), 'verified');
    issue({ name: 'other', key: 'p256', by: 'policy', extensions: LEAF_EXTENSIONS + policies('1.2.3.5') });
    assert.equal(decide('other', ['policy'], 'root'), 'CERTIFICATE_UNTRUSTED');
    issue({ name: 'none', key: 'p256', by: 'policy', extensions: LEAF_EXTENSIONS });
    assert.equal(decide('none', ['policy'], 'root'), 'CERTIFICATE_UNTRUSTED');
  });

  test('made without any extension file, which gives version 1, lack the purpose', () => {
    openssl(folder.path, 'req', '-new', '-key', 'leaf.key', '-subj', '/CN=plain', '-out', 'plain.csr');
    openssl(
      folder.path,
      'x509',
      '-req',
      '-in',
      'plain.csr',
      '-CA',
      'root.pem',
      '-CAkey',
      'root.key',
      '-days',
      '3650',
      '-out',
      'plain.pem',
    );
    assert.equal(decide('plain', [], 'root'), 'CERTIFICATE_USAGE');
  });

  test('end in what req -x509 makes with its own defaults', () => {
    openssl(
      folder.path,
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-noenc',
      '-keyout',
      'own.key',
      '-out',
      'own.pem',
      '-subj',
      '/CN=own',
      '-days',
      '3650',
    );
    issue({ name: 'owned', key: 'ed25519', by: 'own', extensions: LEAF_EXTENSIONS });
    assertBoth('verified', 'owned', [], 'own');
  });
});
