/**
 * Every bound on what the program reads and how long it works at it, in one place. Each is far above what honest input needs
 * and keeps hostile input from taking memory or time without end. `docs/limits.md` is generated from here, and
 * `test/contract/limits.test.ts` tries each at the bound and past it.
 */
import type { ErrorCode } from './errors.ts';

const KIB = 2 ** 10;
const MIB = 2 ** 20;
const GIB = 2 ** 30;

export interface Limit {
  /** The most that is taken. */
  readonly most: number;
  readonly unit: string;
  /** Of what. */
  readonly of: string;
  /** What one more ends in; null where it is not refused but left out, which `of` says. */
  readonly code: ErrorCode | null;
}

type Row = readonly [most: number, unit: string, of: string, code: ErrorCode | null];

const TABLE = {
  // Files that the user names.
  bundleBytes: [128 * MIB, 'bytes', 'a proof bundle, packed', 'LIMIT_EXCEEDED'],
  sbomBytes: [256 * MIB, 'bytes', 'an SBOM', 'LIMIT_EXCEEDED'],
  documentBytes: [64 * MIB, 'bytes', 'a VEX document, evidence, rules or policy file', 'LIMIT_EXCEEDED'],
  trustFileBytes: [MIB, 'bytes', 'a file of trust roots', 'LIMIT_EXCEEDED'],
  keyFileBytes: [MIB, 'bytes', 'a file of a private key or its certificate', 'LIMIT_EXCEEDED'],
  passphraseFileBytes: [64 * KIB, 'bytes', 'a passphrase file', 'LIMIT_EXCEEDED'],
  envelopeFileBytes: [
    32 * MIB,
    'bytes',
    "an envelope, a Sigstore bundle or Sigstore's trusted root",
    'LIMIT_EXCEEDED',
  ],
  revocationListBytes: [16 * MIB, 'bytes', 'a revocation list', 'LIMIT_EXCEEDED'],
  timestampBytes: [256 * KIB, 'bytes', 'an RFC 3161 response or query', 'LIMIT_EXCEEDED'],
  disclosureBytes: [16 * MIB, 'bytes', 'a disclosure of one finding', 'LIMIT_EXCEEDED'],
  receiptBytes: [MIB, 'bytes', 'a receipt of a replay', 'LIMIT_EXCEEDED'],
  receiptFiles: [100_000, 'files', 'a folder of receipts', 'LIMIT_EXCEEDED'],
  receiptTotalBytes: [256 * MIB, 'bytes', 'all receipts of a folder', 'LIMIT_EXCEEDED'],
  configBytes: [64 * KIB, 'bytes', 'config.yaml', 'LIMIT_EXCEEDED'],

  // Many bundles.
  archiveIndexBytes: [512 * MIB, 'bytes', 'the index of an archive, or its signature', 'LIMIT_EXCEEDED'],
  archiveMembers: [2_000_000, 'files', 'an archive that is a tar', 'LIMIT_EXCEEDED'],
  bundleListBytes: [64 * MIB, 'bytes', 'a list of bundles', 'LIMIT_EXCEEDED'],
  bundleListEntries: [2_000_000, 'bundles', 'the same', 'LIMIT_EXCEEDED'],
  resultLineBytes: [16 * MIB, 'bytes', 'a line of results', 'LIMIT_EXCEEDED'],
  shards: [1_000_000, 'shards', 'a run over many bundles', 'USAGE'],
  oneOfManySeconds: [600, 'seconds', 'checking one of many bundles', 'LIMIT_EXCEEDED'],
  oneOfManyHeapBytes: [2 * GIB, 'bytes of memory for values', 'the same', 'LIMIT_EXCEEDED'],

  // Proof bundles.
  bundleEntries: [100_000, 'entries', 'a proof bundle', 'LIMIT_EXCEEDED'],
  bundleEntryBytes: [128 * MIB, 'bytes', 'a file in a proof bundle', 'LIMIT_EXCEEDED'],
  bundleTotalBytes: [512 * MIB, 'bytes', 'all files in a proof bundle', 'LIMIT_EXCEEDED'],
  bundleFreeBytes: [16 * MIB, 'bytes', 'what a bundle of any size may unpack to', 'LIMIT_EXCEEDED'],
  bundleRatio: [200, 'times its size', 'what a bundle may unpack to beyond that', 'LIMIT_EXCEEDED'],
  bundleUnclaimedBytes: [
    64 * MIB,
    'bytes',
    'what a bundle that claims less at its end may unpack to',
    'BUNDLE_INVALID',
  ],
  tarTrailingZeroBytes: [MIB, 'bytes of zeros', 'the end of a tar archive', 'BUNDLE_INVALID'],

  // Kits and feeds.
  kitEnvelopeBytes: [32 * MIB, 'bytes', 'kit.dsse.json', 'LIMIT_EXCEEDED'],
  kitFiles: [50_000, 'files', 'a kit', 'KIT_INVALID'],
  kitTotalBytes: [64 * GIB, 'bytes', 'all files of a kit', 'LIMIT_EXCEEDED'],
  kitNameLength: [200, 'characters', 'the name of a file in a kit', 'KIT_INVALID'],
  kitMediaTypeLength: [255, 'characters', 'a media type in a kit', 'KIT_INVALID'],
  kitExcludedIdLength: [255, 'characters', 'the id of a record that a kit leaves out', 'KIT_INVALID'],
  kitExcludedReasonLength: [1000, 'characters', 'why a kit leaves a record out', 'KIT_INVALID'],
  kitOsvBytes: [
    8 * GIB - 1,
    'bytes',
    "an ecosystem's zip in a kit: the most that a ustar header can tell",
    'LIMIT_EXCEEDED',
  ],
  kitEpssBytes: [64 * MIB, 'bytes', 'the EPSS scores in a kit, packed', 'LIMIT_EXCEEDED'],
  kitKevBytes: [64 * MIB, 'bytes', 'the KEV catalogue in a kit', 'LIMIT_EXCEEDED'],
  kitDocumentBytes: [MIB, 'bytes', 'a rules, policy or trust root file in a kit', 'LIMIT_EXCEEDED'],
  kitVexBytes: [64 * MIB, 'bytes', 'a VEX document in a kit', 'LIMIT_EXCEEDED'],
  gzipHeaderBytes: [64 * KIB, 'bytes', 'the header of a gzip file that a kit is packed with', 'KIT_INVALID'],
  zstdFrames: [8192, 'frames', 'a kit packed with zstd', 'KIT_INVALID'],
  tarExtendedHeaderBytes: [64 * KIB, 'bytes', 'an extended header (pax, GNU) in a kit', 'KIT_INVALID'],
  sourceFolderDepth: [8, 'levels', 'the folder that a kit is built from', 'INPUT_INVALID'],
  osvRecords: [2_000_000, 'records', "an ecosystem's zip", 'LIMIT_EXCEEDED'],
  osvRecordBytes: [32 * MIB, 'bytes', 'an OSV record', 'LIMIT_EXCEEDED'],
  osvTotalBytes: [64 * GIB, 'bytes', "all records of an ecosystem's zip", 'LIMIT_EXCEEDED'],
  epssBytes: [128 * MIB, 'bytes', 'the EPSS scores, unpacked', 'LIMIT_EXCEEDED'],
  quarantinedKits: [20, 'kits', 'the quarantine; the oldest goes', null],
  quarantinedKitBytes: [
    512 * MIB,
    'bytes',
    'a kit in quarantine; of a larger one only the reason is kept',
    null,
  ],
  quarantineBytes: [2 * GIB, 'bytes', 'the quarantine; the oldest goes', null],

  // Text and structure.
  jsonDepth: [128, 'levels', 'a JSON document', 'INPUT_INVALID'],
  xmlDepth: [128, 'levels', 'an XML document', 'INPUT_INVALID'],
  yamlLength: [MIB, 'characters', 'a rules, policy or evidence document', 'LIMIT_EXCEEDED'],
  derDepth: [32, 'levels', 'a DER structure', 'INPUT_INVALID'],
  oidBytes: [64, 'bytes', 'an object identifier', 'INPUT_INVALID'],
  pemLength: [MIB, 'characters', 'a PEM text', 'LIMIT_EXCEEDED'],
  pemBlocks: [1024, 'blocks', 'a PEM text', 'LIMIT_EXCEEDED'],

  // Signatures and keys.
  envelopeSignatures: [64, 'signatures', 'an envelope', 'INPUT_INVALID'],
  envelopeDocuments: [256, 'documents', 'a file of envelopes', 'LIMIT_EXCEEDED'],
  envelopeFileSignatures: [512, 'signatures', 'a file of envelopes', 'LIMIT_EXCEEDED'],
  publicKeyBytes: [8192, 'bytes', 'a public key in DER', 'INPUT_INVALID'],
  rsaBits: [16_384, 'bits', 'an RSA modulus (and at least 2048)', 'INPUT_INVALID'],
  rsaExponentBits: [64, 'bits', 'an RSA exponent', 'INPUT_INVALID'],
  jwkSetKeys: [1024, 'keys', 'a JWK Set', 'LIMIT_EXCEEDED'],
  ed25519MessageBytes: [256 * MIB, 'bytes', 'an artifact under an Ed25519 signature', 'LIMIT_EXCEEDED'],
  scryptMemoryBytes: [256 * MIB, 'bytes of memory', 'opening a cosign key', 'LIMIT_EXCEEDED'],
  scryptWork: [2 ** 22, 'rounds', 'opening a cosign key', 'LIMIT_EXCEEDED'],

  // Certificates, revocation lists, timestamps.
  certificateBytes: [64 * KIB, 'bytes', 'a certificate', 'LIMIT_EXCEEDED'],
  certificateExtensions: [64, 'extensions', 'a certificate or a revocation list', 'INPUT_INVALID'],
  chainIntermediates: [64, 'certificates', 'what a chain may bring along', 'LIMIT_EXCEEDED'],
  chainCertificates: [20, 'certificates', 'a path, leaf and anchor included', 'CERTIFICATE_UNTRUSTED'],
  pathSteps: [500, 'issuers', 'the search for a path', 'CERTIFICATE_UNTRUSTED'],
  nameComparisons: [250_000, 'comparisons', 'names held against name constraints', 'CERTIFICATE_UNTRUSTED'],
  serialBytes: [20, 'bytes', 'a serial number', 'CERTIFICATE_UNTRUSTED'],
  constraintDnsLength: [253, 'characters', 'a host name under a name constraint', 'CERTIFICATE_UNTRUSTED'],
  constraintUriLength: [2048, 'characters', 'a URI under a name constraint', 'CERTIFICATE_UNTRUSTED'],
  pssSaltBytes: [
    512,
    'bytes',
    'the salt of an RSASSA-PSS signature on a certificate',
    'CERTIFICATE_UNTRUSTED',
  ],
  listSigners: [
    8,
    'certificates',
    "those other than its issuer's tried for a revocation list; the rest is not looked at",
    null,
  ],
  displayNameLength: [300, 'characters', 'a name as it is shown; the rest is cut', null],
  timestampAccuracySeconds: [86_400, 'seconds', 'the accuracy that a timestamp states', 'TIMESTAMP_INVALID'],
  timestampFractionDigits: [9, 'digits', 'the fraction of a second in a timestamp', 'TIMESTAMP_INVALID'],

  // Sigstore.
  sigstoreEvidence: [32, 'entries', 'log entries, or timestamps, in a Sigstore bundle', 'INPUT_INVALID'],
  sigstoreProofHashes: [64, 'hashes', 'an inclusion proof of a log', 'INPUT_INVALID'],
  sigstoreAuthorities: [256, 'authorities', 'each kind in a trusted root', 'INPUT_INVALID'],
  sigstoreChain: [16, 'certificates', 'the chain of an authority in a trusted root', 'INPUT_INVALID'],
  checkpointLength: [64 * KIB, 'characters', 'a checkpoint', 'LIMIT_EXCEEDED'],
  checkpointSignatures: [64, 'signatures', 'a checkpoint', 'LIMIT_EXCEEDED'],
  checkpointSignaturesTried: [
    4,
    'signatures',
    "those of a checkpoint that bear the log's name and are tried",
    'SIGNATURE_INVALID',
  ],
  certificateTimestamps: [32, 'timestamps', "a certificate's list of log promises (SCT)", 'LIMIT_EXCEEDED'],

  // Matching.
  versionLength: [1024, 'characters', 'a version; a longer one is not covered', null],
  cvssVectorLength: [400, 'characters', 'a CVSS vector; a longer one is none', null],
  versionConstraints: [
    1000,
    'constraints',
    'a version range in a VEX document; a longer one matches nothing',
    null,
  ],

  statedScoreDepth: [6, 'levels', 'the search of a record for stated scores; deeper ones are not seen', null],
  statedScoreMembers: [
    200,
    'members',
    'the same, of each list and object; those that follow are not seen',
    null,
  ],

  // The store.
  readOnlyStoreBytes: [2 * GIB - 1, 'bytes', 'a store where it cannot be written', 'LIMIT_EXCEEDED'],
  reasonLength: [1000, 'characters', 'a reason for the ledger', 'USAGE'],

  // Terminals.
  passphraseLength: [1024, 'characters', 'a passphrase typed at the prompt; the rest is not taken', null],
} as const satisfies Readonly<Record<string, Row>>;

export type LimitName = keyof typeof TABLE;

/** The number itself. */
export function limit(name: LimitName): number {
  return TABLE[name][0];
}

/** Every limit by name, in groups as above. */
export const LIMITS: ReadonlyMap<LimitName, Limit> = new Map(
  (Object.entries(TABLE) as [LimitName, Row][]).map(([name, [most, unit, of, code]]) => [
    name,
    { most, unit, of, code },
  ]),
);
