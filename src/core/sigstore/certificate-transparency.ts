/**
 * Signed certificate timestamps (SCT, RFC 6962 section 3): a log's promise to publish a certificate, so that one which the
 * authority should not have issued comes to light. They stand in the certificate that they are about: what a log signed is the
 * certificate before that (the precertificate), which is the same without the extension that carries them.
 */

import { sha256 } from '../digest/sha256.ts';
import { contextTag, DER_TAG, type DerElement, DerFields, derChildren, parseDer } from '../encoding/der.ts';
import { derOid } from '../encoding/der-values.ts';
import { derEncode } from '../encoding/der-writer.ts';
import { StellaError } from '../errors.ts';
import { isSignatureValid } from '../keys/signature.ts';
import type { PublicKey } from '../keys/types.ts';
import type { Certificate } from '../x509/certificate.ts';
import { isWithin } from './proto-json.ts';
import { parseSctList, type Sct } from './sct-list.ts';
import type { TrustedLog } from './trusted-root.ts';

/** id-ce-ctSctList, RFC 6962 section 3.3. */
const SCT_LIST_OID = '1.3.6.1.4.1.11129.2.4.2';
/**
 * Verifies that a trusted certificate log vouches for the certificate: at least one SCT verifies, and none that names a trusted
 * log fails to.
 * @param issuer of the certificate in the verified chain
 * @returns names of the logs
 * @throws StellaError CERTIFICATE_UNTRUSTED; INPUT_INVALID, LIMIT_EXCEEDED for a malformed list
 */
export function verifyScts(
  certificate: Certificate,
  issuer: Certificate,
  logs: readonly TrustedLog[],
): readonly string[] {
  const list = certificate.extensions.raw.get(SCT_LIST_OID);
  const { publicKey: issuerKey } = issuer;
  if (list === undefined) throw untrusted('the certificate has no signed certificate timestamp');
  if (typeof issuerKey === 'string') throw untrusted(`the key of its issuer cannot be used: ${issuerKey}`);
  const precertificate = withoutSctList(certificate.signed.tbsDer);
  const vouchers = parseSctList(list.value).flatMap((sct) => {
    const known = logs.filter(({ logId }) => Buffer.compare(logId, sct.logId) === 0);
    if (known.length === 0) return [];
    const signed = signedBytes(sct, issuerKey, precertificate);
    const log = known.find(
      ({ key, validFor }) =>
        typeof key !== 'string' &&
        isWithin(validFor, sct.timestamp) &&
        isSignatureValid(key, signed, sct.signature),
    );
    if (log === undefined)
      throw untrusted(
        `a signed certificate timestamp is not one by the log ${JSON.stringify(known[0]?.name)}`,
      );
    return [log.name];
  });
  if (vouchers.length === 0)
    throw untrusted('no signed certificate timestamp is by a log of the trusted root');
  return vouchers;
}

/** `digitally-signed struct` of RFC 6962 section 3.2, for a precertificate. */
function signedBytes(sct: Sct, issuerKey: PublicKey, precertificate: Uint8Array): Uint8Array {
  const versionAndType = Uint8Array.of(0, 0);
  const entryType = Uint8Array.of(0, 1);
  return Buffer.concat([
    versionAndType,
    sct.timestampBytes,
    entryType,
    sha256(issuerKey.spkiDer),
    bigEndian(precertificate.length, 3),
    precertificate,
    bigEndian(sct.extensions.length, 2),
    sct.extensions,
  ]);
}

/** TBSCertificate as it was before the SCTs came in. Every element but the lengths around the gap stays byte for byte. */
function withoutSctList(tbsDer: Uint8Array): Uint8Array {
  const members = derChildren(parseDer(tbsDer)).map((member) =>
    member.tag === contextTag(3) ? withoutSctExtension(member) : member.bytes,
  );
  return derEncode(DER_TAG.sequence, ...members);
}

function withoutSctExtension(tagged: DerElement): Uint8Array {
  const fields = new DerFields(tagged, tagged.tag);
  const list = fields.take(DER_TAG.sequence);
  fields.end();
  const kept = derChildren(list).filter(
    (extension) => derOid(new DerFields(extension).take(DER_TAG.oid)) !== SCT_LIST_OID,
  );
  return derEncode(tagged.tag, derEncode(DER_TAG.sequence, ...kept.map(({ bytes }) => bytes)));
}

function bigEndian(value: number, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, index) => Math.floor(value / 256 ** (size - 1 - index)) % 256);
}

function untrusted(message: string): StellaError {
  return new StellaError('CERTIFICATE_UNTRUSTED', message, {
    hint: 'a certificate that no log has seen may have been issued behind the back of its owner; ask the signer',
  });
}
