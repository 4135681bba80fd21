/** Holds the files of the program that runs against the signed list that came with them. */
import type { Digest } from '../../core/digest/sha256.ts';
import type { EnvelopeSigner } from '../../core/envelope/envelope-report.ts';
import { attempt, type ErrorCode, StellaError } from '../../core/errors.ts';
import {
  ARCHIVE_PREDICATE_TYPE,
  compareWithList,
  FILE_LIST,
  FILE_LIST_ENVELOPE,
  parseFileList,
} from '../../core/program-files/file-list.ts';
import { type Check, decidingCode, decidingError } from '../../core/proof/report.ts';
import { type EnvelopePorts, verifyEnvelopeFile } from '../proof/verify-envelope.ts';

export const SELF_CHECK_NAMES = ['list', 'files', 'runtime', 'signature'] as const;
type SelfCheck = Check<(typeof SELF_CHECK_NAMES)[number]>;

export interface SelfPorts {
  /** The program's folder. */
  readonly root: string;
  /** Every file below it, by its path, with its digest; null for what is no plain file. */
  readonly files: () => Promise<ReadonlyMap<string, Digest | null>>;
  /** @throws StellaError INPUT_MISSING, PERMISSION_DENIED or LIMIT_EXCEEDED */
  readonly read: (name: string) => Promise<Uint8Array>;
  /** The Node.js that runs: its path relative to the folder, or null when it stands elsewhere. */
  readonly runtime: string | null;
  readonly engine: Digest;
  /** Null when no trust root was given: then the signature is not looked at. */
  readonly envelope: EnvelopePorts | null;
}

export interface SelfVerification {
  readonly root: string;
  readonly engine: Digest;
  /** How many files the list has; 0 when it cannot be read. */
  readonly files: number;
  readonly verified: boolean;
  readonly code: ErrorCode | null;
  readonly checks: readonly SelfCheck[];
  /** Who signed the list; empty unless that was verified. */
  readonly signers: readonly EnvelopeSigner[];
  readonly established: readonly string[];
  readonly notEstablished: readonly string[];
  readonly assumed: readonly string[];
}

/** Named in a reason; the rest is counted. */
const PATHS_SHOWN = 5;

/**
 * Never throws for files that are not as they were: the report says it.
 * @throws StellaError INPUT_MISSING where the program is no archive and has no list; as `verifyEnvelopeFile` for trust roots
 */
export async function verifySelf(ports: SelfPorts): Promise<SelfVerification> {
  const list = await attempt(() => ports.read(FILE_LIST));
  if (list instanceof StellaError && list.code === 'INPUT_MISSING') throw noArchive(ports.root);
  const found = new Map(await ports.files());
  const isSigned = found.has(FILE_LIST_ENVELOPE);
  for (const name of [FILE_LIST, FILE_LIST_ENVELOPE]) found.delete(name);
  const listed = list instanceof StellaError ? list : await attempt(async () => parseFileList(list));
  const { check: signature, signers } = await checkSignature(ports, isSigned);
  const isRead = !(listed instanceof StellaError);
  const checks: readonly SelfCheck[] = [
    isRead
      ? { name: 'list', status: 'pass', reason: `${listed.length} files, sorted, each there once` }
      : failed('list', listed),
    isRead
      ? checkFiles(compareWithList(listed, found), listed.length)
      : { name: 'files', status: 'skipped', reason: 'there is no list to hold them against' },
    checkRuntime(ports, isRead && listed.some(({ path }) => path === ports.runtime)),
    signature,
  ];
  const code = decidingCode(checks);
  return {
    root: ports.root,
    engine: ports.engine,
    files: isRead ? listed.length : 0,
    verified: code === null,
    code,
    checks,
    signers,
    ...statements(code, signers, isSigned),
    assumed: [
      'this program tells the truth about itself: check the list with sha256sum before it runs (docs/standalone.md)',
      'the system that it runs on: kernel, loader and C libraries are not part of the archive',
      ...(ports.envelope === null ? [] : [`the trust roots: ${ports.envelope.trust.origin}`]),
    ],
  };
}

/** The failure that decided, as an error; null when all is as it was. */
export function selfError({ code, checks }: SelfVerification): StellaError | null {
  return code === null ? null : decidingError(code, checks);
}

function checkFiles(
  { altered, missing, added }: ReturnType<typeof compareWithList>,
  count: number,
): SelfCheck {
  const parts = [
    ['altered', altered],
    ['missing', missing],
    ['not in the list', added],
  ] as const;
  const wrong = parts.filter(([, paths]) => paths.length > 0);
  if (wrong.length === 0)
    return { name: 'files', status: 'pass', reason: `all ${count} are as listed, and no other` };
  return {
    name: 'files',
    status: 'fail',
    code: 'DIGEST_MISMATCH',
    reason: wrong.map(([what, paths]) => `${what}: ${shortList(paths)}`).join('; '),
    hint: 'do not run this copy: unpack the archive again, from a copy that was checked',
    details: { altered, missing, added },
  };
}

function shortList(paths: readonly string[]): string {
  const shown = paths.slice(0, PATHS_SHOWN).map((path) => JSON.stringify(path));
  const more = paths.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function checkRuntime({ runtime }: SelfPorts, isListed: boolean): SelfCheck {
  if (runtime !== null && isListed)
    return { name: 'runtime', status: 'pass', reason: `the Node.js that runs is ${runtime}` };
  return {
    name: 'runtime',
    status: 'fail',
    code: 'DIGEST_MISMATCH',
    reason: 'the Node.js that runs is not one of the listed files',
    hint: 'run bin/stella of the archive, which takes its own Node.js',
  };
}

async function checkSignature(
  { envelope, root }: SelfPorts,
  isSigned: boolean,
): Promise<{ readonly check: SelfCheck; readonly signers: readonly EnvelopeSigner[] }> {
  if (envelope === null) {
    const reason = isSigned ? 'no --trust-root was given' : 'the list is not signed';
    return { check: { name: 'signature', status: 'skipped', reason }, signers: [] };
  }
  if (!isSigned) {
    const error = new StellaError(
      'SIGNATURE_INVALID',
      `the list is not signed: there is no ${FILE_LIST_ENVELOPE}`,
      {
        hint: 'get the archive from whoever signs it, or leave --trust-root out and check the list by other means',
      },
    );
    return { check: failed('signature', error), signers: [] };
  }
  const request = {
    file: `${root}/${FILE_LIST_ENVELOPE}`,
    artifact: `${root}/${FILE_LIST}`,
    trustedRoot: null,
    identity: null,
    predicateType: ARCHIVE_PREDICATE_TYPE,
    threshold: 1,
  };
  const reports = await attempt(() => verifyEnvelopeFile(request, envelope));
  if (reports instanceof StellaError) return { check: failed('signature', reports), signers: [] };
  const [report] = reports;
  if (report?.proven) {
    const { signers } = report.proven;
    const reason = `the list is signed by ${signers.map(({ keyid }) => keyid).join(', ')}`;
    return { check: { name: 'signature', status: 'pass', reason }, signers };
  }
  const error = decidingError(report?.code ?? 'INTERNAL', report?.checks ?? []);
  return { check: failed('signature', error), signers: [] };
}

function failed(name: SelfCheck['name'], { code, message, hint, details }: StellaError): SelfCheck {
  return {
    name,
    status: 'fail',
    code,
    reason: message,
    ...(hint === undefined ? {} : { hint }),
    ...(details === undefined ? {} : { details }),
  };
}

function statements(
  code: ErrorCode | null,
  signers: readonly EnvelopeSigner[],
  isSigned: boolean,
): Pick<SelfVerification, 'established' | 'notEstablished'> {
  if (code !== null)
    return { established: [], notEstablished: ['nothing: these are not the files that were handed out'] };
  const isSignerKnown = signers.length > 0;
  return {
    established: [
      'every file of the program is as the list says, and there is no other',
      ...signers.map(({ keyid }) => `the list was signed by the holder of the trusted key ${keyid}`),
    ],
    notEstablished: isSignerKnown
      ? ['that the key was not withdrawn since: a bare key carries no revocation']
      : [
          isSigned
            ? 'who made the list: it is signed, and no --trust-root was given to check it with'
            : 'who made the list: it is not signed, and whoever alters a file can alter the list',
        ],
  };
}

function noArchive(root: string): StellaError {
  return new StellaError(
    'INPUT_MISSING',
    `this stella is no standalone archive: ${JSON.stringify(root)} has no ${FILE_LIST}`,
    {
      hint: 'what npm installed is checked by npm, against package-lock.json: npm ci, npm audit signatures',
    },
  );
}
