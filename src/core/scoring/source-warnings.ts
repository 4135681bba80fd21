/**
 * Most distributions' records name source packages. A generator that leaves out the source where it has the binary package's
 * name cannot be told from one that never names any, unless none of its packages has one.
 */
import { isKnownBySource } from '../ecosystem/distribution.ts';
import { type SourcePackage, sourceOfPurl } from '../ecosystem/source-package.ts';
import type { Purl } from '../purl/purl.ts';
import type { ScoringWarning } from './warning.ts';

/** Counts the packages of each purl type whose records are found by their source. */
export class SourceCount {
  readonly #unnamed = new Map<string, number>();
  readonly #named = new Set<string>();

  /** @param said the source that the SBOM names beside the purl */
  add(purl: Purl, said: SourcePackage | undefined): void {
    if (!isKnownBySource(purl)) return;
    const { type } = purl;
    if (said !== undefined || sourceOfPurl(purl) !== null) this.#named.add(type);
    else this.#unnamed.set(type, (this.#unnamed.get(type) ?? 0) + 1);
  }

  /** One for each purl type none of whose packages names its source. */
  get warnings(): readonly ScoringWarning[] {
    return [...this.#unnamed]
      .filter(([type]) => !this.#named.has(type))
      .map(([type, count]) => ({
        kind: 'source-packages-unnamed',
        message: `the SBOM names the source of none of its ${type} packages (${count}), by which advisories know them: each was looked up by its own name`,
        ref: type,
      }));
  }
}
