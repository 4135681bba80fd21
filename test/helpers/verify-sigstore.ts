/** Verifies bundles of our own Sigstore, by this program and by Sigstore's own library. */
import { bundleFromJSON } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { utf8Encode } from '../../src/core/encoding/utf8.ts';
import type { EnvelopeReport } from '../../src/core/envelope/envelope-report.ts';
import { isStellaError } from '../../src/core/errors.ts';
import type { JsonValue } from '../../src/core/json/json-value.ts';
import { ArtifactCheck } from '../../src/core/keys/artifact-check.ts';
import { candidateKeys } from '../../src/core/sigstore/bundle-signature.ts';
import { parseSigstoreBundle } from '../../src/core/sigstore/sigstore-bundle.ts';
import type { SigstoreRequest } from '../../src/core/sigstore/sigstore-request.ts';
import { parseTrustedRoot } from '../../src/core/sigstore/trusted-root.ts';
import { verifySigstoreBundle } from '../../src/core/sigstore/verify-sigstore-bundle.ts';
import { NO_TRUST_ROOTS } from '../../src/core/trust/trust-roots.ts';
import { ARTIFACT, IDENTITY, trustedRoot } from './sigstore-instance.ts';

export interface VerifyOptions extends Partial<Omit<SigstoreRequest, 'trustedRoot' | 'artifact'>> {
  /** As JSON; null for none. */
  readonly root?: object | null;
  /** Null for none. */
  readonly artifact?: Uint8Array | null;
}

/** The report on a bundle given as JSON. */
export function verifyBundle(bundle: object, options: VerifyOptions = {}): EnvelopeReport {
  const { root = trustedRoot(), artifact = ARTIFACT, ...rest } = options;
  const parsed = parseSigstoreBundle(JSON.parse(JSON.stringify(bundle)) as JsonValue, 'the bundle');
  const trust = options.trust ?? NO_TRUST_ROOTS;
  const { content } = parsed;
  const check = new ArtifactCheck([
    content.kind === 'message'
      ? { signature: content.signature, keys: candidateKeys(parsed, trust) }
      : { signature: new Uint8Array(), keys: [] },
  ]);
  if (artifact !== null) check.update(artifact);
  const facts = check.finish();
  return verifySigstoreBundle(parsed, {
    trust,
    identity: IDENTITY,
    predicateType: null,
    threshold: 1,
    assumed: [],
    ...rest,
    artifact: artifact === null ? null : facts.digests,
    artifactSigners: facts.signers[0] ?? [],
    trustedRoot:
      root === null ? null : parseTrustedRoot(utf8Encode(JSON.stringify(root)), 'trusted_root.json'),
  });
}

/** `verified`, or the code of whatever keeps the bundle from being so. */
export function outcomeOf(bundle: object, options: VerifyOptions = {}): string {
  try {
    const report = verifyBundle(bundle, options);
    return report.verified ? 'verified' : String(report.code);
  } catch (error) {
    if (isStellaError(error)) return error.code;
    throw error;
  }
}

/** True when Sigstore's own library accepts the bundle for `identity`. */
export function isAcceptedBySigstore(
  bundle: object,
  { root = trustedRoot(), artifact = ARTIFACT }: { root?: object; artifact?: Uint8Array } = {},
): boolean {
  try {
    const material = toTrustMaterial(TrustedRoot.fromJSON(root));
    const entity = toSignedEntity(bundleFromJSON(bundle), Buffer.from(artifact));
    const escaped = IDENTITY.subject.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    new Verifier(material).verify(entity, {
      subjectAlternativeName: `^${escaped}$`,
      extensions: { issuer: IDENTITY.issuer },
    });
    return true;
  } catch {
    return false;
  }
}
