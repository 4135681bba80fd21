/** OSV ecosystem names and the keys of a feed snapshot's index (formats.md section 3). */

/** Names of these registries do not differ by case. */
const LOWERCASE_NAMES = new Set(['NuGet', 'Packagist']);

/** An ecosystem without its release or repository: `Debian` of `Debian:12`. */
export function baseEcosystem(ecosystem: string): string {
  const colon = ecosystem.indexOf(':');
  return colon === -1 ? ecosystem : ecosystem.slice(0, colon);
}

/**
 * A package's name in the normal form that its ecosystem has: PyPI by PEP 503, NuGet and Packagist in lower case, any
 * other as it is. Normalising twice changes nothing more.
 */
export function normalizePackageName(ecosystem: string, name: string): string {
  const base = baseEcosystem(ecosystem);
  if (base === 'PyPI') return name.replace(/[-_.]+/g, '-').toLowerCase();
  return LOWERCASE_NAMES.has(base) ? name.toLowerCase() : name;
}

/**
 * The key of a package in the index: `<ecosystem>:<normal name>`, the ecosystem with its release as given:
 * `Debian:12:openssl`.
 */
export function packageKey(ecosystem: string, name: string): string {
  return `${ecosystem}:${normalizePackageName(ecosystem, name)}`;
}
