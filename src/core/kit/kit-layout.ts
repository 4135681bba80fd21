/** What an offline kit may contain, where it stands, and how much of it is read (formats.md section 9). */

import { MAX_BUNDLE_BYTES } from '../bundle/bundle-layout.ts';
import { limit } from '../limits.ts';

/** The first entry of a kit: who vouches for all others. */
export const KIT_ENVELOPE_FILE = 'kit.dsse.json';

export const KIT_KINDS = [
  'feed/osv',
  'feed/epss',
  'feed/kev',
  'rules',
  'policy',
  'trust-root',
  'vex',
  'scan',
] as const;

export type KitKind = (typeof KIT_KINDS)[number];

export const KIT_LIMITS = {
  /** A statement of some 50,000 files. */
  maxEnvelopeBytes: limit('kitEnvelopeBytes'),
  maxEntries: limit('kitFiles'),
  maxTotalBytes: limit('kitTotalBytes'),
  /** Of OSV records: in one zip, one by one, and together. */
  maxRecords: limit('osvRecords'),
  maxRecordBytes: limit('osvRecordBytes'),
  maxRecordsBytes: limit('osvTotalBytes'),
} as const;

interface KindLayout {
  readonly pattern: RegExp;
  readonly mediaType: string;
  /** The largest that a ustar header can tell is 8 GiB less one byte. */
  readonly maxBytes: number;
}

/**
 * One step of a path: printable ASCII that every file system can carry, but for the colon, which osv.dev's names of
 * distributions have (`Debian:12`). Never `.` or `..`, never hidden, never ending in a dot or a space.
 */
const STEP = `(?=[^/]*[^/. ]$)[A-Za-z0-9_(@+[][A-Za-z0-9 !#$%&'()+,.:;=@[\\]^_\`{}~-]{0,${limit('kitNameLength') - 1}}`;

const SCAN_STEP = '[A-Za-z0-9][A-Za-z0-9._:-]{0,127}';

const LAYOUT: Readonly<Record<KitKind, KindLayout>> = {
  'feed/osv': {
    pattern: new RegExp(`^feeds/osv/${STEP}(?<=\\.zip)$`),
    mediaType: 'application/zip',
    maxBytes: limit('kitOsvBytes'),
  },
  'feed/epss': {
    pattern: /^feeds\/epss\/epss_scores\.csv\.gz$/,
    mediaType: 'application/gzip',
    maxBytes: limit('kitEpssBytes'),
  },
  'feed/kev': {
    pattern: /^feeds\/kev\/known_exploited_vulnerabilities\.json$/,
    mediaType: 'application/json',
    maxBytes: limit('kitKevBytes'),
  },
  rules: {
    pattern: new RegExp(`^rules/${STEP}(?<=\\.yaml)$`),
    mediaType: 'application/yaml',
    maxBytes: limit('kitDocumentBytes'),
  },
  policy: {
    pattern: new RegExp(`^policies/${STEP}(?<=\\.yaml)$`),
    mediaType: 'application/yaml',
    maxBytes: limit('kitDocumentBytes'),
  },
  'trust-root': {
    pattern: new RegExp(`^trust/${STEP}(?<=\\.pem)$`),
    mediaType: 'application/x-pem-file',
    maxBytes: limit('kitDocumentBytes'),
  },
  vex: {
    pattern: new RegExp(`^vex/${STEP}$`),
    mediaType: 'application/octet-stream',
    maxBytes: limit('kitVexBytes'),
  },
  scan: {
    pattern: new RegExp(`^scans/${SCAN_STEP}\\.tar\\.gz$`),
    mediaType: 'application/gzip',
    maxBytes: MAX_BUNDLE_BYTES,
  },
};

/** True for a kind and a path that belong together. */
export function isKitPath(kind: KitKind, path: string): boolean {
  return LAYOUT[kind].pattern.test(path);
}

/** The kind of file that stands at this path of a kit; null for a path that no kit has. */
export function kitKindOf(path: string): KitKind | null {
  return KIT_KINDS.find((kind) => isKitPath(kind, path)) ?? null;
}

/** What `offline build` writes as the media type. */
export function kitMediaType(kind: KitKind, path: string): string {
  return kind === 'vex' && path.endsWith('.json') ? 'application/json' : LAYOUT[kind].mediaType;
}

/** The largest file of this kind that is read, in bytes. */
export function kitFileLimit(kind: KitKind): number {
  return LAYOUT[kind].maxBytes;
}

/** Kinds of the files that make up the feed snapshot. */
export type FeedKind = Extract<KitKind, `feed/${string}`>;

export function isFeedKind(kind: KitKind): kind is FeedKind {
  return kind.startsWith('feed/');
}

/** The name of a feed file among the snapshot's sources: `osv/npm` of `feeds/osv/npm.zip`, `epss`, `kev`. */
export function feedSourceName(kind: FeedKind, path: string): string {
  if (kind !== 'feed/osv') return kind.slice('feed/'.length);
  return path.slice('feeds/'.length, -'.zip'.length);
}
