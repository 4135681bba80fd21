/**
 * The libraries that are part of Node.js, for the SBOM: who looks for a weakness of OpenSSL must find it there. The binary for another
 * machine cannot be asked, so what the releases that the lock file pins say of themselves (`node -p process.versions`, the same on every
 * platform, for each is built from one tree of sources) stands here.
 */
interface Library {
  /** The key in `process.versions`. */
  readonly key: string;
  readonly name: string;
  /** An SPDX id. */
  readonly license: string;
  /** False for what is no package of npm. */
  readonly isNpm?: boolean;
}

const LIBRARIES: readonly Library[] = [
  { key: 'acorn', name: 'acorn', license: 'MIT', isNpm: true },
  { key: 'ada', name: 'ada', license: 'MIT' },
  { key: 'amaro', name: 'amaro', license: 'MIT', isNpm: true },
  { key: 'ares', name: 'c-ares', license: 'MIT' },
  { key: 'brotli', name: 'brotli', license: 'MIT' },
  { key: 'icu', name: 'icu', license: 'Unicode-3.0' },
  { key: 'libffi', name: 'libffi', license: 'MIT' },
  { key: 'lief', name: 'lief', license: 'Apache-2.0' },
  { key: 'llhttp', name: 'llhttp', license: 'MIT' },
  { key: 'merve', name: 'merve', license: 'MIT' },
  { key: 'nbytes', name: 'nbytes', license: 'MIT' },
  { key: 'ncrypto', name: 'ncrypto', license: 'MIT' },
  { key: 'nghttp2', name: 'nghttp2', license: 'MIT' },
  { key: 'openssl', name: 'openssl', license: 'Apache-2.0' },
  { key: 'simdjson', name: 'simdjson', license: 'Apache-2.0' },
  { key: 'simdutf', name: 'simdutf', license: 'MIT' },
  { key: 'sqlite', name: 'sqlite', license: 'blessing' },
  { key: 'undici', name: 'undici', license: 'MIT', isNpm: true },
  { key: 'uv', name: 'libuv', license: 'MIT' },
  { key: 'uvwasi', name: 'uvwasi', license: 'MIT' },
  { key: 'v8', name: 'v8', license: 'BSD-3-Clause' },
  { key: 'zlib', name: 'zlib', license: 'Zlib' },
  { key: 'zstd', name: 'zstd', license: 'BSD-3-Clause' },
];

const COMMON = {
  acorn: '8.18.0',
  ada: '4.0.0',
  amaro: '1.1.11',
  ares: '1.34.8',
  brotli: '1.2.0',
  icu: '78.3',
  llhttp: '9.4.3',
  merve: '1.2.2',
  nbytes: '0.1.4',
  ncrypto: '0.0.1',
  nghttp2: '1.70.0',
  sqlite: '3.53.4',
  uv: '1.52.1',
  uvwasi: '0.0.23',
  zstd: '1.5.7',
};

const RELEASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '24.21.0': {
    ...COMMON,
    openssl: '3.5.8',
    simdjson: '4.6.7',
    simdutf: '6.4.0',
    undici: '7.29.1',
    v8: '13.6.233.17-node.53',
    zlib: '1.3.2.1-motley-8002e91',
  },
  '26.7.0': {
    ...COMMON,
    libffi: '3.7.1',
    lief: '0.17.0',
    openssl: '3.5.7',
    simdjson: '4.6.6',
    simdutf: '7.7.0',
    undici: '8.9.0',
    v8: '14.6.202.34-node.28',
    zlib: '1.3.2.1-motley-42c2f19',
  },
  '26.10.0': {
    ...COMMON,
    libffi: '3.8.0',
    lief: '0.17.0',
    openssl: '3.5.8',
    simdjson: '4.6.11',
    simdutf: '7.7.0',
    undici: '8.10.2',
    v8: '14.6.202.34-node.34',
    zlib: '1.3.2.1-motley-285e94b',
  },
};

/** In `process.versions` too, and no libraries: numbers of interfaces, and data that come with ICU. */
const NOT_LIBRARIES = ['node', 'modules', 'napi', 'cldr', 'tz', 'unicode'];

/** What is to be recorded of `process.versions`; a version that is empty is that of a library which is not there. */
export function librariesAmong(versions: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(versions).filter(([key, version]) => version !== '' && !NOT_LIBRARIES.includes(key)),
  );
}

/** What a release says of itself: versions by the keys of `process.versions`. */
export function recordedVersions(nodeVersion: string): Readonly<Record<string, string>> {
  const versions = RELEASES[nodeVersion];
  if (versions !== undefined) return versions;
  throw new Error(
    `which libraries are in Node.js ${nodeVersion} is not recorded: add what "node -p process.versions" says to node-libraries.ts`,
  );
}

export interface NodeLibrary {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly purl: string;
}

/** Sorted by name. */
export function nodeLibraries(nodeVersion: string): NodeLibrary[] {
  return Object.entries(recordedVersions(nodeVersion))
    .map(([key, version]) => {
      const library = LIBRARIES.find((candidate) => candidate.key === key);
      if (library === undefined)
        throw new Error(`${key} of Node.js ${nodeVersion} has no entry in node-libraries.ts`);
      const { name, license, isNpm = false } = library;
      return { name, version, license, purl: `pkg:${isNpm ? 'npm' : 'generic'}/${name}@${version}` };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
