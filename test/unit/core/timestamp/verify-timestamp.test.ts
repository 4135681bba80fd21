import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { derEncode } from '../../../../src/core/encoding/der-writer.ts';
import { hexDecode } from '../../../../src/core/encoding/hex.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import { isStellaError } from '../../../../src/core/errors.ts';
import {
  type TimestampOptions,
  verifyTimestamp,
  verifyTimestampToken,
} from '../../../../src/core/timestamp/verify-timestamp.ts';
import {
  altNames,
  EKU,
  extendedKeyUsage,
  extension,
  generalName,
  keyUsage,
  makeCa,
  type makeCertificate,
  toAnchor,
  toName,
} from '../../../helpers/certificates.ts';
import { ed25519Key } from '../../../helpers/test-keys.ts';
import {
  ALGORITHM,
  type Authority,
  essV1,
  essV2,
  issuerSerial,
  makeAttribute,
  makeAuthority,
  makeInfo,
  makeResponse,
  makeToken,
  makeTsa,
  TOKEN_OID,
  type TokenRecipe,
  wrapToken,
} from '../../../helpers/timestamps.ts';

const SIGNATURE = utf8Encode('the first signature of a bundle');
const { root, rootKey, authority } = makeTsa();
const ROOT = { name: 'TSA root', key: rootKey };
const CRITICAL_EKU = extendedKeyUsage([EKU.timeStamping], true);

type Recipe = Partial<TokenRecipe>;

const response = (recipe: Recipe = {}) => makeResponse({ authority, over: SIGNATURE, ...recipe });

function verify(recipe: Recipe = {}, options: Partial<TimestampOptions> = {}) {
  return verifyTimestamp(response(recipe), SIGNATURE, { anchors: [toAnchor(root)], ...options });
}

/** Reason of TIMESTAMP_INVALID, or `verified`. */
function decide(recipe: Recipe = {}, options: Partial<TimestampOptions> = {}): unknown {
  try {
    verify(recipe, options);
    return 'verified';
  } catch (error) {
    if (!isStellaError(error)) throw error;
    assert.equal(error.code, 'TIMESTAMP_INVALID', error.message);
    assert.ok(error.hint !== undefined);
    return error.details?.['reason'];
  }
}

describe('a good timestamp', () => {
  test('proves its time, its authority and the chain', () => {
    const verified = verify({ nonce: hexDecode('0102') });
    assert.equal(verified.time, '2025-01-15T00:00:00Z');
    assert.equal(verified.latest, '2025-01-15T00:00:00Z');
    assert.equal(verified.policy, '1.2.3.4.5');
    assert.equal(verified.serialNumber, '2a');
    assert.equal(verified.authority, 'CN=TSA');
    assert.deepEqual(
      verified.chain.certificates.map(({ subject }) => subject),
      ['CN=TSA', 'CN=TSA root'],
    );
    assert.equal(verified.chain.anchorSource, 'root.pem');
    assert.equal(verified.chain.revocation, null);
  });

  test('may be made with every hash, and name SHA-256 without parameters', () => {
    for (const hash of ['sha256', 'sha384', 'sha512'] as const)
      assert.equal(decide({ imprintHash: hash, digestHash: hash }), 'verified');
    assert.equal(decide({ digestAlgorithms: [ALGORITHM.sha256Bare] }), 'verified');
    assert.equal(decide({ digestAlgorithms: [ALGORITHM.sha1, ALGORITHM.sha256] }), 'verified');
  });

  test('may name its signer by the key, the certificate by SHA-1, or in both ways and by issuer too', () => {
    const byKey = makeAuthority(ROOT, { extensions: [CRITICAL_EKU, extension(14, hexDecode('04020a0b'))] });
    assert.equal(decide({ authority: byKey, sid: hexDecode('80020a0b'), signerVersion: 3 }), 'verified');
    assert.equal(decide({ ess: [essV1([authority.certificate])] }), 'verified');
    const named = essV2([authority.certificate], issuerSerial('TSA root', authority.serial));
    assert.equal(decide({ ess: [essV1([authority.certificate]), named] }), 'verified');
  });

  test('may carry certificates in any order, and such as do not help', () => {
    const stranger = makeCa('stranger', ed25519Key(40));
    const certificates = [root, stranger, utf8Encode('0'), authority.certificate];
    assert.equal(decide({ certificates: certificates.filter((der) => der.length > 1) }), 'verified');
    const broken = derEncode(0x30, hexDecode('020105'));
    assert.equal(decide({ certificates: [broken, authority.certificate] }), 'verified');
    const ofOtherKind = derEncode(0xa3, hexDecode('020105'));
    assert.equal(decide({ certificates: [ofOtherKind, authority.certificate], version: 5 }), 'verified');
    const ofAttributes = derEncode(0xa2, hexDecode('020105'));
    assert.equal(decide({ certificates: [ofAttributes, authority.certificate], version: 4 }), 'verified');
  });

  test('may carry revocation lists and unsigned attributes, which nobody looks at', () => {
    assert.equal(decide({ crls: derEncode(0xa1, hexDecode('3000')) }), 'verified');
    assert.equal(decide({ unsigned: derEncode(0xa1, hexDecode('3000')) }), 'verified');
  });

  test('may lead to the anchor over an intermediate that it carries', () => {
    const middleKey = ed25519Key(41);
    const middle = makeCa('middle', middleKey, ROOT);
    const below = makeAuthority({ name: 'middle', key: middleKey });
    assert.equal(decide({ authority: below, certificates: [below.certificate, middle] }), 'verified');
    assert.equal(decide({ authority: below }), 'authority');
    assert.equal(decide({ authority: below }, { certificates: [middle] }), 'verified');
  });

  test('without certificates verifies with those that are known from elsewhere', () => {
    assert.equal(decide({ certificates: [] }), 'signature');
    assert.equal(decide({ certificates: [] }, { certificates: [authority.certificate] }), 'verified');
  });

  test('repeats the nonce, when one is asked for', () => {
    const nonce = hexDecode('0102');
    assert.equal(decide({ nonce }, { nonce }), 'verified');
    assert.equal(decide({ nonce: hexDecode('0103') }, { nonce }), 'nonce');
    assert.equal(decide({}, { nonce }), 'nonce');
    assert.equal(decide({ nonce }), 'verified');
  });

  test('may name its authority as its certificate does', () => {
    const name = (general: Uint8Array) => [derEncode(0xa0, general)];
    assert.equal(decide({ infoTail: name(generalName.directory('tsa')) }), 'verified');
    assert.equal(decide({ infoTail: name(generalName.directory('other')) }), 'signature');
    assert.equal(decide({ infoTail: name(generalName.uri('https://tsa.example')) }), 'signature');
    const alternative = makeAuthority(ROOT, {
      extensions: [
        CRITICAL_EKU,
        altNames([generalName.uri('https://tsa.example'), generalName.ip('7f000001')]),
      ],
    });
    for (const general of [generalName.uri('https://tsa.example'), generalName.ip('7f000001')])
      assert.equal(decide({ authority: alternative, infoTail: name(general) }), 'verified');
    assert.equal(decide({ infoTail: name(generalName.registeredId()) }), 'verified');
  });
});

describe('a timestamp over other bytes', () => {
  test('is refused, for a change of one bit and for every hash', () => {
    for (const imprintHash of ['sha256', 'sha384', 'sha512'] as const) {
      const over = SIGNATURE.with(0, (SIGNATURE[0] ?? 0) ^ 1);
      assert.equal(decide({ over, imprintHash }), 'imprint');
    }
  });

  test('is refused when the imprint is right and the signed digest is of another TSTInfo', () => {
    const other = makeInfo({ authority, over: SIGNATURE, genTime: '20200115000000Z' });
    const good = makeToken({ authority, over: SIGNATURE });
    const info = makeInfo({ authority, over: SIGNATURE });
    const swapped = Buffer.from(Buffer.from(good).toString('hex').replace(hex(info), hex(other)), 'hex');
    assertReason(wrapToken(new Uint8Array(swapped)), 'signature');
  });
});

describe('the signature of a token', () => {
  test('must be by the key of the certificate', () => {
    assert.equal(decide({ signer: ed25519Key(42) }), 'signature');
  });

  test('must be by an algorithm that is supported and fits the key', () => {
    for (const signatureAlgorithm of [
      ALGORITHM.rsaEncryption,
      '300a06082a8648ce3d040302',
      '300506032b6571',
      '3000',
    ])
      assert.notEqual(decide({ signatureAlgorithm }), 'verified', signatureAlgorithm);
  });

  test('must be bound to the certificate by a signed attribute', () => {
    const twin = makeAuthority(ROOT, { notAfter: '2041-01-01T00:00:00Z' });
    assert.equal(decide({ ess: [] }), 'malformed');
    assert.equal(decide({ ess: [essV2([twin.certificate])] }), 'signature');
    assert.equal(decide({ ess: [essV2([authority.certificate]), essV1([twin.certificate])] }), 'signature');
    assert.equal(decide({ ess: [essV2([root, authority.certificate])] }), 'signature');
    const wrongSerial = issuerSerial('TSA root', Uint8Array.of(8));
    assert.equal(decide({ ess: [essV2([authority.certificate], wrongSerial)] }), 'signature');
    const wrongIssuer = issuerSerial('another', authority.serial);
    assert.equal(decide({ ess: [essV2([authority.certificate], wrongIssuer)] }), 'signature');
  });

  test('picks the bound one of two certificates with one key, issuer and serial number', () => {
    const twin = makeAuthority(ROOT, { notAfter: '2041-01-01T00:00:00Z' });
    for (const certificates of [
      [twin.certificate, authority.certificate],
      [authority.certificate, twin.certificate],
    ]) {
      const { chain } = verify({ certificates });
      assert.equal(chain.certificates[0]?.notAfter, '2040-01-01T00:00:00Z');
    }
  });

  test('limits the chain to the certificates that it lists beside its own', () => {
    const middleKey = ed25519Key(41);
    const middle = makeCa('middle', middleKey, ROOT);
    const below = makeAuthority({ name: 'middle', key: middleKey });
    const recipe = { authority: below, certificates: [below.certificate, middle] };
    assert.equal(decide({ ...recipe, ess: [essV2([below.certificate, middle])] }), 'verified');
    assert.equal(decide({ ...recipe, ess: [essV2([below.certificate, root])] }), 'authority');
  });

  test('must be over attributes of the right type and digest, each there once', () => {
    const type = makeAttribute(TOKEN_OID.contentType, hexDecode(TOKEN_OID.tstInfo));
    const data = makeAttribute(TOKEN_OID.contentType, hexDecode('06092a864886f70d010701'));
    assert.equal(decide({ attributes: ([, ...rest]) => rest }), 'malformed');
    assert.equal(decide({ attributes: ([first, , ...rest]) => [first as Uint8Array, ...rest] }), 'malformed');
    assert.equal(decide({ attributes: ([, ...rest]) => [data, ...rest] }), 'signature');
    assert.equal(decide({ attributes: (usual) => [...usual, type] }), 'malformed');
    const two = makeAttribute(
      TOKEN_OID.contentType,
      hexDecode(TOKEN_OID.tstInfo),
      hexDecode(TOKEN_OID.tstInfo),
    );
    assert.equal(decide({ attributes: ([, ...rest]) => [two, ...rest] }), 'malformed');
    const none = makeAttribute(TOKEN_OID.contentType);
    assert.equal(decide({ attributes: ([, ...rest]) => [none, ...rest] }), 'malformed');
    const time = makeAttribute(TOKEN_OID.signingTime, hexDecode('170d3235303131353030303030305a'));
    assert.equal(decide({ attributes: (usual) => [...usual, time] }), 'verified');
  });

  test('must be over DER: attributes in order', () => {
    assert.equal(
      decide({ attributes: (usual) => usual.toSorted(Buffer.compare).reverse(), isUnsorted: true }),
      'malformed',
    );
  });
});

describe('a token of another form is refused', () => {
  const cases: Readonly<Record<string, Recipe>> = {
    'another content type': { contentOid: '06092a864886f70d010701' },
    'no signer': { signerInfos: () => [] },
    'two signers': { signerInfos: (info) => [info, info] },
    'a SignedData of version 1': { version: 1 },
    'a SignedData of version 4 without what that has': { version: 4 },
    'a SignedData of version 6': { version: 6 },
    'a signer of another version': { signerVersion: 3 },
    'a digest algorithm that is not listed': { digestAlgorithms: [ALGORITHM.sha512] },
    'no digest algorithm': { digestAlgorithms: [] },
    'a TSTInfo that is none': { info: hexDecode('3003020101') },
    'a signer named by nothing': { sid: hexDecode('0400') },
  };
  for (const [why, recipe] of Object.entries(cases)) {
    test(why, () => assert.equal(decide(recipe), 'malformed'));
  }

  test('a signer whose certificate is not there', () => {
    const sid = derEncode(0x30, toName('TSA root'), hexDecode('020108'));
    assert.equal(decide({ sid }), 'signature');
  });

  test('more certificates than are read', () => {
    const certificates = Array.from({ length: 65 }, () => authority.certificate);
    assert.equal(decide({ certificates }), 'malformed');
  });

  test('a token that is not wrapped, cut off, or of indefinite length', () => {
    const token = makeToken({ authority, over: SIGNATURE });
    assertReason(token, 'malformed');
    assertReason(wrapToken(token).subarray(0, -1), 'malformed');
    const content = token.subarray(4);
    const indefinite = Uint8Array.of(0x30, 0x80, ...content, 0, 0);
    assertReason(derEncode(0x30, hexDecode('3003020100'), indefinite), 'malformed');
  });

  test('an answer that was not granted', () => assertReason(wrapToken(undefined, 2), 'refused'));
});

describe('the authority', () => {
  const withCertificate = (recipe: Partial<Parameters<typeof makeCertificate>[0]>): Authority =>
    makeAuthority(ROOT, recipe);

  function chainOf(recipe: Recipe, options: Partial<TimestampOptions> = {}): unknown {
    try {
      verify(recipe, options);
      return 'verified';
    } catch (error) {
      if (!isStellaError(error)) throw error;
      assert.equal(error.details?.['reason'], 'authority', error.message);
      const { chain } = error.details as { chain: { code: string } };
      return chain.code;
    }
  }

  test('must lead to an anchor', () => {
    assert.equal(chainOf({}, { anchors: [] }), 'CERTIFICATE_UNTRUSTED');
    const otherRoot = makeCa('TSA root', ed25519Key(43));
    assert.equal(chainOf({}, { anchors: [toAnchor(otherRoot)] }), 'CERTIFICATE_UNTRUSTED');
    assert.equal(chainOf({}, { anchors: [toAnchor(authority.certificate)] }), 'verified');
  });

  test('must have had a valid certificate at the time of the token, whenever that is', () => {
    const short = withCertificate({ notBefore: '2024-01-01T00:00:00Z', notAfter: '2025-01-01T00:00:00Z' });
    const at = (genTime: string) => chainOf({ authority: short, genTime });
    assert.equal(at('20240615000000Z'), 'verified');
    assert.equal(at('20250101000000Z'), 'verified');
    assert.equal(at('20250101000001Z'), 'CERTIFICATE_EXPIRED');
    assert.equal(at('20231231235959Z'), 'CERTIFICATE_NOT_YET_VALID');
  });

  test('must be certified for time stamping, for nothing else, and critically so', () => {
    const use = (...extensions: Uint8Array[]) => chainOf({ authority: withCertificate({ extensions }) });
    assert.equal(use(CRITICAL_EKU), 'verified');
    assert.equal(use(CRITICAL_EKU, keyUsage(0x80, 7)), 'verified');
    assert.equal(use(CRITICAL_EKU, keyUsage(0x40, 6)), 'verified');
    assert.equal(use(), 'CERTIFICATE_USAGE');
    assert.equal(use(extendedKeyUsage([EKU.timeStamping])), 'CERTIFICATE_USAGE');
    assert.equal(use(extendedKeyUsage([EKU.codeSigning], true)), 'CERTIFICATE_USAGE');
    assert.equal(use(extendedKeyUsage([EKU.timeStamping, EKU.codeSigning], true)), 'CERTIFICATE_USAGE');
    assert.equal(use(extendedKeyUsage([EKU.any], true)), 'CERTIFICATE_USAGE');
    assert.equal(use(CRITICAL_EKU, keyUsage(0x20, 5)), 'CERTIFICATE_USAGE');
  });

  test('has a key that can be used', () => {
    const spkiDer = hexDecode(
      '302a300506032b656e0321000900000000000000000000000000000000000000000000000000000000000000',
    );
    assert.equal(decide({ authority: withCertificate({ spkiDer }) }), 'signature');
  });
});

test('a token alone is verified for itself, and leaves the authority a claim', () => {
  const untrusted = verifyTimestampToken(response(), SIGNATURE);
  assert.equal(untrusted.authority.subject, 'CN=TSA');
  assert.deepEqual(untrusted.authority.der, authority.certificate);
  assert.deepEqual(untrusted.intermediates, []);
});

test('an anchor that cannot be read is not the fault of the timestamp', () => {
  const anchors = [toAnchor(hexDecode('3003020101'), 'broken.pem')];
  assert.throws(() => verify({}, { anchors }), { code: 'INPUT_INVALID', message: /broken\.pem/ });
});

function assertReason(bytes: Uint8Array, reason: string): void {
  assert.throws(
    () => verifyTimestamp(bytes, SIGNATURE, { anchors: [toAnchor(root)] }),
    (error) =>
      isStellaError(error) && error.code === 'TIMESTAMP_INVALID' && error.details?.['reason'] === reason,
  );
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
