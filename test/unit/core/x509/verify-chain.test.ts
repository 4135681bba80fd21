import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { derEncode } from '../../../../src/core/encoding/der-writer.ts';
import { hexDecode } from '../../../../src/core/encoding/hex.ts';
import { type ErrorCode, StellaError } from '../../../../src/core/errors.ts';
import type { SigningKey } from '../../../../src/core/keys/types.ts';
import { CHAIN_LENGTH_MAX } from '../../../../src/core/x509/path-building.ts';
import { type ChainOptions, INTERMEDIATES_MAX, verifyChain } from '../../../../src/core/x509/verify-chain.ts';
import {
  altNames,
  basicConstraints,
  type CertificateRecipe,
  EKU,
  extendedKeyUsage,
  extension,
  keyUsage,
  makeCa,
  makeCertificate,
  nameConstraints,
  toAnchor,
} from '../../../helpers/certificates.ts';
import { ed25519Key } from '../../../helpers/test-keys.ts';

const [ROOT_KEY, CA_KEY, LEAF_KEY, OTHER_KEY] = [1, 2, 3, 4].map(ed25519Key) as [
  SigningKey,
  SigningKey,
  SigningKey,
  SigningKey,
];
const byRoot = { name: 'root', key: ROOT_KEY };
const ROOT = makeCa('root', ROOT_KEY);
const CA = makeCa('ca', CA_KEY, byRoot);
const AT = '2025-01-15T00:00:00Z';
const CODE_SIGNING = [keyUsage(0x80, 7), extendedKeyUsage([EKU.codeSigning])];

function makeLeaf(recipe: Partial<CertificateRecipe> = {}): Uint8Array {
  return makeCertificate({
    key: LEAF_KEY,
    issuer: 'ca',
    signer: CA_KEY,
    extensions: CODE_SIGNING,
    ...recipe,
  });
}

function verify(
  leaf: Uint8Array,
  options: Partial<ChainOptions> & { readonly roots?: readonly Uint8Array[] } = {},
) {
  const { roots = [ROOT], ...rest } = options;
  const anchors = roots.map((der, index) => toAnchor(der, `root-${index}.pem`));
  return verifyChain(leaf, { anchors, intermediates: [CA], at: AT, purpose: 'code-signing', ...rest });
}

const subjects = (chain: ReturnType<typeof verifyChain>) => chain.certificates.map(({ subject }) => subject);

function assertRefused(run: () => unknown, code: ErrorCode, message: RegExp): void {
  assert.throws(run, (error) => {
    assert.ok(error instanceof StellaError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    return true;
  });
}

describe('a good chain', () => {
  test('is proven, leaf first and anchor last, with the key that it vouches for', () => {
    const chain = verify(makeLeaf());
    assert.deepEqual(subjects(chain), ['CN=leaf', 'CN=ca', 'CN=root']);
    assert.equal(chain.anchorSource, 'root-0.pem');
    assert.equal(chain.publicKey.keyid, LEAF_KEY.publicKey.keyid);
    assert.deepEqual(
      { ...chain.certificates[0], fingerprint: '' },
      {
        subject: 'CN=leaf',
        issuer: 'CN=ca',
        serialNumber: '01',
        notBefore: '2020-01-01T00:00:00Z',
        notAfter: '2040-01-01T00:00:00Z',
        fingerprint: '',
      },
    );
  });

  test('needs no intermediate when the anchor issued the leaf, and ignores those that do not belong to it', () => {
    const leaf = makeLeaf({ issuer: 'root', signer: ROOT_KEY });
    assert.deepEqual(subjects(verify(leaf, { intermediates: [] })), ['CN=leaf', 'CN=root']);
    assert.deepEqual(subjects(verify(leaf, { intermediates: [CA, ROOT, leaf] })), ['CN=leaf', 'CN=root']);
  });

  test('may end in an intermediate that is trusted itself', () => {
    assert.deepEqual(subjects(verify(makeLeaf(), { roots: [CA], intermediates: [] })), ['CN=leaf', 'CN=ca']);
  });

  test('may be a leaf alone that is trusted itself, as long as it is valid and for that use', () => {
    const leaf = makeLeaf();
    assert.deepEqual(subjects(verify(leaf, { roots: [leaf], intermediates: [] })), ['CN=leaf']);
    assertRefused(
      () => verify(leaf, { roots: [leaf], at: '2041-01-01T00:00:00Z' }),
      'CERTIFICATE_EXPIRED',
      /until 2040/,
    );
    const server = makeLeaf({ extensions: [] });
    assertRefused(() => verify(server, { roots: [server] }), 'CERTIFICATE_USAGE', /lacks/);
  });

  test('is valid in the first and the last second of its time', () => {
    verify(makeLeaf({ notBefore: AT }));
    verify(makeLeaf({ notAfter: AT }));
  });
});

describe('a chain that leads nowhere', () => {
  test('is untrusted: no anchor, another anchor, a missing intermediate', () => {
    const stranger = makeCa('stranger', OTHER_KEY);
    for (const options of [{ roots: [] }, { roots: [stranger] }, { intermediates: [] }]) {
      assertRefused(
        () => verify(makeLeaf(), options),
        'CERTIFICATE_UNTRUSTED',
        /no certificate of its issuer/,
      );
    }
  });

  test('is untrusted: an anchor of the same name with another key', () => {
    const impostor = makeCa('root', OTHER_KEY);
    assertRefused(
      () => verify(makeLeaf(), { roots: [impostor] }),
      'CERTIFICATE_UNTRUSTED',
      /does not verify/,
    );
  });

  test('is untrusted rather than expired, and expired rather than misused', () => {
    const expired = { notAfter: '2021-01-01T00:00:00Z', extensions: [] };
    assertRefused(() => verify(makeLeaf(expired), { roots: [] }), 'CERTIFICATE_UNTRUSTED', /issuer/);
    assertRefused(() => verify(makeLeaf(expired)), 'CERTIFICATE_EXPIRED', /until 2021/);
  });

  test('tells the path that came nearest, with what is wrong at each certificate', () => {
    const leaf = makeLeaf({ notAfter: '2021-01-01T00:00:00Z', extensions: [] });
    assert.throws(
      () => verify(leaf),
      (error: StellaError) => {
        const { path, ...rest } = error.details as unknown as {
          path: { subject: string; faults: { code: string }[] }[];
        };
        assert.deepEqual(
          path.map(({ subject, faults }) => [subject, faults.map(({ code }) => code).join(' ')]),
          [
            ['CN=leaf', 'CERTIFICATE_EXPIRED CERTIFICATE_USAGE'],
            ['CN=ca', ''],
            ['CN=root', ''],
          ],
        );
        assert.deepEqual(rest, { at: AT, purpose: 'code-signing', pathsTried: 1 });
        return true;
      },
    );
  });

  test('no hint suggests to trust more', () => {
    for (const run of [
      () => verify(makeLeaf(), { roots: [] }),
      () => verify(makeLeaf(), { at: '2050-01-01T00:00:00Z' }),
    ]) {
      assert.throws(
        run,
        (error: StellaError) => !/trust-root|trust add|--at|insecure|skip/.test(error.hint ?? 'trust add'),
      );
    }
  });
});

describe('validity', () => {
  const at = '2030-06-01T00:00:00Z';
  const early = { notAfter: '2030-05-31T23:59:59Z' };
  const late = { notBefore: '2030-06-01T00:00:01Z' };
  for (const [what, times, code] of [
    ['expired', early, 'CERTIFICATE_EXPIRED'],
    ['not yet valid', late, 'CERTIFICATE_NOT_YET_VALID'],
  ] as const) {
    test(`of leaf, intermediate and anchor counts: ${what}`, () => {
      assertRefused(() => verify(makeLeaf(times), { at }), code, /CN=leaf/);
      assertRefused(
        () => verify(makeLeaf(), { at, intermediates: [makeCa('ca', CA_KEY, byRoot, times)] }),
        code,
        /CN=ca/,
      );
      assertRefused(
        () => verify(makeLeaf(), { at, roots: [makeCa('root', ROOT_KEY, undefined, times)] }),
        code,
        /CN=root/,
      );
    });
  }

  test('a path that is valid is found past one that has expired', () => {
    const old = makeCa('ca', CA_KEY, byRoot, early);
    const chain = verify(makeLeaf(), { at, intermediates: [old, CA] });
    assert.equal(chain.certificates[1]?.notAfter, '2040-01-01T00:00:00Z');
  });

  test('a time that is none is refused', () => {
    for (const time of ['', '2025-01-15', '2025-02-30T00:00:00Z', '2025-01-15T00:00:00+00:00']) {
      assertRefused(() => verify(makeLeaf(), { at: time }), 'INPUT_INVALID', /expected a time/);
    }
  });
});

describe('use', () => {
  const refused: readonly (readonly [string, readonly Uint8Array[]])[] = [
    ['no extended key usage', [keyUsage(0x80, 7)]],
    ['only another purpose', [extendedKeyUsage([EKU.serverAuth])]],
    ['any purpose, which is not to name code signing', [extendedKeyUsage([EKU.any])]],
    ['a key usage without signatures', [keyUsage(0x20, 5), extendedKeyUsage([EKU.codeSigning])]],
  ];
  for (const [what, extensions] of refused) {
    test(`code signing is refused with ${what}`, () => {
      assertRefused(() => verify(makeLeaf({ extensions })), 'CERTIFICATE_USAGE', /key usage/);
      verify(makeLeaf({ extensions }), { purpose: 'any' });
    });
  }

  test('code signing needs no key usage, and may be one of several purposes', () => {
    verify(makeLeaf({ extensions: [extendedKeyUsage([EKU.serverAuth, EKU.codeSigning], true)] }));
  });

  test('an intermediate CA that lists purposes limits what is below it, an anchor does not', () => {
    const limited = (eku: string) => makeCa('ca', CA_KEY, byRoot, { extensions: [extendedKeyUsage([eku])] });
    verify(makeLeaf(), { intermediates: [limited(EKU.codeSigning)] });
    verify(makeLeaf(), { intermediates: [limited(EKU.any)] });
    assertRefused(
      () => verify(makeLeaf(), { intermediates: [limited(EKU.serverAuth)] }),
      'CERTIFICATE_USAGE',
      /CN=ca/,
    );
    verify(makeLeaf(), { roots: [limited(EKU.serverAuth)] });
  });

  test('time stamping must be critical and alone', () => {
    const check = (...args: Parameters<typeof extendedKeyUsage>) =>
      verify(makeLeaf({ extensions: [extendedKeyUsage(...args)] }), { purpose: 'time-stamping' });
    check([EKU.timeStamping], true);
    assertRefused(() => check([EKU.timeStamping]), 'CERTIFICATE_USAGE', /critical/);
    assertRefused(() => check([EKU.timeStamping, EKU.codeSigning], true), 'CERTIFICATE_USAGE', /only/);
    assertRefused(() => check([EKU.codeSigning], true), 'CERTIFICATE_USAGE', /lacks/);
  });
});

describe('issuing certificates', () => {
  const withCa =
    (...extensions: readonly Uint8Array[]) =>
    () =>
      verify(makeLeaf(), {
        intermediates: [
          makeCertificate({ subject: 'ca', key: CA_KEY, issuer: 'root', signer: ROOT_KEY, extensions }),
        ],
      });
  const refused: readonly (readonly [string, () => unknown, RegExp])[] = [
    ['without basicConstraints', withCa(keyUsage(0x06, 1)), /not a CA/],
    ['with cA false', withCa(basicConstraints(false)), /basicConstraints/],
    ['without any extension', withCa(), /basicConstraints/],
    [
      'with a key usage that does not sign certificates',
      withCa(basicConstraints(true), keyUsage(0x80, 7)),
      /sign certificates/,
    ],
  ];
  for (const [what, run, message] of refused) {
    test(`is not for one ${what}`, () => assertRefused(run, 'CERTIFICATE_UNTRUSTED', message));
  }

  test('is for a CA without key usage, also when basicConstraints is not critical', () => {
    withCa(basicConstraints(true))();
    withCa(basicConstraints(true, undefined, false))();
  });

  test('is not for an end entity in the anchors', () => {
    const leaf = makeLeaf();
    const below = makeCertificate({
      subject: 'below',
      key: OTHER_KEY,
      issuer: 'leaf',
      signer: LEAF_KEY,
      extensions: CODE_SIGNING,
    });
    assertRefused(() => verify(below, { roots: [leaf] }), 'CERTIFICATE_UNTRUSTED', /basicConstraints/);
  });

  test('ends where the path length says, without counting self-issued certificates', () => {
    const limited = (pathLength: number) => makeCa('root', ROOT_KEY, undefined, { pathLength });
    verify(makeLeaf(), { roots: [limited(1)] });
    assertRefused(
      () => verify(makeLeaf(), { roots: [limited(0)] }),
      'CERTIFICATE_UNTRUSTED',
      /path length allows 0/,
    );
    const rollover = makeCa('root', OTHER_KEY, byRoot);
    const leaf = makeLeaf({ issuer: 'root', signer: OTHER_KEY });
    const chain = verify(leaf, { roots: [limited(0)], intermediates: [rollover] });
    assert.deepEqual(subjects(chain), ['CN=leaf', 'CN=root', 'CN=root']);
  });
});

describe('extensions and form', () => {
  test('a critical extension that nobody knows is refused wherever it stands', () => {
    const unknown = extension('06052a03040506', Uint8Array.of(5, 0), true);
    const harmless = extension('06052a03040506', Uint8Array.of(5, 0));
    const message = /1\.2\.3\.4\.5\.6 is critical/;
    verify(makeLeaf({ extensions: [...CODE_SIGNING, harmless] }));
    assertRefused(
      () => verify(makeLeaf({ extensions: [...CODE_SIGNING, unknown] })),
      'CERTIFICATE_UNTRUSTED',
      message,
    );
    const ca = makeCa('ca', CA_KEY, byRoot, { extensions: [unknown] });
    assertRefused(() => verify(makeLeaf(), { intermediates: [ca] }), 'CERTIFICATE_UNTRUSTED', message);
    const root = makeCa('root', ROOT_KEY, undefined, { extensions: [unknown] });
    assertRefused(() => verify(makeLeaf(), { roots: [root] }), 'CERTIFICATE_UNTRUSTED', message);
  });

  test('a policy qualifier of an unknown kind is refused while the policies are critical', () => {
    const policies = (isCritical: boolean) =>
      extension(32, hexDecode('301330110603290102300a300806022a030c026869'), isCritical);
    verify(makeLeaf({ extensions: [...CODE_SIGNING, policies(false)] }));
    const leaf = makeLeaf({ extensions: [...CODE_SIGNING, policies(true)] });
    assertRefused(() => verify(leaf), 'CERTIFICATE_UNTRUSTED', /2\.5\.29\.32 is critical/);
  });

  test('name constraints bind every name below, but those of self-issued CA certificates', () => {
    const root = makeCa('root', ROOT_KEY, undefined, { extensions: [nameConstraints(['example.com'])] });
    const leaf = (name: string) => makeLeaf({ extensions: [...CODE_SIGNING, altNames([name])] });
    const ca = (subject: string, name: string) =>
      makeCa(subject, CA_KEY, byRoot, { extensions: [altNames([name])] });
    verify(leaf('a.example.com'), { roots: [root] });
    assertRefused(
      () => verify(leaf('example.org'), { roots: [root] }),
      'CERTIFICATE_UNTRUSTED',
      /"example.org" is outside/,
    );
    const intermediates = [ca('ca', 'example.org')];
    assertRefused(
      () => verify(leaf('a.example.com'), { roots: [root], intermediates }),
      'CERTIFICATE_UNTRUSTED',
      /example.org/,
    );
    const selfIssued = makeLeaf({
      issuer: 'root',
      signer: CA_KEY,
      extensions: [...CODE_SIGNING, altNames(['example.com'])],
    });
    verify(selfIssued, { roots: [root], intermediates: [ca('root', 'example.org')] });
  });

  const faults: readonly (readonly [string, Partial<CertificateRecipe>, RegExp])[] = [
    ['a serial number of 21 octets', { serial: new Uint8Array(21).fill(0x7f) }, /serial number/],
    [
      'two signature algorithms',
      { algorithm: [hexDecode('300a06082a8648ce3d040302'), hexDecode('300506032b6570')] },
      /algorithm within it/,
    ],
    ['no issuer name', { issuer: '', signer: CA_KEY }, /no certificate of its issuer/],
    ['no subject name', { subject: '', issuer: 'ca' }, /neither a name/],
    [
      'an alternative name only, not critical',
      { subject: '', issuer: 'ca', extensions: [...CODE_SIGNING, altNames(['a'])] },
      /neither a name/,
    ],
    [
      'name constraints in a leaf',
      { extensions: [...CODE_SIGNING, nameConstraints(['a'])] },
      /name constraints/,
    ],
    [
      'certificate signing without being a CA',
      { extensions: [keyUsage(0x84, 2), extendedKeyUsage([EKU.codeSigning])] },
      /though it is not a CA/,
    ],
    [
      'a key that is not supported',
      { spkiDer: derEncode(0x30, hexDecode('300506032b656f'), hexDecode('030100')) },
      /key cannot be used/,
    ],
  ];
  for (const [what, recipe, message] of faults) {
    test(`${what} is untrusted`, () =>
      assertRefused(() => verify(makeLeaf(recipe)), 'CERTIFICATE_UNTRUSTED', message));
  }

  test('a critical alternative name is name enough, and 20 octets of serial number are not too many', () => {
    verify(
      makeLeaf({ subject: '', issuer: 'ca', extensions: [...CODE_SIGNING, altNames(['a.example'], true)] }),
    );
    verify(makeLeaf({ serial: Uint8Array.of(0, ...new Uint8Array(20).fill(0xff)) }));
    verify(makeLeaf({ serial: Uint8Array.of(0) }));
    verify(makeLeaf({ serial: Uint8Array.of(0x80) }));
  });

  test('malformed certificates are unreadable, and named', () => {
    const broken = Uint8Array.of(0x30, 0);
    assertRefused(() => verify(broken), 'INPUT_INVALID', /^signing certificate: /);
    assertRefused(
      () => verify(makeLeaf(), { intermediates: [CA, broken] }),
      'INPUT_INVALID',
      /^intermediate certificate 2: /,
    );
    assertRefused(
      () => verify(makeLeaf(), { roots: [ROOT, broken] }),
      'INPUT_INVALID',
      /^the trust root root-1\.pem: /,
    );
  });
});

describe('hostile pools', () => {
  test('refuses a changed bit anywhere in the leaf', () => {
    const leaf = makeLeaf();
    for (let bit = 0; bit < 8 * leaf.length; bit += 13) {
      const changed = Uint8Array.from(leaf);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      assert.throws(() => verify(changed), StellaError, `bit ${bit}`);
    }
  });

  test('leaves loops of cross-signed certificates', () => {
    const [a, b] = [ed25519Key(10), ed25519Key(11)];
    const loop = [makeCa('a', a, { name: 'b', key: b }), makeCa('b', b, { name: 'a', key: a })];
    const leaf = makeLeaf({ issuer: 'a', signer: a });
    assertRefused(
      () => verify(leaf, { intermediates: loop }),
      'CERTIFICATE_UNTRUSTED',
      /no certificate of its issuer/,
    );
  });

  test('finds the way out of a loop', () => {
    const [a, b] = [ed25519Key(10), ed25519Key(11)];
    const loop = [
      makeCa('a', a, { name: 'b', key: b }),
      makeCa('b', b, { name: 'a', key: a }),
      makeCa('b', b, byRoot),
    ];
    const chain = verify(makeLeaf({ issuer: 'a', signer: a }), { intermediates: loop });
    assert.deepEqual(subjects(chain), ['CN=leaf', 'CN=a', 'CN=b', 'CN=root']);
  });

  test('gives up a maze of exponentially many paths in good time', () => {
    const levels = Array.from({ length: 9 }, (_, level) => [
      ed25519Key(20 + 2 * level),
      ed25519Key(21 + 2 * level),
    ]);
    const maze = levels.flatMap((keys, level) =>
      keys.flatMap((key) =>
        (levels[level + 1] ?? []).map((by) =>
          makeCa(`level ${level}`, key, { name: `level ${level + 1}`, key: by }),
        ),
      ),
    );
    const leaf = makeLeaf({ issuer: 'level 0', signer: levels[0]?.[0] ?? CA_KEY });
    assertRefused(() => verify(leaf, { intermediates: maze }), 'CERTIFICATE_UNTRUSTED', /./);
  });

  test('takes no chain longer than the limit, and one as long as it', () => {
    const chainOf = (length: number) => {
      const cas = Array.from({ length: length - 2 }, (_, index) => {
        const above = index === 0 ? byRoot : { name: `ca ${index - 1}`, key: ed25519Key(100 + index - 1) };
        return makeCa(`ca ${index}`, ed25519Key(100 + index), above);
      });
      const last = length - 3;
      return { leaf: makeLeaf({ issuer: `ca ${last}`, signer: ed25519Key(100 + last) }), intermediates: cas };
    };
    const longest = chainOf(CHAIN_LENGTH_MAX);
    assert.equal(verify(longest.leaf, longest).certificates.length, CHAIN_LENGTH_MAX);
    const longer = chainOf(CHAIN_LENGTH_MAX + 1);
    assertRefused(() => verify(longer.leaf, longer), 'CERTIFICATE_UNTRUSTED', /longer than 20/);
  });

  test('reads no more intermediates than the limit', () => {
    verify(makeLeaf(), { intermediates: Array.from({ length: INTERMEDIATES_MAX }, () => CA) });
    const tooMany = Array.from({ length: INTERMEDIATES_MAX + 1 }, () => CA);
    assertRefused(() => verify(makeLeaf(), { intermediates: tooMany }), 'LIMIT_EXCEEDED', /65 intermediate/);
  });

  test('shows no control character of a name', () => {
    const leaf = makeLeaf({ subject: 'a\u001b[2Jb\u202ec\nd', issuer: 'ca' });
    assert.deepEqual(verify(leaf).certificates[0]?.subject, 'CN=a\\1B[2Jb\\E2\\80\\AEc\\0Ad');
  });
});
