import * as Flags from '@oclif/core/flags';
import { buildKit } from '../../app/kit/build-kit.ts';
import { type Answer, FileCommand } from '../../cli/base-command.ts';
import type { CliContext } from '../../cli/context.ts';
import { timeFlag } from '../../cli/flags.ts';
import { exclusionsFrom, kitIdFlag, sequenceFlag } from '../../cli/kit-flags.ts';
import { renderKitBuild } from '../../cli/render/kit.ts';
import { passphraseFrom, signerFlags, signerFrom } from '../../cli/signer.ts';
import { StellaError } from '../../core/errors.ts';
import type { SigningKey } from '../../core/keys/types.ts';
import { mergeTrustRoots } from '../../core/trust/trust-roots.ts';

export default class OfflineBuild extends FileCommand<typeof OfflineBuild> {
  static override summary =
    'make a signed offline kit from a folder of downloaded files (on the connected side)';
  static override description =
    "Takes the files as their publishers ship them: osv.dev's all.zip of each ecosystem (as osv/<ecosystem>.zip or " +
    "<ecosystem>/all.zip), FIRST's epss_scores-*.csv.gz, CISA's known_exploited_vulnerabilities.json, and the folders " +
    'rules, policies, trust, vex and scans. Every record is read and checked; a file that is not understood, or a record that ' +
    'cannot be read, is named and no kit is made. The same files, key and flags give the same kit, byte for byte.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --from downloads --output kit.tar.gz --key issuer.key --sequence 42',
    '<%= config.bin %> <%= command.id %> --from downloads --output delta.tar.zst --key issuer.key --sequence 43 --base kit.tar.gz',
    '<%= config.bin %> <%= command.id %> --from downloads --output kit.tar.gz --key issuer.key --sequence 44 --exclude-record GHSA-xxxx --reason "not valid JSON"',
  ];
  static override flags = {
    from: Flags.string({ required: true, helpValue: 'DIR', description: 'folder of the downloaded files' }),
    output: Flags.string({
      char: 'o',
      required: true,
      helpValue: 'KIT',
      description: 'the kit: FILE.tar.gz, FILE.tar.zst, FILE.tar, or a folder (FOLDER/)',
    }),
    sequence: sequenceFlag({
      required: true,
      description: 'number of the kit; must be above that of every kit before it',
    }),
    key: signerFlags.key,
    'passphrase-file': signerFlags['passphrase-file'],
    'kit-id': kitIdFlag({ description: 'name of the kit (default: kit-<sequence>)' }),
    'created-at': timeFlag({
      description: 'when the kit was made (default: the latest capture of a feed in it)',
    }),
    'expires-at': timeFlag({ description: 'the kit is refused from this time on (default: never)' }),
    'captured-at': timeFlag({
      description: 'when the feeds were downloaded (default: what each feed itself says)',
    }),
    base: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'KIT',
      default: [],
      description:
        'make a delta kit: only what changed since this kit, and good for hosts where it is active ' +
        '(where that is a delta itself: first the whole kit, then each delta over it)',
    }),
    'trust-root': Flags.string({
      multiple: true,
      helpValue: 'PATH',
      default: [],
      description:
        'whom the base kits may be signed by, beside the holder of this key (PEM file or folder, repeatable)',
    }),
    'exclude-record': Flags.string({
      multiple: true,
      helpValue: 'ID',
      description: 'leave this OSV record out, and say so in the kit (repeatable, a --reason for each)',
    }),
    reason: Flags.string({ multiple: true, helpValue: 'TEXT', description: 'why the record is left out' }),
    force: Flags.boolean({ description: 'replace an existing file' }),
  };

  protected override async execute(): Promise<Answer> {
    const { flags, context } = this;
    const { reader, writer, feeds, sources } = await context.kits();
    const key = await signingKeyOf({ key: flags.key, 'passphrase-file': flags['passphrase-file'] }, context);
    const trust = await context.trust();
    const given = flags['trust-root'].length === 0 ? [] : [(await trust.load(flags['trust-root'])).roots];
    const build = await buildKit(
      {
        output: flags.output,
        sequence: flags.sequence,
        kitId: flags['kit-id'] ?? `kit-${flags.sequence}`,
        createdAt: flags['created-at'] ?? null,
        expiresAt: flags['expires-at'] ?? null,
        capturedAt: flags['captured-at'] ?? null,
        excluded: exclusionsFrom(flags['exclude-record'] ?? [], flags.reason ?? []),
        bases: flags.base,
        overwrite: flags.force,
      },
      {
        sources: sources(flags.from),
        feeds,
        bundles: await context.bundles(),
        reader,
        writer,
        key,
        baseTrust: mergeTrustRoots([
          { keys: [{ ...key.publicKey, source: 'the signing key' }], anchors: [] },
          ...given,
        ]),
        clock: context.clock,
        progress: context.interruptibleProgress(),
        explain: context.explain,
      },
    );
    return { document: build, render: (style) => renderKitBuild(build, style) };
  }
}

/** The key that the flags name, else the store's own. */
async function signingKeyOf(
  flags: { readonly key: string | undefined; readonly 'passphrase-file': string | undefined },
  context: CliContext,
): Promise<SigningKey> {
  const given = await signerFrom({ ...flags, certificate: undefined });
  const signer = given ?? (await context.ownSigner(await passphraseFrom(flags)));
  if (signer !== null) return signer.key;
  throw new StellaError('INPUT_MISSING', 'there is no key to sign the kit with', {
    hint: 'give one with --key PEM; "stella key generate --output issuer.key" makes one',
  });
}
