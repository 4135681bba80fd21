/** Everything that is fuzzed. */
import type { FuzzTarget } from './target.ts';
import { archive, receipt, results } from './targets/archives.ts';
import { bundle, certifiedBundle, disclosure, replayableBundle } from './targets/bundle.ts';
import { chain, privateKey, revocationList, timestamp, trustRoot } from './targets/certificates.ts';
import { evidence, policy, rules, sbom, sigstoreRoot, vex } from './targets/documents.ts';
import { envelope, sigstoreBundle, sigstoreMessage } from './targets/envelopes.ts';
import { epss, kev, osvZip } from './targets/feeds.ts';
import { kit } from './targets/kit.ts';

export const TARGETS: readonly FuzzTarget[] = [
  ...[bundle, certifiedBundle, replayableBundle, disclosure, archive, receipt, results],
  ...[kit, chain, revocationList, timestamp, trustRoot, privateKey],
  ...[envelope, sigstoreBundle, sigstoreMessage, sigstoreRoot],
  ...[sbom, vex, rules, policy, evidence, osvZip, epss, kev],
];
