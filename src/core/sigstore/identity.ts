/**
 * Who a signing certificate of Fulcio's is for (fulcio, docs/oid-info.md): a name in subjectAltName, and who vouched for that name
 * when the certificate was issued. Both must be what the verifier expects, to the letter: a certificate under the public root
 * proves no more than that somebody has an account somewhere.
 */
import { contextTag, DER_TAG, DerFields, derChildren, parseDer } from '../encoding/der.ts';
import { derOid } from '../encoding/der-values.ts';
import { utf8Decode } from '../encoding/utf8.ts';
import { StellaError } from '../errors.ts';
import type { Certificate } from '../x509/certificate.ts';

const SUBJECT_ALT_NAME_OID = '2.5.29.17';
/** The issuer as bare text, deprecated, and as UTF8String. */
const ISSUER_V1_OID = '1.3.6.1.4.1.57264.1.1';
const ISSUER_V2_OID = '1.3.6.1.4.1.57264.1.8';
/** otherName of people and machines without an email address or a URI. */
const USERNAME_OID = '1.3.6.1.4.1.57264.1.7';
const UTF8_STRING = 0x0c;

/** What the verifier expects, as given. */
export interface ExpectedIdentity {
  /** A URI, an email address or a user name. */
  readonly subject: string;
  /** The OpenID Connect issuer: `https://token.actions.githubusercontent.com`. */
  readonly issuer: string;
}

export interface CertificateIdentity {
  readonly subjects: readonly string[];
  /** Null for a certificate that no Fulcio issued. */
  readonly issuer: string | null;
}

/**
 * The identity in a certificate.
 * @throws StellaError CERTIFICATE_UNTRUSTED when the two forms of the issuer contradict each other, INPUT_INVALID
 */
export function certificateIdentity({ extensions }: Certificate): CertificateIdentity {
  const { subjectAltNames = [], raw } = extensions;
  const texts = subjectAltNames.flatMap((name) =>
    name.kind === 'email' || name.kind === 'uri' ? [name.text] : [],
  );
  const usernames = readUsernames(raw.get(SUBJECT_ALT_NAME_OID)?.value);
  const v1 = optional(raw.get(ISSUER_V1_OID)?.value, (value) => utf8Decode(value, 'the issuer'));
  const v2 = optional(raw.get(ISSUER_V2_OID)?.value, readUtf8String);
  if (v1 !== undefined && v2 !== undefined && v1 !== v2)
    throw new StellaError(
      'CERTIFICATE_UNTRUSTED',
      'the certificate names two different issuers of the identity',
      {
        details: { received: [v1, v2] },
      },
    );
  return { subjects: [...texts, ...usernames], issuer: v2 ?? v1 ?? null };
}

/** True when the certificate is for the one who is expected. */
export function isExpectedIdentity(received: CertificateIdentity, expected: ExpectedIdentity): boolean {
  return received.subjects.includes(expected.subject) && received.issuer === expected.issuer;
}

/**
 * Verifies that the certificate is for the one who is expected.
 * @throws StellaError CERTIFICATE_UNTRUSTED
 */
export function verifyIdentity(received: CertificateIdentity, expected: ExpectedIdentity): void {
  if (isExpectedIdentity(received, expected)) return;
  const isSubject = received.subjects.includes(expected.subject);
  const [what, want, got] = isSubject
    ? ['by the issuer', expected.issuer, received.issuer]
    : ['for', expected.subject, received.subjects];
  throw new StellaError(
    'CERTIFICATE_UNTRUSTED',
    `the certificate was issued ${what} ${quote(got)}, expected ${quote(want)}`,
    {
      details: { expected, received },
      hint: 'somebody else than the one you expect has signed this',
    },
  );
}

/** The user names among the otherNames of subjectAltName. */
function readUsernames(subjectAltName: Uint8Array | undefined): readonly string[] {
  if (subjectAltName === undefined) return [];
  return derChildren(parseDer(subjectAltName))
    .filter(({ tag }) => tag === contextTag(0))
    .flatMap((otherName) => {
      const fields = new DerFields(otherName, otherName.tag);
      const type = derOid(fields.take(DER_TAG.oid));
      const value = fields.take(contextTag(0));
      fields.end();
      return type === USERNAME_OID ? [readUtf8String(value.content)] : [];
    });
}

function readUtf8String(der: Uint8Array): string {
  const { tag, content } = parseDer(der);
  if (tag !== UTF8_STRING) throw new StellaError('INPUT_INVALID', 'an identity that is not a UTF8String');
  return utf8Decode(content, 'an identity');
}

function optional<T, U>(value: T | undefined, read: (value: T) => U): U | undefined {
  return value === undefined ? undefined : read(value);
}

function quote(value: unknown): string {
  return JSON.stringify(value).slice(0, 200);
}
