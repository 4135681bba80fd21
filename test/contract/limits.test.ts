/**
 * Every limit of `src/core/limits.ts`: input that reaches it is taken, input past it is refused as the table says. A limit whose
 * part has tests of its own is tried there.
 */
import assert from 'node:assert/strict';
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import {
  bundleEntries,
  gzip,
  storedDeflate,
  TAR_END,
  tar,
  tarEntry,
} from '../../fixtures/generate/vectors-archive.ts';
import { limitsPage } from '../../scripts/limits-page.ts';
import { parseShard } from '../../src/app/proof/shard.ts';
import { HiddenLine } from '../../src/cli/hidden-line.ts';
import { reasonFlag } from '../../src/cli/kit-flags.ts';
import { TarReader } from '../../src/core/archive/tar-reader.ts';
import { BUNDLE_LIMITS, isBundleEntry, maxUnpackedBundleBytes } from '../../src/core/bundle/bundle-layout.ts';
import { parseCheckpoint } from '../../src/core/checkpoint/checkpoint.ts';
import { parseCvss } from '../../src/core/cvss/cvss.ts';
import { statedScores } from '../../src/core/cvss/stated-score.ts';
import { DER_TAG, parseDer } from '../../src/core/encoding/der.ts';
import { derOid } from '../../src/core/encoding/der-values.ts';
import { derEncode, derEncodeUnsigned } from '../../src/core/encoding/der-writer.ts';
import { hexDecode } from '../../src/core/encoding/hex.ts';
import { utf8Encode } from '../../src/core/encoding/utf8.ts';
import { type ErrorCode, isStellaError, StellaError } from '../../src/core/errors.ts';
import type { JsonValue } from '../../src/core/json/json-value.ts';
import { measureRsaKey } from '../../src/core/keys/rsa.ts';
import { kitKindOf } from '../../src/core/kit/kit-layout.ts';
import { parseUnverifiedKit } from '../../src/core/kit/verify-kit.ts';
import { LIMITS, type LimitName, limit } from '../../src/core/limits.ts';
import { parseDisclosure } from '../../src/core/proof/disclosure.ts';
import { parseSbom } from '../../src/core/sbom/read-sbom.ts';
import { verifyCheckpoint } from '../../src/core/sigstore/checkpoint.ts';
import { parseSigstoreBundle } from '../../src/core/sigstore/sigstore-bundle.ts';
import { parseTrustedRoot } from '../../src/core/sigstore/trusted-root.ts';
import { parseGeneralizedTime } from '../../src/core/timestamp/generalized-time.ts';
import { versionSchemeOf } from '../../src/core/version/registry.ts';
import { isInVersRange } from '../../src/core/vex/version-range.ts';
import { readSignatureAlgorithm } from '../../src/core/x509/certificate-signature.ts';
import { displayName } from '../../src/core/x509/display-name.ts';
import { isComparableName } from '../../src/core/x509/name-subtrees.ts';
import { verifyChain } from '../../src/core/x509/verify-chain.ts';
import { bundleSources } from '../../src/io/archive/bundle-sources.ts';
import { gunzipStrict } from '../../src/io/archive/gunzip.ts';
import { unpackBundle } from '../../src/io/archive/read-bundle.ts';
import { readConfigText } from '../../src/io/config-file.ts';
import { readInputFile } from '../../src/io/files/read-input-file.ts';
import { readLines } from '../../src/io/files/read-lines.ts';
import { readEpssFile } from '../../src/io/kit/feed-files.ts';
import { KitIntake } from '../../src/io/kit/kit-intake.ts';
import { listQuarantine, quarantineKit } from '../../src/io/kit/quarantine.ts';
import { kitReader } from '../../src/io/kit/read-kit.ts';
import { sourceFolder } from '../../src/io/kit/source-folder.ts';
import { readReceipt, readReceipts } from '../../src/io/receipt-files.ts';
import { makeCa, makeCertificate, toAnchor } from '../helpers/certificates.ts';
import { envelopeOf as kitEnvelope, kitTar, statementOf } from '../helpers/kits.ts';
import { makeCheckpoint } from '../helpers/rekor-entries.ts';
import { readList } from '../helpers/revocation-lists.ts';
import { scratchFolder } from '../helpers/run-stella.ts';
import { makeBundle } from '../helpers/sigstore-bundles.ts';
import { KEYS, logIdOf, trustedRoot } from '../helpers/sigstore-instance.ts';
import { ecdsaKey, ed25519Key } from '../helpers/test-keys.ts';

/** Gives `n` units to what takes them. Throws a StellaError, or returns false where too many are left out without one. */
type Probe = (n: number) => unknown;

/** How it is tried here, by how much past the limit goes beyond it (1 unless given), or the test that tries it. */
type Trial = Probe | { readonly probe: Probe; readonly step: number } | { readonly testedBy: string };

const folder = scratchFolder();
/** What `largestUnpacked` found. */
let largest = 0;
const BLOCK = 512;

/** A file of `n` zeros, which take no space. */
function sparse(n: number, name = join(folder, 'sparse')): string {
  const path = resolve(folder, name);
  const file = openSync(path, 'w');
  ftruncateSync(file, n);
  closeSync(file);
  return path;
}

function fileOf(bytes: Uint8Array): string {
  const path = join(folder, 'file');
  writeFileSync(path, bytes);
  return path;
}

/** Reads a file of `n` bytes as the command does that has this limit. */
const readsFile =
  (name: LimitName): Probe =>
  (n) =>
    readInputFile(sparse(n), { what: 'the file', missing: 'INPUT_MISSING', maxBytes: limit(name) });

const readsKit = (bytes: Uint8Array) =>
  kitReader.read(fileOf(bytes), {
    accept: (envelope) => parseUnverifiedKit(envelope).statement.entries,
    progress: () => {},
  });

/** A folder of `n` files, each made by `make`. */
function folderOf(n: number, make: (path: string, i: number) => void): string {
  const path = scratchFolder();
  for (let i = 0; i < n; i++) make(join(path, `${i}.json`), i);
  return path;
}

const entryOf = (path: string, size: number) => ({
  path,
  kind: kitKindOf(path)!,
  size,
  mediaType: 'x/y',
  digest: `sha256:${'0'.repeat(64)}` as const,
});
const listsEntries = (entries: ReturnType<typeof entryOf>[]) =>
  parseUnverifiedKit(kitEnvelope(statementOf({}, { entries })));
const excludesRecord = (record: { readonly id: string; readonly reason: string }) =>
  parseUnverifiedKit(kitEnvelope(statementOf({}, { excluded: [record] })));
const listsFile =
  (path: string): Probe =>
  (n) =>
    listsEntries([entryOf(path, n)]);

/** A bundle's tar reader, which is given headers and as much content as they need. */
function bundleReader(): TarReader {
  return new TarReader({
    what: 'it',
    code: 'BUNDLE_INVALID',
    limits: BUNDLE_LIMITS,
    isAllowed: isBundleEntry,
  });
}
const header = (path: string, size = 0) =>
  tarEntry({ path, fields: { size: `${size.toString(8).padStart(11, '0')}\0` } }).subarray(0, BLOCK);
const hex64 = (i: number) => i.toString(16).padStart(64, '0');

/** A bundle of one file of zeros that unpacks to `n` bytes. */
function zerosBundle(n: number): Uint8Array {
  const content = new Uint8Array(n - BLOCK - TAR_END.length);
  return new Uint8Array(gzipSync(tar([{ path: 'bundle/score.json', content }]), { level: 9 }));
}

const GOOD = bundleEntries(new Map([['manifest.json', utf8Encode('{}')]]));
const KIT_FILES = { 'vex/a.json': utf8Encode('{}') };
const KIT = kitTar(KIT_FILES);
const ROOT_KEY = ed25519Key(1);
const rsaKeyDer = (modulusBits: number, exponentBits: number) =>
  derEncode(0x30, oddInteger(modulusBits), oddInteger(exponentBits));

/** The highest bit, the lowest one, and nothing between. */
function oddInteger(bits: number): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(bits / 8));
  bytes[0] = 1 << ((bits - 1) % 8);
  bytes[bytes.length - 1]! |= 1;
  return derEncodeUnsigned(bytes);
}

const ARTIFACT_ROOT = trustedRoot();
const readsRoot = (changes: object) =>
  parseTrustedRoot(utf8Encode(JSON.stringify({ ...ARTIFACT_ROOT, ...changes })), 'trusted_root.json');

const TRIALS: Readonly<Record<LimitName, Trial>> = {
  bundleBytes: { testedBy: 'test/unit/io/archive/read-bundle.test.ts MAX_BUNDLE_BYTES' },
  sbomBytes: readsFile('sbomBytes'),
  documentBytes: readsFile('documentBytes'),
  trustFileBytes: readsFile('trustFileBytes'),
  keyFileBytes: readsFile('keyFileBytes'),
  passphraseFileBytes: readsFile('passphraseFileBytes'),
  envelopeFileBytes: readsFile('envelopeFileBytes'),
  revocationListBytes: { testedBy: 'test/unit/core/x509/revocation-list.test.ts REVOCATION_LIST_BYTES_MAX' },
  timestampBytes: { testedBy: 'test/unit/core/timestamp/timestamp-response.test.ts TIMESTAMP_BYTES_MAX' },

  disclosureBytes: (n) => parseDisclosure(new Uint8Array(n)),
  receiptBytes: (n) => readReceipt(sparse(n)),
  receiptFiles: { testedBy: 'test/unit/io/receipt-files.test.ts maxFiles' },
  receiptTotalBytes: (n) => {
    const each = limit('receiptBytes');
    return readReceipts(
      folderOf(Math.ceil(n / each), (name, i) => sparse(Math.min(each, n - i * each), name)),
    );
  },
  configBytes: (n) => {
    const home = scratchFolder();
    writeFileSync(join(home, 'config.yaml'), new Uint8Array(n));
    return readConfigText(home);
  },

  archiveIndexBytes: async (n) => {
    const home = scratchFolder();
    sparse(n, join(home, 'index.json'));
    const archive = await bundleSources.openArchive(home);
    // Half a gigabyte of zeros is read to be refused past the limit, and not at it.
    return n <= limit('archiveIndexBytes') ? archive : archive?.read('index.json');
  },
  archiveMembers: { testedBy: 'test/unit/io/archive/bundle-sources.test.ts maxMembers' },
  bundleListBytes: (n) => bundleSources.readList(sparse(n)),
  bundleListEntries: (n) => bundleSources.readList(fileOf(utf8Encode('x\n'.repeat(n)))),
  resultLineBytes: async (n) => {
    const lines = readLines(sparse(n), {
      what: 'it',
      missing: 'INPUT_MISSING',
      maxLineBytes: limit('resultLineBytes'),
    });
    for await (const line of lines) assert.equal(line.length, n);
  },
  shards: (n) => parseShard(`1/${n}`) ?? refuse('USAGE'),
  oneOfManySeconds: { testedBy: 'test/unit/io/processes/process-pool.test.ts hang' },
  oneOfManyHeapBytes: { testedBy: 'test/unit/io/processes/process-pool.test.ts eat' },

  bundleEntries: { testedBy: 'test/unit/core/archive/tar-reader.test.ts maxEntries' },
  bundleEntryBytes: (n) => bundleReader().push(header('bundle/score.json', n)),
  bundleTotalBytes: { testedBy: 'test/unit/core/archive/tar-reader.test.ts maxTotalBytes' },
  bundleFreeBytes: {
    // What a bundle may unpack to grows with its size, so the last that is taken is looked for.
    step: BLOCK,
    probe: (n) => unpackBundle(zerosBundle(largestUnpacked() + n - limit('bundleFreeBytes'))),
  },
  bundleRatio: {
    step: 1,
    probe: (n) => unpackBundle(zerosBundle(largestUnpacked() + (n - limit('bundleRatio')) * BLOCK)),
  },
  bundleUnclaimedBytes: async (n) => {
    // The last four bytes claim nothing; what is within the bound is unpacked to the end, and then found to be damaged.
    const packed = Buffer.from(gzipSync(new Uint8Array(n), { level: 1 }));
    packed.fill(0, packed.length - 4);
    let unpacked = 0;
    const take = ({ length }: Uint8Array) => (unpacked += length);
    await assert.rejects(gunzipStrict(packed, 'it', 'BUNDLE_INVALID', take));
    return unpacked === n || refuse('BUNDLE_INVALID');
  },
  tarTrailingZeroBytes: {
    step: BLOCK,
    probe(n) {
      const archive = tar(GOOD, new Uint8Array(n));
      return unpackBundle(gzip(archive, { data: storedDeflate(archive) }));
    },
  },

  kitEnvelopeBytes: (n) => new KitIntake({ accept: () => [], open: () => never() }).file('kit.dsse.json', n),
  kitFiles: (n) => listsEntries(Array.from({ length: n }, (_, i) => entryOf(`vex/${hex64(i)}`, 0))),
  kitTotalBytes: (n) => {
    const whole = limit('bundleBytes');
    const sizes = [...Array.from({ length: Math.floor(n / whole) }, () => whole), n % whole];
    return listsEntries(sizes.map((size, i) => entryOf(`scans/s${i}.tar.gz`, size)));
  },
  kitNameLength: (n) => listsEntries([{ ...entryOf('vex/x', 0), path: `vex/${'x'.repeat(n)}` }]),
  kitMediaTypeLength: (n) => listsEntries([{ ...entryOf('vex/x', 0), mediaType: 'x'.repeat(n) }]),
  kitExcludedIdLength: (n) => excludesRecord({ id: 'x'.repeat(n), reason: 'x' }),
  kitExcludedReasonLength: (n) => excludesRecord({ id: 'x', reason: 'x'.repeat(n) }),
  kitOsvBytes: listsFile('feeds/osv/npm.zip'),
  kitEpssBytes: listsFile('feeds/epss/epss_scores.csv.gz'),
  kitKevBytes: listsFile('feeds/kev/known_exploited_vulnerabilities.json'),
  kitDocumentBytes: listsFile('rules/r.yaml'),
  kitVexBytes: listsFile('vex/v'),
  gzipHeaderBytes(n) {
    const name = Buffer.from(`${'x'.repeat(n - 11)}\0`, 'latin1');
    const packed = gzipSync(KIT);
    return readsKit(
      Buffer.concat([packed.subarray(0, 3), Buffer.of(8), packed.subarray(4, 10), name, packed.subarray(10)]),
    );
  },
  zstdFrames(n) {
    const empty = zstdCompressSync(new Uint8Array(0));
    const frames = [zstdCompressSync(KIT), ...Array.from({ length: n - 1 }, () => empty)];
    return readsKit(Buffer.concat(frames));
  },
  tarExtendedHeaderBytes(n) {
    const record = utf8Encode(`${n} comment=${'x'.repeat(n - 10 - String(n).length)}\n`);
    const extended = tarEntry({ path: 'x', content: record, fields: { type: 'x' } });
    const envelope = tarEntry({ path: 'kit.dsse.json', content: kitEnvelope(statementOf(KIT_FILES)) });
    const file = tarEntry({ path: 'vex/a.json', content: KIT_FILES['vex/a.json'] });
    return readsKit(Buffer.concat([envelope, extended, file, TAR_END]));
  },
  sourceFolderDepth(n) {
    const base = join(folder, `depth-${n}`);
    const steps = Array.from({ length: n }, () => 'd');
    mkdirSync(join(base, ...steps), { recursive: true });
    writeFileSync(join(base, ...steps, 'file'), '');
    return sourceFolder(base).list();
  },
  osvRecords: { testedBy: 'test/unit/io/kit/zip-file.test.ts maxEntries' },
  osvRecordBytes: { testedBy: 'test/unit/io/kit/zip-file.test.ts maxEntryBytes' },
  osvTotalBytes: { testedBy: 'test/unit/io/kit/zip-file.test.ts maxTotalBytes' },
  epssBytes: (n) => readEpssFile(fileOf(gzipSync(new Uint8Array(n), { level: 1 })), 'the file'),
  quarantinedKits: async (n) => {
    const home = scratchFolder();
    for (let i = 0; i < n; i++) {
      writeFileSync(join(home, 'kit'), String(i));
      await quarantineKit(home, refusal(join(home, 'kit'), i));
    }
    return listQuarantine(home).length === n;
  },
  quarantinedKitBytes: async (n) => {
    const home = scratchFolder();
    await quarantineKit(home, refusal(sparse(n), 0));
    return listQuarantine(home)[0]?.isKept;
  },
  quarantineBytes: async (n) => {
    const home = scratchFolder();
    const quarantine = async (i: number) => {
      writeFileSync(join(home, 'kit'), String(i));
      await quarantineKit(home, refusal(join(home, 'kit'), i));
    };
    await quarantine(0);
    const [kept] = readdirSync(join(home, 'quarantine'));
    const kept2 = join(home, 'quarantine', kept!);
    // What is there already, and what the second one adds: as much again as the first.
    const small = readdirSync(kept2).reduce((sum, name) => sum + readFileSync(join(kept2, name)).length, 0);
    sparse(n - 2 * small, join('..', kept2.slice(kept2.lastIndexOf('/stella-test-') + 1), 'more'));
    await quarantine(1);
    return listQuarantine(home).length === 2;
  },

  jsonDepth: { testedBy: 'test/unit/core/json/measure-json.test.ts MAX_JSON_DEPTH' },
  xmlDepth(n) {
    const inner = n - 3;
    const nest = `${'<x:a>'.repeat(inner)}${'</x:a>'.repeat(inner)}`;
    const text = `<bom xmlns="http://cyclonedx.org/schema/bom/1.5" xmlns:x="urn:x" version="1"><components><component type="library"><name>a</name>${nest}</component></components></bom>`;
    return parseSbom(utf8Encode(text));
  },
  yamlLength: { testedBy: 'test/unit/core/operator/yaml-source.test.ts MAX_YAML_LENGTH' },
  derDepth: { testedBy: 'test/unit/core/encoding/der.test.ts DER_DEPTH_MAX' },
  oidBytes: (n) => derOid(parseDer(derEncode(DER_TAG.oid, new Uint8Array(n).fill(1)))),
  pemLength: { testedBy: 'test/unit/core/encoding/pem.test.ts PEM_CHARS_MAX' },
  pemBlocks: { testedBy: 'test/unit/core/encoding/pem.test.ts PEM_BLOCKS_MAX' },

  envelopeSignatures: { testedBy: 'test/unit/core/dsse/envelope.test.ts MAX_SIGNATURES' },
  envelopeDocuments: { testedBy: 'test/unit/core/envelope/documents.test.ts ENVELOPE_DOCUMENTS_MAX' },
  envelopeFileSignatures: { testedBy: 'test/unit/app/proof/verify-envelope.test.ts ENVELOPE_SIGNATURES_MAX' },
  publicKeyBytes: { testedBy: 'test/unit/core/keys/public-key.test.ts SPKI_BYTES_MAX' },
  rsaBits: (n) => measureRsaKey(rsaKeyDer(n, 17)),
  rsaExponentBits: (n) => measureRsaKey(rsaKeyDer(2048, n)),
  jwkSetKeys: { testedBy: 'test/unit/core/keys/jwk.test.ts JWK_SET_KEYS_MAX' },
  ed25519MessageBytes: { testedBy: 'test/unit/core/keys/signature-stream.test.ts ED25519_MESSAGE_BYTES_MAX' },
  scryptMemoryBytes: { testedBy: 'test/unit/core/keys/cosign-key.test.ts SCRYPT_MEMORY_MAX' },
  scryptWork: { testedBy: 'test/unit/core/keys/cosign-key.test.ts SCRYPT_WORK_MAX' },

  certificateBytes: { testedBy: 'test/unit/core/x509/certificate.test.ts CERTIFICATE_BYTES_MAX' },
  certificateExtensions: { testedBy: 'test/unit/core/x509/certificate.test.ts EXTENSIONS_MAX' },
  chainIntermediates: { testedBy: 'test/unit/core/x509/verify-chain.test.ts INTERMEDIATES_MAX' },
  chainCertificates: { testedBy: 'test/unit/core/x509/verify-chain.test.ts CHAIN_LENGTH_MAX' },
  pathSteps: { testedBy: 'test/unit/core/x509/path-building.test.ts STEPS_MAX' },
  nameComparisons: { testedBy: 'test/unit/core/x509/name-constraints.test.ts NAME_COMPARISONS_MAX' },
  serialBytes: (n) => {
    const root = makeCa('root', ROOT_KEY);
    const leaf = makeCertificate({ key: ROOT_KEY, issuer: 'root', serial: new Uint8Array(n).fill(1) });
    verifyChain(leaf, {
      anchors: [toAnchor(root)],
      intermediates: [],
      at: '2025-01-01T00:00:00Z',
      purpose: 'any',
    });
  },
  constraintDnsLength: (n) =>
    isComparableName({ kind: 'dns', text: dnsName(n) }) || refuse('CERTIFICATE_UNTRUSTED'),
  constraintUriLength: (n) =>
    isComparableName({ kind: 'uri', text: `https://a.example/${'x'.repeat(n - 18)}` }) ||
    refuse('CERTIFICATE_UNTRUSTED'),
  pssSaltBytes: (n) =>
    typeof readSignatureAlgorithm(parseDer(pssAlgorithm(n))) === 'function' ||
    refuse('CERTIFICATE_UNTRUSTED'),
  listSigners: (n) => {
    // The list is by the last of the issuer's other keys.
    const [caKey, by] = [ecdsaKey('P-256', 1), { name: 'root', key: ROOT_KEY }];
    const keys = Array.from({ length: n }, (_, i) => ed25519Key(10 + i));
    const cas = [caKey, ...keys].map((key) => makeCa('ca', key, by));
    const leaf = makeCertificate({
      key: ROOT_KEY,
      issuer: 'ca',
      signer: caKey,
      serial: Uint8Array.of(9),
    });
    const lists = [
      readList({ issuer: 'ca', key: keys.at(-1)! }),
      readList({ issuer: 'root', key: ROOT_KEY }),
    ];
    const at = '2025-01-15T00:00:00Z';
    try {
      verifyChain(leaf, {
        anchors: [toAnchor(makeCa('root', ROOT_KEY))],
        intermediates: cas,
        at,
        purpose: 'any',
        revocation: { lists, now: at, signedBy: null, isRequired: true },
      });
      return true;
    } catch (error) {
      if (isStellaError(error)) return false;
      throw error;
    }
  },
  displayNameLength: (n) =>
    displayName('x'.repeat(n)).length === n && !displayName('x'.repeat(n)).endsWith('…'),
  timestampAccuracySeconds: { testedBy: 'test/unit/core/timestamp/tst-info.test.ts ACCURACY_SECONDS_MAX' },
  timestampFractionDigits: (n) => {
    try {
      return parseGeneralizedTime(parseDer(derEncode(0x18, utf8Encode(`20250101000000.${'1'.repeat(n)}Z`))));
    } catch (error) {
      throw new StellaError('TIMESTAMP_INVALID', String(error));
    }
  },

  sigstoreEvidence: (n) => {
    const bundle = makeBundle();
    const [entry] = bundle.verificationMaterial.tlogEntries;
    bundle.verificationMaterial.tlogEntries = Array.from({ length: n }, () => entry!);
    return parseSigstoreBundle(JSON.parse(JSON.stringify(bundle)), 'it');
  },
  sigstoreProofHashes: (n) => {
    const bundle = makeBundle();
    const proof = bundle.verificationMaterial.tlogEntries[0]!.inclusionProof!;
    Object.assign(proof, { hashes: Array.from({ length: n }, () => Buffer.alloc(32, 1).toString('base64')) });
    return parseSigstoreBundle(JSON.parse(JSON.stringify(bundle)), 'it');
  },
  sigstoreAuthorities: (n) => readsRoot({ tlogs: Array.from({ length: n }, () => ARTIFACT_ROOT.tlogs[0]) }),
  sigstoreChain: (n) => {
    const authorities = ARTIFACT_ROOT['certificateAuthorities'] as {
      certChain: { certificates: object[] };
    }[];
    const [first] = authorities;
    const certificates = Array.from({ length: n }, () => first!.certChain.certificates.at(-1)!);
    return readsRoot({ certificateAuthorities: [{ ...first, certChain: { certificates } }] });
  },
  checkpointLength: { testedBy: 'test/unit/core/sigstore/checkpoint.test.ts CHECKPOINT_CHARS_MAX' },
  checkpointSignatures: { testedBy: 'test/unit/core/sigstore/checkpoint.test.ts CHECKPOINT_SIGNATURES_MAX' },
  checkpointSignaturesTried: (n) => {
    const [name, rootHash] = ['log.example', new Uint8Array(32)];
    const common = { origin: name, name, treeSize: 7, rootHash, logId: logIdOf(KEYS.rekor) };
    const good = makeCheckpoint({ ...common, key: KEYS.rekor });
    const [head = '', line = ''] = good.split('\n\n');
    const stranger = makeCheckpoint({ ...common, key: ecdsaKey('P-256', 9) }).split('\n\n')[1]!;
    const text = `${head}\n\n${stranger.repeat(n - 1)}${line}`;
    const log = {
      name,
      logId: logIdOf(KEYS.rekor),
      checkpointKeyId: null,
      key: KEYS.rekor.publicKey,
      validFor: null,
    };
    return verifyCheckpoint(parseCheckpoint(text), log);
  },
  certificateTimestamps: { testedBy: 'test/unit/core/sigstore/certificate-transparency.test.ts SCTS_MAX' },

  versionLength: { testedBy: 'test/unit/core/version/scheme.test.ts MAX_VERSION_LENGTH' },
  cvssVectorLength: (n) => {
    const text = 'AV:N/AC:L/Au:N/C:P/I:P/A:P';
    // A vector of version 2 may stand in brackets, however many there are not: only its length counts here.
    return cvssRefusal(text.padEnd(n, '/')) !== 'length';
  },
  versionConstraints: (n) => {
    const scheme = versionSchemeOf('npm')!;
    return (
      isInVersRange(
        `vers:npm/${Array.from({ length: n }, (_, i) => `${i}.0.0`).join('|')}`,
        '1.0.0',
        scheme,
      ) !== null
    );
  },
  statedScoreDepth: (n) => {
    let value: JsonValue = { cvssScore: 9.8 };
    for (let i = 0; i < n; i++) value = { inner: value };
    return statedScores(value, '').length === 1;
  },
  statedScoreMembers: (n) => {
    const others = Array.from({ length: n - 1 }, (_, i) => [`m${i}`, 0]);
    return statedScores({ ...Object.fromEntries(others), cvssScore: 9.8 }, '').length === 1;
  },

  readOnlyStoreBytes: { testedBy: 'test/unit/io/store/read-only-database.test.ts readOnlyStoreBytes' },
  reasonLength: (n) => reasonFlag().parse('x'.repeat(n), {} as never, {} as never),

  passphraseLength: (n) => {
    const line = new HiddenLine();
    line.type(utf8Encode('x'.repeat(n)));
    return line.text.length === n;
  },
};

async function outcome(probe: Probe, n: number): Promise<string> {
  try {
    return (await probe(n)) === false ? 'left out' : 'taken';
  } catch (error) {
    if (isStellaError(error)) return error.code;
    throw error;
  }
}

describe('a limit', () => {
  for (const [name, { most, unit, code }] of LIMITS) {
    const trial = TRIALS[name];
    it(`is held: ${name}, ${most} ${unit}`, async () => {
      if (typeof trial === 'object' && 'testedBy' in trial) {
        const [file = '', constant = ''] = trial.testedBy.split(' ');
        assert.ok(
          readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8').includes(constant),
          trial.testedBy,
        );
        return;
      }
      const { probe, step } = typeof trial === 'function' ? { probe: trial, step: 1 } : trial;
      const refusal = code ?? 'left out';
      assert.notEqual(await outcome(probe, most), refusal, 'at the limit');
      assert.equal(await outcome(probe, most + step), refusal, 'past the limit');
      rmSync(join(folder, 'sparse'), { force: true });
    });
  }
});

test('docs/limits.md is the table, generated', () => {
  const page = readFileSync(new URL('../../docs/limits.md', import.meta.url), 'utf8');
  assert.equal(page, limitsPage(), 'run "npm run docs"');
});

function never(): never {
  throw new Error('nothing is opened here');
}

function refuse(code: ErrorCode): never {
  throw new StellaError(code, 'refused');
}

function timeOf(i: number): string {
  return `2025-01-01T00:00:${String(i).padStart(2, '0')}Z`;
}

function refusal(path: string, i: number): Parameters<typeof quarantineKit>[1] {
  return { path, error: new StellaError('KIT_INVALID', 'x'), at: timeOf(i), record: () => {} };
}

function dnsName(n: number): string {
  return `${'a.'.repeat(Math.floor(n / 2))}${n % 2 === 0 ? '' : 'a'}`.replace(/\.$/, '').padEnd(n, 'a');
}

/** RSASSA-PSS with SHA-256 and a salt of `n` bytes. */
function pssAlgorithm(n: number): Uint8Array {
  const sha256 = hexDecode('300d06096086480165030402010500');
  const salt = derEncodeUnsigned(Uint8Array.of(n >> 8, n & 0xff));
  const mask = derEncode(0x30, hexDecode('06092a864886f70d010108'), sha256);
  const parameters = derEncode(0x30, derEncode(0xa0, sha256), derEncode(0xa1, mask), derEncode(0xa2, salt));
  return derEncode(0x30, hexDecode('06092a864886f70d01010a'), parameters);
}

function cvssRefusal(vector: string): string {
  try {
    parseCvss(vector);
    return 'none';
  } catch (error) {
    return isStellaError(error) && /has more than \d+ characters/.test(error.message) ? 'length' : 'other';
  }
}

/** The most bytes that a bundle of zeros may unpack to, found by halving, once. */
function largestUnpacked(): number {
  let [low, high] = [limit('bundleFreeBytes') / BLOCK, (2 * limit('bundleFreeBytes')) / BLOCK];
  while (largest === 0 && high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const fits = middle * BLOCK <= maxUnpackedBundleBytes(zerosBundle(middle * BLOCK).length);
    if (fits) low = middle;
    else high = middle;
  }
  largest ||= low * BLOCK;
  return largest;
}
