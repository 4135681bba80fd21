import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {
  type EnvelopeVerification,
  envelopeError,
  verifyEnvelopeFile,
} from '../../app/proof/verify-envelope.ts';
import { type Answer, FormatCommand } from '../../cli/base-command.ts';
import { atFlag, thresholdFlag, trustRootFlag } from '../../cli/flags.ts';
import { ENVELOPE_BYTES_MAX } from '../../core/envelope/documents.ts';
import type { ExpectedIdentity } from '../../core/sigstore/identity.ts';
import { readInputFile } from '../../io/files/read-input-file.ts';
import { streamFile } from '../../io/files/stream-file.ts';

export default class ProofEnvelope extends FormatCommand<typeof ProofEnvelope> {
  static override summary = 'check an attestation by another tool: a DSSE envelope or a Sigstore bundle';
  static override description =
    'Reads in-toto attestations as cosign, SLSA generators and witness write them, one or as JSON lines, and Sigstore bundles of ' +
    'version 0.1 to 0.3. Bare envelopes are held against keys and CA certificates (--trust-root), Sigstore bundles with a ' +
    'certificate against a trusted root (--trusted-root) and the identity that you expect. Nothing of a payload is shown before ' +
    'it is verified; no store and no network is used.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> sbom.att.json --trust-root cosign.pub',
    '<%= config.bin %> <%= command.id %> provenance.intoto.jsonl --trust-root builder.pub --artifact app.tar.gz --type https://slsa.dev/provenance/v1',
    '<%= config.bin %> <%= command.id %> release.json --trust-root keys/ --threshold 2',
    '<%= config.bin %> <%= command.id %> app.sigstore.json --artifact app.tar.gz --trusted-root trusted_root.json --certificate-identity https://github.com/example/app/.github/workflows/release.yml@refs/tags/v1 --certificate-oidc-issuer https://token.actions.githubusercontent.com',
  ];
  static override args = {
    file: Args.string({ required: true, description: 'the envelope or bundle, or - for standard input' }),
  };
  static override flags = {
    'trust-root': trustRootFlag,
    artifact: Flags.string({
      helpValue: 'FILE',
      description: 'file that must be the one that was signed, or among the subjects of the statement',
    }),
    threshold: thresholdFlag,
    type: Flags.string({ helpValue: 'URI', description: 'predicate type that the statement must have' }),
    'trusted-root': Flags.string({
      helpValue: 'JSON',
      description: "Sigstore's trusted_root.json: its authorities and logs, for Sigstore bundles",
    }),
    'certificate-identity': Flags.string({
      helpValue: 'NAME',
      dependsOn: ['certificate-oidc-issuer'],
      description: 'whom the certificate must be for, to the letter: a URI, an email address or a user name',
    }),
    'certificate-oidc-issuer': Flags.string({
      helpValue: 'URL',
      dependsOn: ['certificate-identity'],
      description: 'who must have vouched for that identity, to the letter',
    }),
    at: atFlag,
  };

  protected override async execute(): Promise<Answer> {
    const { artifact, threshold, type, at } = this.flags;
    const verifications = await verifyEnvelopeFile(
      {
        file: this.args.file,
        artifact: artifact ?? null,
        trustedRoot: this.flags['trusted-root'] ?? null,
        identity: this.#identity(),
        predicateType: type ?? null,
        threshold,
      },
      {
        trust: await (await this.context.trust()).load(this.flags['trust-root']),
        at: this.context.verificationTime(at),
        readDocument: (path, what) =>
          readInputFile(path, { what, missing: 'INPUT_MISSING', maxBytes: ENVELOPE_BYTES_MAX }),
        streamArtifact: (path) => streamFile(path, { what: 'the artifact', missing: 'INPUT_MISSING' }),
      },
    );
    const { renderEnvelopes } = await import('../../cli/render/envelope.ts');
    return { ...answerOf(verifications), render: (style) => renderEnvelopes(verifications, style) };
  }

  #identity(): ExpectedIdentity | null {
    const subject = this.flags['certificate-identity'];
    const issuer = this.flags['certificate-oidc-issuer'];
    return subject === undefined || issuer === undefined ? null : { subject, issuer };
  }
}

/** One document: its report and its own exit status. Several: all reports, and exit 1 when any fails. */
function answerOf(
  verifications: readonly EnvelopeVerification[],
): Pick<Answer, 'document' | 'error' | 'exit'> {
  const [first] = verifications;
  if (verifications.length === 1 && first !== undefined)
    return { document: first, error: envelopeError(first) };
  const failed = verifications.filter(({ verified }) => !verified).length;
  return { document: { verifications, failed }, exit: failed === 0 ? 0 : 1 };
}
