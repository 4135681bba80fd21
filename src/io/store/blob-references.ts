/** Which blobs the store needs: everything that a row of it names. */
import type { Digest } from '../../core/digest/sha256.ts';
import { parseUnverifiedKit } from '../../core/kit/verify-kit.ts';
import { parseManifest } from '../../core/manifest/manifest.ts';
import type { Database } from './database.ts';

/**
 * @param withoutKits kits that do not count
 * @throws StellaError for a manifest or a kit that cannot be read: then nothing may be taken away
 */
export function blobsInUse(database: Database, withoutKits: readonly Digest[]): Set<Digest> {
  const inUse = new Set(
    database
      .prepare<[], Digest>(
        `SELECT bundle_hash FROM proof_bundle UNION SELECT digest FROM document UNION SELECT score_hash FROM manifest`,
      )
      .pluck()
      .all(),
  );
  const bytesOf = (sql: string): Buffer[] => database.prepare<[], Buffer>(sql).pluck().all();
  for (const document of bytesOf('SELECT document FROM manifest')) {
    const { sbom, rules, policy, vex, evidence } = parseManifest(new Uint8Array(document)).inputs;
    for (const input of [sbom, rules, policy, ...vex, ...(evidence === undefined ? [] : [evidence])])
      inUse.add(input.digest);
  }
  for (const envelope of bytesOf('SELECT envelope FROM kit')) {
    const kit = parseUnverifiedKit(envelope);
    if (withoutKits.includes(kit.digest)) continue;
    for (const { kind, digest } of kit.statement.entries) if (kind === 'vex') inUse.add(digest);
  }
  return inUse;
}
