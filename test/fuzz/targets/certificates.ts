/** Certificate chains, revocation lists, timestamps and keys. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderPem } from '../../../src/core/encoding/pem.ts';
import { utf8Decode } from '../../../src/core/encoding/utf8.ts';
import { isStellaError } from '../../../src/core/errors.ts';
import { parsePrivateKeyPem } from '../../../src/core/keys/private-key.ts';
import { isSignatureValid } from '../../../src/core/keys/signature.ts';
import { verifyTimestamp } from '../../../src/core/timestamp/verify-timestamp.ts';
import { parseTrustRoots } from '../../../src/core/trust/trust-roots.ts';
import { parseCertificatePem } from '../../../src/core/x509/certificate-pem.ts';
import { parseRevocationListFile } from '../../../src/core/x509/revocation-list.ts';
import { verifyChain } from '../../../src/core/x509/verify-chain.ts';
import {
  altNames,
  EKU,
  extendedKeyUsage,
  extension,
  generalName,
  keyUsage,
  makeCa,
  makeCertificate,
  nameConstraints,
  toAnchor,
} from '../../helpers/certificates.ts';
import { issuingDistributionPoint, makeEntry, makeList } from '../../helpers/revocation-lists.ts';
import { ecdsaPem, ed25519Key, ed25519Pem } from '../../helpers/test-keys.ts';
import { makeResponse, makeTsa } from '../../helpers/timestamps.ts';
import { damaged, isSame } from '../mutators/bytes.ts';
import { mutatedDer } from '../mutators/der.ts';
import { mutatedJson } from '../mutators/json.ts';
import { mutatedPem } from '../mutators/text.ts';
import { expectSame, type FuzzTarget, type Outcome, WrongAcceptance } from '../target.ts';

const AT = '2025-01-15T00:00:00Z';
const [ROOT_KEY, CA_KEY, LEAF_KEY] = [ed25519Key(1), ed25519Key(2), ed25519Key(3)];
/** certificatePolicies of 1.2.3.4, and policyConstraints that ask for one. */
const POLICY = extension(32, Buffer.from('3007300506032a0304', 'hex'));
const EXPLICIT = extension(36, Buffer.from('3003800100', 'hex'), true);
const ROOT = makeCa('root', ROOT_KEY, undefined, {
  extensions: [nameConstraints(['example.com', generalName.email('example.com')])],
});
const CA = makeCa('ca', CA_KEY, { name: 'root', key: ROOT_KEY }, { extensions: [POLICY, EXPLICIT] });
const LEAF = makeCertificate({
  key: LEAF_KEY,
  issuer: 'ca',
  signer: CA_KEY,
  serial: Uint8Array.of(9),
  extensions: [
    keyUsage(0x80, 7),
    extendedKeyUsage([EKU.codeSigning]),
    altNames(['a.example.com', generalName.email('a@example.com'), generalName.uri('https://example.com')]),
    POLICY,
  ],
});
const CHAIN = Buffer.from([LEAF, CA].map((der) => renderPem('CERTIFICATE', der)).join(''));

/** What `work` does, as an outcome. */
async function outcomeOf(work: () => unknown): Promise<Outcome> {
  try {
    await work();
    return 'accepted';
  } catch (error) {
    if (isStellaError(error)) return error.code;
    throw error;
  }
}

const writeRoot = (folder: string): void => {
  writeFileSync(join(folder, 'chain-root.pem'), renderPem('CERTIFICATE', ROOT));
  writeFileSync(join(folder, 'chain.pem'), CHAIN);
};

export const chain: FuzzTarget = {
  name: 'chain',
  seeds: [CHAIN],
  mutate: mutatedPem,
  judge: (bytes) =>
    outcomeOf(() => {
      const { leaf, intermediates } = parseCertificatePem(utf8Decode(bytes), 'chain');
      verifyChain(leaf, { anchors: [toAnchor(ROOT)], intermediates, at: AT, purpose: 'code-signing' });
      if (!isSame(leaf, LEAF) && !isSame(leaf, CA))
        throw new WrongAcceptance('accepted another leaf than was issued');
      if (isSame(leaf, CA))
        throw new WrongAcceptance('accepted a CA certificate that has no extended key usage');
    }),
  command: {
    isSameAnswer: true,
    setUp: writeRoot,
    args: (file) => ['trust', 'check', file, '--trust-root', 'chain-root.pem', '--at', AT],
  },
};

const REVOKED = makeList({
  issuer: 'ca',
  key: CA_KEY,
  entries: [makeEntry({ serial: Uint8Array.of(9), reason: 4 }), makeEntry({ serial: Uint8Array.of(8) })],
});
const PARTIAL = makeList({
  issuer: 'ca',
  key: CA_KEY,
  extensions: [issuingDistributionPoint(Buffer.from('8201ff', 'hex'))],
});

/** No list but these was signed, and by these the leaf is revoked, or they say nothing of it. */
export const revocationList: FuzzTarget = {
  name: 'revocation-list',
  seeds: [REVOKED, Buffer.from(renderPem('X509 CRL', REVOKED)), PARTIAL],
  mutate: (seed, random) => (seed[0] === 0x30 ? mutatedDer(seed, random) : mutatedPem(seed, random)),
  judge: (bytes) =>
    outcomeOf(() => {
      const lists = parseRevocationListFile(bytes, 'ca.crl');
      verifyChain(LEAF, {
        anchors: [toAnchor(CA)],
        intermediates: [],
        at: AT,
        purpose: 'code-signing',
        revocation: { lists, now: AT, signedBy: null, isRequired: true },
      });
      throw new WrongAcceptance('accepted a chain by a list that its issuer did not make');
    }),
  command: {
    isSameAnswer: false,
    setUp: writeRoot,
    args: (file) => [
      ...['trust', 'check', 'chain.pem', '--trust-root', 'chain-root.pem', '--at', AT],
      ...['--require-crl', '--crl', file],
    ],
  },
};

const TSA = makeTsa();
const SIGNATURE = new Uint8Array(64).fill(7);
const GEN_TIME = '20250301120000Z';
const RESPONSE = makeResponse({ authority: TSA.authority, over: SIGNATURE, genTime: GEN_TIME });

/** The serial number and more stand in what is signed; only what wraps the token may be written in another way. */
export const timestamp: FuzzTarget = {
  name: 'timestamp',
  seeds: [RESPONSE],
  mutate: mutatedDer,
  judge: (bytes) =>
    outcomeOf(() => {
      const { time, latest, authority } = verifyTimestamp(bytes, SIGNATURE, {
        anchors: [toAnchor(TSA.root)],
      });
      const original = verifyTimestamp(RESPONSE, SIGNATURE, { anchors: [toAnchor(TSA.root)] });
      expectSame('time', [time, latest, authority], [original.time, original.latest, original.authority]);
    }),
  command: null,
};

const MESSAGE = new Uint8Array(32).fill(5);
const SIGNED = LEAF_KEY.sign(MESSAGE);
const { spkiDer } = LEAF_KEY.publicKey;
const JWK = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(spkiDer.subarray(-32)).toString('base64url') };
const P256 = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
};

/** Files of trust roots: whatever is read as a key must not verify what another key signed. */
export const trustRoot: FuzzTarget = {
  name: 'trust-root',
  seeds: [
    Buffer.from(renderPem('PUBLIC KEY', spkiDer)),
    spkiDer,
    Buffer.from(JSON.stringify(JWK)),
    Buffer.from(JSON.stringify({ keys: [JWK, P256] })),
    Buffer.from(renderPem('CERTIFICATE', ROOT) + renderPem('PUBLIC KEY', ROOT_KEY.publicKey.spkiDer)),
    ROOT,
  ],
  mutate(seed, random) {
    if (seed[0] === 0x30) return mutatedDer(seed, random);
    return seed[0] === 0x7b ? mutatedJson(seed, random) : mutatedPem(seed, random);
  },
  judge: (bytes) =>
    outcomeOf(() => {
      for (const key of parseTrustRoots(bytes, 'root').keys) {
        if (key.keyid !== LEAF_KEY.publicKey.keyid && isSignatureValid(key, MESSAGE, SIGNED))
          throw new WrongAcceptance('another key verifies the signature');
      }
    }),
  command: { isSameAnswer: false, args: (file) => ['trust', 'add', file] },
};

/** PBES2, as Node's own crypto writes it. */
const ENCRYPTED = `-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGjMF8GCSqGSIb3DQEFDTBSMDEGCSqGSIb3DQEFDDAkBBA3f12JcA/ydlGkVO2V
7qqmAgIIADAMBggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBKgQQutL0NM2YabGZvXyi
fFgqCQRAAC+96nCiud5/SsW7IwoMsB5ri9wnXVsZR9ZqtutJwaMbinkZwLF0VEu+
5OtJCWGdnaFkiPjCQY/Qjm8qFcO6yA==
-----END ENCRYPTED PRIVATE KEY-----
`;

/** Files of private keys, one of them encrypted. */
export const privateKey: FuzzTarget = {
  name: 'private-key',
  seeds: [
    Buffer.from(ed25519Pem(3)),
    Buffer.from(ecdsaPem('P-256', 3)),
    Buffer.from(ecdsaPem('P-521', 3)),
    Buffer.from(ENCRYPTED),
  ],
  mutate: (seed, random) => (random.oneIn(8) ? damaged(seed, random) : mutatedPem(seed, random)),
  judge: (bytes) =>
    outcomeOf(() => {
      parsePrivateKeyPem(utf8Decode(bytes), 'correct horse').sign(MESSAGE);
    }),
  command: null,
};
