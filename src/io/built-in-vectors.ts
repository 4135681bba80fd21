/** Finds the vectors that the program ships, in `fixtures/vectors/` of its own folder. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SelfVector } from '../app/host/test-self.ts';
import { StellaError } from '../core/errors.ts';

interface CasesFile {
  readonly trustRoot: string;
  readonly cases: readonly {
    readonly name: string;
    readonly why: string;
    readonly code: string | null;
    readonly trustRoot?: string;
  }[];
}

/** Disclosures are JSON; everything else is a bundle. */
const DISCLOSURES = 'disclosure-';
/** Bundles that carry their inputs. */
const REPLAYS = 'replay-';

/**
 * @param root the program's folder
 * @throws StellaError INPUT_MISSING
 */
export function readBuiltInVectors(root: string): readonly SelfVector[] {
  const folder = join(root, 'fixtures', 'vectors');
  const vectors = setsIn(folder).flatMap((set) => readSet(join(folder, set), set));
  if (vectors.length > 0) return vectors;
  throw new StellaError('INPUT_MISSING', `there are no vectors in ${JSON.stringify(folder)}`, {
    hint: 'this copy of the program is not whole: unpack or install it again',
  });
}

function setsIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  } catch {
    return [];
  }
}

function readSet(folder: string, set: string): SelfVector[] {
  const { trustRoot, cases } = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as CasesFile;
  return cases.map(({ name, why, code, trustRoot: own }) => ({
    set,
    name,
    why,
    code,
    file: join(folder, `${name}${set.startsWith(DISCLOSURES) ? '.json' : '.tar.gz'}`),
    trustRoot: join(folder, own ?? trustRoot),
    isReplayed: set.startsWith(REPLAYS),
  }));
}
