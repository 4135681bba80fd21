/**
 * Made-up paths of CA certificates with policies, mappings, path lengths, constraints on names and rollovers of keys: each is
 * accepted here exactly when `openssl verify -policy_check` accepts it. Left out is what openssl decides otherwise than
 * RFC 5280: mappings beside anyPolicy (6.1.4 (a) and (b)), leaves that are self-issued (6.1.5 (a)), and DNS constraints with a
 * leading dot (4.2.1.10), which it takes.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { derEncode, derEncodeUnsigned } from '../../src/core/encoding/der-writer.ts';
import { hexDecode } from '../../src/core/encoding/hex.ts';
import { renderPem } from '../../src/core/encoding/pem.ts';
import { utf8Encode } from '../../src/core/encoding/utf8.ts';
import { isStellaError } from '../../src/core/errors.ts';
import type { SigningKey } from '../../src/core/keys/types.ts';
import { verifyChain } from '../../src/core/x509/verify-chain.ts';
import {
  altNames,
  extension,
  generalName,
  makeCa,
  makeCertificate,
  nameConstraints,
  rdn,
  toAnchor,
} from '../helpers/certificates.ts';
import { opensslSkip, opensslSucceeds, temporaryFolder } from '../helpers/openssl.ts';
import { ecdsaKey } from '../helpers/test-keys.ts';

const skip = opensslSkip();
const folder = temporaryFolder();
after(() => folder.remove());

const AT = '2025-01-01T00:00:00Z';
const RUNS = 60;
const [ROOT_KEY, LEAF_KEY] = [ecdsaKey('P-256', 60), ecdsaKey('P-256', 61)];
const CA_KEYS = [62, 63, 64, 65].map((seed) => ecdsaKey('P-256', seed));
const ANY_POLICY = '0604551d2000';
const POLICIES = ['06022a01', '06022a02', '06022a03'];

/** A name, or a constraint on names. */
type Name = string | Uint8Array;

interface CaRecipe {
  /** A rollover: it has its issuer's name. */
  readonly isSelfIssued: boolean;
  readonly policies: readonly string[];
  readonly mappings: readonly (readonly [string, string])[];
  readonly explicit: number | null;
  readonly noMapping: number | null;
  readonly noAny: number | null;
  readonly pathLength: number | null;
  readonly permitted: readonly Name[];
  readonly excluded: readonly Name[];
  readonly names: readonly Name[];
}

interface LeafRecipe {
  readonly policies: readonly string[];
  readonly names: readonly Name[];
  readonly subject: string | Uint8Array;
}

const sequence = (...parts: readonly Uint8Array[]) => derEncode(0x30, ...parts);
const organization = (name: string, tag: number) => sequence(rdn('060355040a', utf8Encode(name), tag));
const orNull = <T>(of: fc.Arbitrary<T>, freq = 2) => fc.option(of, { nil: null, freq });

const policies = fc.oneof(
  { weight: 3, arbitrary: fc.constant(POLICIES.slice(0, 2)) },
  { weight: 2, arbitrary: fc.subarray([...POLICIES, ANY_POLICY]) },
);
const directoryName = fc
  .tuple(fc.constantFrom('Org', 'org', ' Org  ', 'Other'), fc.constantFrom(0x0c, 0x13))
  .map(([name, tag]) => organization(name, tag));
const { email, uri, ip } = generalName;
const name: fc.Arbitrary<Name> = fc.oneof(
  fc.constantFrom('example.com', 'a.example.com', 'b.a.example.com', 'xexample.com', 'EXAMPLE.com'),
  fc.constantFrom('joe@example.com', 'Joe@example.com', 'jim@a.example.com', 'joe@EXAMPLE.com').map(email),
  fc.constantFrom('https://example.com/x', 'http://a.example.com:8080/', 'ftp://A.EXAMPLE.com/').map(uri),
  fc.constantFrom('0a010101', '0a020202', 'c0000201', '20010db8000000000000000000000001').map(ip),
  directoryName.map((dn) => derEncode(0xa4, dn)),
);
const constraint: fc.Arbitrary<Name> = fc.oneof(
  fc.constantFrom('example.com', 'a.example.com', 'com'),
  fc.constantFrom('example.com', '.example.com', 'joe@example.com').map(email),
  fc.constantFrom('example.com', '.example.com', 'a.example.com').map(uri),
  fc.constantFrom('0a000000ff000000', '0a010000ffff0000', 'c0000200ffffff00').map(ip),
  directoryName.map((dn) => derEncode(0xa4, dn)),
);

const plainCa: fc.Arbitrary<CaRecipe> = fc.record({
  isSelfIssued: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
  policies,
  mappings: fc.array(fc.tuple(fc.constantFrom(...POLICIES), fc.constantFrom(...POLICIES)), { maxLength: 2 }),
  explicit: orNull(fc.nat(2)),
  noMapping: orNull(fc.nat(1), 1),
  noAny: orNull(fc.nat(1), 1),
  pathLength: orNull(fc.nat(3), 1),
  permitted: fc.array(constraint, { maxLength: 1 }),
  excluded: fc.array(constraint, { maxLength: 1 }),
  names: fc.array(name, { maxLength: 1 }),
});
const ca = plainCa.map((recipe) =>
  recipe.policies.includes(ANY_POLICY) || recipe.policies.length === 0 ? { ...recipe, mappings: [] } : recipe,
);
const leaf: fc.Arbitrary<LeafRecipe> = fc.record({
  policies,
  names: fc.array(name, { maxLength: 2 }),
  subject: fc.oneof(fc.constant('leaf'), directoryName),
});

const policyExtension = (oids: readonly string[]) =>
  oids.length === 0 ? [] : [extension(32, sequence(...oids.map((oid) => sequence(hexDecode(oid)))))];

function caExtensions(recipe: CaRecipe): Uint8Array[] {
  const { mappings, explicit, noMapping, noAny, permitted, excluded, names } = recipe;
  const count = (tag: number, n: number | null) => (n === null ? [] : [derEncode(tag, Uint8Array.of(n))]);
  const counts = [...count(0x80, explicit), ...count(0x81, noMapping)];
  const mapped = mappings.map(([from, to]) => sequence(hexDecode(from), hexDecode(to)));
  return [
    ...policyExtension(recipe.policies),
    ...(mapped.length === 0 ? [] : [extension(33, sequence(...mapped), true)]),
    ...(counts.length === 0 ? [] : [extension(36, sequence(...counts), true)]),
    ...(noAny === null ? [] : [extension(54, derEncodeUnsigned(Uint8Array.of(noAny)), true)]),
    ...(permitted.length + excluded.length === 0 ? [] : [nameConstraints(permitted, excluded)]),
    ...(names.length === 0 ? [] : [altNames(names)]),
  ];
}

/** Without them openssl does not find its way between certificates of one name. */
function keyIdentifiers(key: SigningKey, issuer: SigningKey): Uint8Array[] {
  const idOf = ({ publicKey }: SigningKey) => hexDecode(publicKey.keyid.slice(0, 40));
  return [extension(14, derEncode(0x04, idOf(key))), extension(35, sequence(derEncode(0x80, idOf(issuer))))];
}

interface Path {
  readonly root: Uint8Array;
  readonly intermediates: readonly Uint8Array[];
  readonly leaf: Uint8Array;
}

function makePath(cas: readonly CaRecipe[], { policies: stated, names, subject }: LeafRecipe): Path {
  const root = makeCa('root', ROOT_KEY, undefined, { extensions: keyIdentifiers(ROOT_KEY, ROOT_KEY) });
  const intermediates: Uint8Array[] = [];
  let issuer = { name: 'root', key: ROOT_KEY };
  for (const [depth, recipe] of cas.entries()) {
    const key = CA_KEYS[depth]!;
    const own = recipe.isSelfIssued ? issuer.name : `ca${depth}`;
    const extensions = [...caExtensions(recipe), ...keyIdentifiers(key, issuer.key)];
    const pathLength = recipe.pathLength === null ? {} : { pathLength: recipe.pathLength };
    const serial = Uint8Array.of(1 + depth);
    intermediates.unshift(makeCa(own, key, issuer, { extensions, serial, ...pathLength }));
    issuer = { name: own, key };
  }
  const extensions = [
    ...policyExtension(stated),
    ...(names.length === 0 ? [] : [altNames(names)]),
    ...keyIdentifiers(LEAF_KEY, issuer.key),
  ];
  const signed = { issuer: issuer.name, key: LEAF_KEY, signer: issuer.key };
  return { root, intermediates, leaf: makeCertificate({ subject, ...signed, extensions }) };
}

function isAccepted({ root, intermediates, leaf: der }: Path): boolean {
  try {
    verifyChain(der, { anchors: [toAnchor(root)], intermediates, at: AT, purpose: 'any' });
    return true;
  } catch (error) {
    if (isStellaError(error) && error.code === 'CERTIFICATE_UNTRUSTED') return false;
    throw error;
  }
}

function isAcceptedByOpenssl({ root, intermediates, leaf: der }: Path): boolean {
  const write = (file: string, ders: readonly Uint8Array[]) =>
    writeFileSync(join(folder.path, file), ders.map((each) => renderPem('CERTIFICATE', each)).join(''));
  write('root.pem', [root]);
  write('untrusted.pem', intermediates);
  write('leaf.pem', [der]);
  return opensslSucceeds(
    folder.path,
    ...['verify', '-policy_check', '-policy', '2.5.29.32.0', '-attime', String(Date.parse(AT) / 1000)],
    ...['-no-CApath', '-no-CAstore', '-CAfile', 'root.pem', '-untrusted', 'untrusted.pem', 'leaf.pem'],
  );
}

describe('made-up paths', { skip }, () => {
  test('are decided as openssl decides them', () => {
    const decided = { true: 0, false: 0 };
    fc.assert(
      fc.property(fc.array(ca, { minLength: 1, maxLength: 4 }), leaf, (cas, end) => {
        const path = makePath(cas, end);
        const expected = isAcceptedByOpenssl(path);
        decided[`${expected}`]++;
        assert.equal(isAccepted(path), expected);
      }),
      { numRuns: RUNS },
    );
    assert.ok(decided.true > RUNS / 10 && decided.false > RUNS / 10, JSON.stringify(decided));
  });
});
