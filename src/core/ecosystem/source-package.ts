/**
 * Which source package a distribution's binary package was built from. Advisories name sources, purls binary packages;
 * the source is in the purl's qualifiers, or beside the purl in the SBOM.
 */
import type { Purl } from '../purl/purl.ts';

/** A source package as a generator of SBOMs names it. */
export interface SourcePackage {
  readonly name: string;
  /** Null where it is not told apart from the binary package's own. */
  readonly version: string | null;
}

/**
 * Where generators put the source package: syft `upstream` for all three; osv-scalibr `source` (and `sourceversion`),
 * `origin`, `sourcerpm`.
 */
const SOURCE_QUALIFIERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['deb', ['upstream', 'source']],
  ['apk', ['upstream', 'origin']],
  ['rpm', ['upstream', 'sourcerpm']],
]);

/** True for the purl types of distribution packages. */
export function isDistributionType(type: string): boolean {
  return SOURCE_QUALIFIERS.has(type);
}

/** The source package that the purl's qualifiers name, or null. */
export function sourceOfPurl(purl: Purl): SourcePackage | null {
  const qualifiers = SOURCE_QUALIFIERS.get(purl.type) ?? [];
  const source = qualifiers.map((key) => purl.qualifiers[key]).find((value) => value !== undefined);
  return source === undefined ? null : parseSource(source, purl.qualifiers['sourceversion'] ?? null);
}

/** `name`, `name@version` (syft, where the source has another version), or the file name of a source RPM. */
function parseSource(source: string, version: string | null): SourcePackage {
  const [, rpmName, rpmVersion] = /^(.+)-([^-]+-[^-]+)\.(?:no)?src\.rpm$/.exec(source) ?? [];
  if (rpmName !== undefined && rpmVersion !== undefined) return { name: rpmName, version: rpmVersion };
  const at = source.indexOf('@');
  return at <= 0
    ? { name: source, version }
    : { name: source.slice(0, at), version: source.slice(at + 1) || version };
}
