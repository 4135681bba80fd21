/**
 * The direction in which imports may go (docs/architecture.md), read from the import lines: commands → cli → app → core, io
 * implements what app declares, core imports nothing above it and touches no clock, disk, environment or randomness.
 */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const files = globSync('src/**/*.ts', { cwd: root }).sort();

interface Import {
  readonly from: string;
  readonly to: string;
  readonly isTypeOnly: boolean;
}

const imports: Import[] = files.flatMap((file) => importsOf(file));

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const statements = text.matchAll(
    /^\s*(?:import|export)\s[^;]*?from\s+'([^']+)'|^import\s+'([^']+)'|import\('([^']+)'\)/gm,
  );
  return [...statements].map(([statement, named, bare, dynamic]) => {
    const target = named ?? bare ?? dynamic ?? '';
    return {
      from: file,
      to: target.startsWith('.') ? normalize(join(dirname(file), target)) : target,
      isTypeOnly: /^\s*(?:import|export)\s+type\s/.test(statement),
    };
  });
}

function layerOf(path: string): string | null {
  return /^src\/(commands|cli|app|io|core)\//.exec(path)?.[1] ?? null;
}

const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  commands: ['commands', 'cli', 'app', 'io', 'core'],
  cli: ['cli', 'app', 'io', 'core'],
  app: ['app', 'core'],
  io: ['io', 'core'],
  core: ['core'],
};

/** What core may import from outside: pure functions of bytes. */
const CORE_PACKAGES =
  /^(?:node:crypto|@noble\/.+|@peculiar\/.+|reflect-metadata|valibot|yaml|fflate|saxes|semver|tar\/header)$/;

describe('imports', () => {
  it('go in one direction: commands, cli, app, core; io to core and to the ports of app', () => {
    const forbidden = imports.filter(({ from, to, isTypeOnly }) => {
      const [source, target] = [layerOf(from), layerOf(to)];
      if (source === null || target === null) return false;
      const isPortType = source === 'io' && target === 'app' && isTypeOnly;
      return !isPortType && !ALLOWED[source]?.includes(target);
    });
    assert.deepEqual(forbidden, []);
  });

  it('lead from core to packages of pure functions only', () => {
    const forbidden = imports.filter(
      ({ from, to }) => layerOf(from) === 'core' && !to.startsWith('src/') && !CORE_PACKAGES.test(to),
    );
    assert.deepEqual(forbidden, []);
  });

  it('keep oclif to commands and cli', () => {
    const forbidden = imports.filter(
      ({ from, to }) => to.startsWith('@oclif/') && !['commands', 'cli'].includes(layerOf(from) ?? ''),
    );
    assert.deepEqual(forbidden, []);
  });

  it('keep the database to the store', () => {
    const forbidden = imports.filter(
      ({ from, to }) => to === 'better-sqlite3' && !from.startsWith('src/io/store/'),
    );
    assert.deepEqual(forbidden, []);
  });

  it('have no cycle', () => {
    assert.deepEqual(findCycle(), null);
  });

  it('all point to files that exist', () => {
    const known = new Set(files);
    const missing = imports.filter(({ to }) => to.startsWith('src/') && to.endsWith('.ts') && !known.has(to));
    assert.deepEqual(missing, []);
  });
});

/** Type imports count: of two files that need each other's types neither can be read alone. */
function findCycle(): string[] | null {
  const edges = Map.groupBy(
    imports.filter(({ to }) => to.startsWith('src/')),
    ({ from }) => from,
  );
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return null;
    for (const { to } of edges.get(file) ?? []) {
      const cycle = visit(to, [...path, file]);
      if (cycle !== null) return cycle;
    }
    done.add(file);
    return null;
  };
  for (const file of files) {
    const cycle = visit(file, []);
    if (cycle !== null) return cycle;
  }
  return null;
}

/** What would make the core depend on the machine, the moment or chance. */
const IMPURE = [
  /\bnew Date\(\)/,
  /\bDate\.now\b/,
  /\bperformance\./,
  /\bMath\.random\b/,
  /\brandom(?:Bytes|UUID|Int)\b/,
  /\bgetRandomValues\b/,
  /\bprocess\./,
  /\bconsole\./,
  /\blocaleCompare\b/,
  /\btoLocale\w+\b/,
  /\bIntl\./,
  /\bfetch\(/,
  /\bset(?:Timeout|Interval|Immediate)\b/,
];

describe('core', () => {
  for (const pattern of IMPURE) {
    it(`has no ${pattern.source}`, () => {
      const found = files.filter((file) => layerOf(file) === 'core' && pattern.test(withoutComments(file)));
      assert.deepEqual(found, []);
    });
  }
});

function withoutComments(file: string): string {
  return readFileSync(join(root, file), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '');
}
