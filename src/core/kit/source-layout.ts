/**
 * Where a file that somebody downloaded belongs in a kit: the kit's own layout, and the names and folders that publishers use.
 *
 *     osv/PyPI.zip, PyPI/all.zip, osv/PyPI/all.zip              → feeds/osv/PyPI.zip
 *     epss_scores-2025-08-20.csv.gz, epss/epss_scores.csv.gz     → feeds/epss/epss_scores.csv.gz
 *     known_exploited_vulnerabilities.json, kev/…                → feeds/kev/known_exploited_vulnerabilities.json
 *     rules/x.yml, policy/x.json                                 → rules/x.yaml, policies/x.yaml
 *     trust/issuer.pub                                           → trust/issuer.pem
 */
import { KIT_ENVELOPE_FILE, kitKindOf } from './kit-layout.ts';

interface Placement {
  readonly pattern: RegExp;
  readonly path: (name: string) => string;
}

const PLACEMENTS: readonly Placement[] = [
  { pattern: /^(?:feeds\/)?(?:osv\/)?([^/]+)\/all\.zip$/, path: (name) => `feeds/osv/${name}.zip` },
  { pattern: /^(?:feeds\/)?(?:osv\/)?([^/]+)\.zip$/, path: (name) => `feeds/osv/${name}.zip` },
  {
    pattern: /^(?:feeds\/)?(?:epss\/)?(epss_scores)(?:-current|-\d{4}-\d{2}-\d{2})?\.csv\.gz$/,
    path: (name) => `feeds/epss/${name}.csv.gz`,
  },
  {
    pattern: /^(?:feeds\/)?(?:kev\/)?(known_exploited_vulnerabilities)\.json$/,
    path: (name) => `feeds/kev/${name}.json`,
  },
  { pattern: /^rules\/([^/]+)\.(?:yml|json)$/, path: (name) => `rules/${name}.yaml` },
  { pattern: /^(?:policies|policy)\/([^/]+)\.(?:yaml|yml|json)$/, path: (name) => `policies/${name}.yaml` },
  { pattern: /^trust\/([^/]+)\.(?:pub|crt|cer)$/, path: (name) => `trust/${name}.pem` },
];

/** osv.dev's `all.zip` at the top has every ecosystem at once: as a source of its own it would cover none. */
const ALL_ECOSYSTEMS = /^(?:feeds\/)?(?:osv\/)?(?:osv\/)?all\.zip$/;

/**
 * The path in a kit of the file at `path` (with slashes) below the folder that a kit is made from; null for a file that is not
 * understood. The envelope of a kit that was unpacked there is `''`: a new one takes its place.
 */
export function kitPathOf(path: string): string | null {
  if (path === KIT_ENVELOPE_FILE) return '';
  if (ALL_ECOSYSTEMS.test(path)) return null;
  if (kitKindOf(path) !== null) return path;
  for (const placement of PLACEMENTS) {
    const name = placement.pattern.exec(path)?.[1];
    if (name === undefined) continue;
    const target = placement.path(name);
    if (kitKindOf(target) !== null) return target;
  }
  return null;
}
