/**
 * A feed snapshot of which only a part is there, with proofs: the view that a replay from a bundle alone has. It answers as
 * the whole snapshot would, or not at all: a question that the proofs do not settle is FEED_INCOMPLETE, never "nothing found".
 */
import { type Digest, digestHex, digestOf } from '../digest/sha256.ts';
import { StellaError } from '../errors.ts';
import { parseStrictJson } from '../json/strict-json.ts';
import { ecosystemCoverageOf } from './ecosystem-coverage.ts';
import type { FeedProof } from './feed-proof.ts';
import type { Advisory, EpssRow, FeedView, KevRow } from './feed-view.ts';
import type { EpssLeaf, IndexLeaf, KevLeaf, PackageLeaf } from './index-leaf.ts';
import type { FeedIndex } from './index-tree.ts';
import { parseOsvRecord } from './osv-record.ts';
import { ProvenIndex } from './proven-index.ts';
import type { FeedDescriptor } from './snapshot.ts';

export interface FeedPart {
  /** Bound to the manifest by its digest: the caller has seen to that. */
  readonly descriptor: FeedDescriptor;
  readonly proof: FeedProof;
  /** Canonical bytes of a record; they are held against the digest here. */
  readonly record: (digest: Digest) => Uint8Array | undefined;
  /** Rows of `epss.json` and `kev.json`. */
  readonly epss: readonly EpssLeaf[];
  readonly kev: readonly KevLeaf[];
}

export class ProvenFeed implements FeedView {
  readonly packages: ProvenIndex<PackageLeaf>;
  /** Null when the snapshot has no such source. */
  readonly epssIndex: ProvenIndex<EpssLeaf> | null;
  readonly kevIndex: ProvenIndex<KevLeaf> | null;
  readonly hasEcosystem: (ecosystem: string) => boolean;
  readonly #record: FeedPart['record'];
  readonly #epssRows: ReadonlyMap<string, EpssLeaf>;
  readonly #kevRows: ReadonlyMap<string, KevLeaf>;
  readonly #parsed = new Map<Digest, Advisory>();

  /**
   * Checks every proof, and that each row carried is a leaf that is proven.
   * @throws StellaError FEED_INCOMPLETE
   */
  constructor({ descriptor, proof, record, epss, kev }: FeedPart) {
    this.packages = new ProvenIndex('the package index', descriptor.index, proof.index);
    this.epssIndex = optionalIndex('the EPSS index', descriptor.epssIndex, proof.epssIndex);
    this.kevIndex = optionalIndex('the KEV index', descriptor.kevIndex, proof.kevIndex);
    this.hasEcosystem = ecosystemCoverageOf(descriptor.sources, (prefix) => {
      const isThere = this.packages.hasKeyBelow(prefix);
      if (isThere !== null) return isThere;
      throw unsettled('any package below', prefix);
    });
    this.#record = record;
    this.#epssRows = provenRows('inputs/epss.json', epss, this.epssIndex, isSameEpssRow);
    this.#kevRows = provenRows('inputs/kev.json', kev, this.kevIndex, isSameKevRow);
  }

  /** True when every record of the package is there: a neighbour that only proves an absence may come without. */
  isCarried({ advisories }: PackageLeaf): boolean {
    return advisories.every((digest) => this.#record(digest) !== undefined);
  }

  /** @throws StellaError FEED_INCOMPLETE when the key is not settled, or a record is not there */
  advisories(packageKey: string): readonly Advisory[] {
    const leaf = settled(this.packages, packageKey, 'the package');
    return leaf === null ? [] : leaf.advisories.map((digest) => this.#advisory(digest, packageKey));
  }

  /** @throws StellaError FEED_INCOMPLETE */
  epss(cve: string): EpssRow | null {
    const leaf = this.epssIndex === null ? null : settled(this.epssIndex, cve, 'the EPSS row of');
    if (leaf === null) return null;
    const { key, percentile, probability } = carriedRow('inputs/epss.json', this.#epssRows, leaf);
    return { cve: key, percentile, probability };
  }

  /** @throws StellaError FEED_INCOMPLETE */
  kev(cve: string): KevRow | null {
    const leaf = this.kevIndex === null ? null : settled(this.kevIndex, cve, 'the KEV entry of');
    if (leaf === null) return null;
    const { key, dateAdded } = carriedRow('inputs/kev.json', this.#kevRows, leaf);
    return { cve: key, dateAdded };
  }

  #advisory(digest: Digest, packageKey: string): Advisory {
    const known = this.#parsed.get(digest);
    if (known !== undefined) return known;
    const bytes = this.#record(digest);
    if (bytes === undefined || digestOf(bytes) !== digest) {
      throw new StellaError(
        'FEED_INCOMPLETE',
        `the bundle has no inputs/advisories/${digestHex(digest)}.json, a record that the snapshot has for ${JSON.stringify(packageKey.slice(0, 200))}`,
        { details: { key: packageKey.slice(0, 200), expected: digest }, hint: INCOMPLETE_HINT },
      );
    }
    const what = `inputs/advisories/${digestHex(digest)}.json`;
    const advisory = { digest, record: parseOsvRecord(parseStrictJson(bytes, what), what) };
    this.#parsed.set(digest, advisory);
    return advisory;
  }
}

const INCOMPLETE_HINT =
  'something was left out of the bundle: ask its issuer for one made with "stella score bundle --replayable"';

function optionalIndex<Leaf extends IndexLeaf>(
  what: string,
  committed: FeedIndex | undefined,
  proof: ConstructorParameters<typeof ProvenIndex<Leaf>>[2] | undefined,
): ProvenIndex<Leaf> | null {
  if (committed !== undefined && proof !== undefined) return new ProvenIndex(what, committed, proof);
  if (committed === undefined && proof === undefined) return null;
  const problem =
    committed === undefined
      ? `has a proof of ${what}, which the snapshot does not have`
      : `has no proof of ${what}`;
  throw new StellaError('FEED_INCOMPLETE', `inputs/feed-proof.json ${problem}`, { hint: INCOMPLETE_HINT });
}

/** The leaf of `key`, or null when it is proven absent. */
function settled<Leaf extends IndexLeaf>(index: ProvenIndex<Leaf>, key: string, what: string): Leaf | null {
  const answer = index.find(key);
  if (answer.status === 'present') return answer.at.leaf;
  if (answer.status === 'absent') return null;
  throw unsettled(what, key);
}

function unsettled(what: string, key: string): StellaError {
  return new StellaError(
    'FEED_INCOMPLETE',
    `the bundle proves neither that the snapshot has ${what} ${JSON.stringify(key.slice(0, 200))} nor that it has not`,
    { details: { key: key.slice(0, 200) }, hint: INCOMPLETE_HINT },
  );
}

function provenRows<Leaf extends EpssLeaf | KevLeaf>(
  file: string,
  rows: readonly Leaf[],
  index: ProvenIndex<Leaf> | null,
  isSame: (a: Leaf, b: Leaf) => boolean,
): ReadonlyMap<string, Leaf> {
  for (const row of rows) {
    const answer = index?.find(row.key);
    if (answer?.status === 'present' && isSame(answer.at.leaf, row)) continue;
    throw new StellaError(
      'FEED_INCOMPLETE',
      `${file} has a row of ${JSON.stringify(row.key.slice(0, 100))} that the proof does not have`,
      { details: { key: row.key.slice(0, 100) }, hint: INCOMPLETE_HINT },
    );
  }
  return new Map(rows.map((row) => [row.key, row]));
}

function carriedRow<Leaf extends EpssLeaf | KevLeaf>(
  file: string,
  rows: ReadonlyMap<string, Leaf>,
  leaf: Leaf,
): Leaf {
  const row = rows.get(leaf.key);
  if (row !== undefined) return row;
  throw new StellaError('FEED_INCOMPLETE', `${file} has no row of ${leaf.key}, which the snapshot has`, {
    details: { key: leaf.key },
    hint: INCOMPLETE_HINT,
  });
}

function isSameEpssRow(a: EpssLeaf, b: EpssLeaf): boolean {
  return a.percentile === b.percentile && a.probability === b.probability;
}

function isSameKevRow(a: KevLeaf, b: KevLeaf): boolean {
  return a.dateAdded === b.dateAdded;
}
