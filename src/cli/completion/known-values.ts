/** Ids and names that a store knows, for completion. */
import { listDocuments } from '../../app/scan/document-catalog.ts';
import type { CliContext } from '../context.ts';
import { EXIT_STATUSES } from '../exit-status.ts';
import { safeText } from '../terminal.ts';
import type { Candidate, ValueKind } from './candidates.ts';

/** Every value of a kind; none where the store cannot be read. */
export async function knownValues(kind: ValueKind, context: CliContext): Promise<Candidate[]> {
  try {
    return (await valuesOf(kind, context)).map(([value, about]) => ({
      value: safeText(value),
      about: safeText(about),
    }));
  } catch {
    return [];
  }
}

async function valuesOf(kind: ValueKind, context: CliContext): Promise<(readonly [string, string])[]> {
  switch (kind) {
    case 'scan':
      return (await context.store('open')).scans.list().map(({ scanId, scannedAt }) => [scanId, scannedAt]);
    case 'feed':
      return (await context.store('open')).feeds.list().map(({ digest, capturedAt }) => [digest, capturedAt]);
    case 'kit':
      return (await context.store('open')).kits
        .list()
        .map(({ kitId, sequence }) => [kitId, `sequence ${sequence}`]);
    case 'trust-root':
      return (await context.store('open')).trust
        .list()
        .map(({ fingerprint, kind: type, origin }) => [fingerprint, `${type} from ${origin}`]);
    case 'rules':
    case 'policy':
      return listDocuments(kind, await context.catalog('open')).map(({ name, version, digest }) => [
        `${name}@${version}`,
        digest,
      ]);
    case 'error-code':
      return EXIT_STATUSES.flatMap(({ codes }) => Object.entries(codes));
  }
}
