/**
 * What the program reads of an OSV record (https://ossf.github.io/osv-schema/, 1.x). Records are hashed whole; only these
 * members are looked at, and unknown ones are let be.
 */
import { type StatedScore, statedScores } from '../cvss/stated-score.ts';
import { StellaError } from '../errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json/json-value.ts';
import {
  malformed,
  optionalList,
  optionalText,
  optionalTexts,
  requireObject,
  requireText,
} from './members.ts';

/** A point on a range's time line. The schema allows one member; records with several exist, and each counts. */
export interface OsvEvent {
  readonly introduced?: string;
  readonly fixed?: string;
  readonly last_affected?: string;
  readonly limit?: string;
}

export interface OsvRange {
  /** `SEMVER`, `ECOSYSTEM`, `GIT`, or a type that this program does not know. */
  readonly type: string;
  readonly events: readonly OsvEvent[];
}

export interface OsvSeverity {
  readonly type: string;
  /** A vector, or a word; a number, which the schema does not allow, as its text. */
  readonly score: string;
}

/** What databases say of the severity in members of their own, where `severity` is not all that there is. */
interface OsvOwnSeverity {
  /** `database_specific.severity` (GitHub's: LOW, MODERATE, HIGH, CRITICAL) or `ecosystem_specific.severity`, or null. */
  readonly qualitativeSeverity: string | null;
  /** Beside the vectors of `severity`, and in `database_specific`; never believed. */
  readonly statedScores: readonly StatedScore[];
}

export interface OsvPackage {
  readonly ecosystem: string;
  readonly name: string;
}

export interface OsvAffected extends OsvOwnSeverity {
  /** Null for an entry that names no package: the commits of a repository, which no purl matches. */
  readonly package: OsvPackage | null;
  readonly ranges: readonly OsvRange[];
  readonly versions: readonly string[];
  readonly severity: readonly OsvSeverity[];
}

export interface OsvRecord extends OsvOwnSeverity {
  readonly id: string;
  readonly aliases: readonly string[];
  /** Ids of what the record is about further up: the CVEs of a distribution's record. */
  readonly upstream: readonly string[];
  /** RFC 3339 as in the record, or null. */
  readonly published: string | null;
  /** RFC 3339 as in the record, or null. */
  readonly modified: string | null;
  /** RFC 3339 as in the record, or null. */
  readonly withdrawn: string | null;
  readonly severity: readonly OsvSeverity[];
  readonly affected: readonly OsvAffected[];
}

const EVENT_KINDS = ['introduced', 'fixed', 'last_affected', 'limit'] as const;

/**
 * Reads one OSV record. Times are taken as they stand: what a time that cannot be read means is for the reader of the
 * clock to say (`existsAt`), since one bad time must not keep a whole feed out.
 * @param what names the record in errors: `GHSA-1.json`
 * @throws StellaError INPUT_INVALID with the place, or UNSUPPORTED_VERSION for a schema_version that is not 1.x
 */
export function parseOsvRecord(value: JsonValue, what: string): OsvRecord {
  const record = requireObject(value, what);
  verifySchemaVersion(optionalText(record, 'schema_version', what), what);
  return {
    id: requireText(record, 'id', what),
    aliases: optionalTexts(record, 'aliases', what).filter((alias) => alias !== ''),
    upstream: optionalTexts(record, 'upstream', what),
    published: optionalText(record, 'published', what),
    modified: optionalText(record, 'modified', what),
    withdrawn: optionalText(record, 'withdrawn', what),
    severity: optionalList(record, 'severity', what, parseSeverity),
    affected: optionalList(record, 'affected', what, parseAffected),
    ...ownSeverityOf(record, ''),
  };
}

/** Records of 1.0 have no `schema_version`. */
function verifySchemaVersion(version: string | null, what: string): void {
  if (version === null || version === '1' || version.startsWith('1.')) return;
  throw new StellaError(
    'UNSUPPORTED_VERSION',
    `${what} has the schema_version ${JSON.stringify(version.slice(0, 40))}, this program reads OSV 1.x`,
    { details: { expected: '1.x', actual: version.slice(0, 40) } },
  );
}

function parseAffected(value: JsonValue, at: string): OsvAffected {
  const affected = requireObject(value, at);
  return {
    package: parsePackage(affected['package'] ?? null, `${at}/package`),
    ranges: optionalList(affected, 'ranges', at, parseRange),
    versions: optionalTexts(affected, 'versions', at),
    severity: optionalList(affected, 'severity', at, parseSeverity),
    ...ownSeverityOf(affected, at.slice(at.lastIndexOf('/affected/'))),
  };
}

function parsePackage(value: JsonValue, at: string): OsvPackage | null {
  if (value === null) return null;
  const object = requireObject(value, at);
  const ecosystem = optionalText(object, 'ecosystem', at);
  const name = optionalText(object, 'name', at);
  return ecosystem && name ? { ecosystem, name } : null;
}

function parseRange(value: JsonValue, at: string): OsvRange {
  const range = requireObject(value, at);
  return { type: requireText(range, 'type', at), events: optionalList(range, 'events', at, parseEvent) };
}

function parseEvent(value: JsonValue, at: string): OsvEvent {
  const object = requireObject(value, at);
  const event: { -readonly [Kind in keyof OsvEvent]: OsvEvent[Kind] } = {};
  for (const kind of EVENT_KINDS) {
    const version = optionalText(object, kind, at);
    if (version !== null) event[kind] = version;
  }
  return event;
}

function parseSeverity(value: JsonValue, at: string): OsvSeverity {
  const severity = requireObject(value, at);
  return { type: requireText(severity, 'type', at), score: scoreText(severity['score'], `${at}/score`) };
}

function scoreText(score: JsonValue | undefined, at: string): string {
  if ((typeof score === 'string' && score !== '') || typeof score === 'number') return String(score);
  throw malformed(at, 'a string that is not empty', score);
}

/**
 * Every database means its own by these members, so a value of another type is no error.
 * @param pointer of `holder` in its record
 */
function ownSeverityOf(holder: JsonObject, pointer: string): OsvOwnSeverity {
  const { database_specific: ofDatabase, ecosystem_specific: ofEcosystem, severity } = holder;
  return {
    qualitativeSeverity: wordOf(ofDatabase) ?? wordOf(ofEcosystem),
    statedScores: [
      ...(hasMoreThanSchema(severity) ? statedScores(severity, `${pointer}/severity`).filter(isNumber) : []),
      ...statedScores(ofDatabase, `${pointer}/database_specific`),
    ],
  };
}

function wordOf(specific: JsonValue | undefined): string | null {
  const severity = isJsonObject(specific) ? specific['severity'] : null;
  return typeof severity === 'string' ? severity : null;
}

/** The schema's own members are `type` and `score`, and the score is then a vector that is read anyway. */
function hasMoreThanSchema(severity: JsonValue | undefined): boolean {
  return (
    Array.isArray(severity) && severity.some((item) => isJsonObject(item) && Object.keys(item).length > 2)
  );
}

function isNumber({ score }: StatedScore): boolean {
  return score !== null;
}
