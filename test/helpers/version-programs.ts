/**
 * The real programs whose order the schemes claim to give. Each answers many pairs in one process: a line `a<TAB>b` in, a line
 * `-1`, `0`, `1` or `x` (refused) out.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Pair = readonly [string, string];

/** A program that compares versions. `skip` is false where it is there, else why it is not. */
export interface VersionProgram {
  readonly name: string;
  readonly skip: string | false;
  answer(pairs: readonly Pair[]): string[];
}

const TIMEOUT_MS = 60_000;

function run(command: string, args: readonly string[], input: string): string {
  const result = spawnSync(command, args, { input, encoding: 'utf8', timeout: TIMEOUT_MS });
  if (result.status !== 0) throw new Error(`${command} failed: ${result.error ?? result.stderr}`);
  return result.stdout;
}

function works(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { timeout: TIMEOUT_MS }).status === 0;
}

/** A program that reads the pairs from standard input. */
function filter(
  name: string,
  command: string,
  args: readonly string[],
  probe: readonly string[],
): VersionProgram {
  return {
    name,
    skip: works(command, probe) ? false : `no ${name} on this machine`,
    answer: (pairs) =>
      run(command, args, pairs.map((pair) => `${pair.join('\t')}\n`).join(''))
        .trimEnd()
        .split('\n'),
  };
}

const DPKG_SCRIPT = `
tab=$(printf '\\t')
while IFS="$tab" read -r a b; do
  if ! dpkg --validate-version "$a" 2>/dev/null || ! dpkg --validate-version "$b" 2>/dev/null; then echo x
  elif dpkg --compare-versions "$a" lt "$b"; then echo -1
  elif dpkg --compare-versions "$a" eq "$b"; then echo 0
  else echo 1; fi
done`;

export const dpkg = filter('dpkg', 'sh', ['-c', DPKG_SCRIPT], ['-c', 'dpkg --version']);

const PERL_SCRIPT = `
chomp;
my ($a, $b) = split /\\t/, $_, -1;
my ($x, $y) = map { Dpkg::Version->new($_, check => 1) } $a, $b;
print defined $x && defined $y ? version_compare($a, $b) : "x", "\\n";
`;

/** dpkg's own order, written once more for its developers' tools; it answers many pairs in one process. */
export const dpkgPerl = filter(
  "dpkg's Dpkg::Version",
  'perl',
  ['-MDpkg::Version', '-ne', PERL_SCRIPT],
  ['-MDpkg::Version', '-e', '1'],
);

const PYTHON_SCRIPT = `
import sys
from packaging.version import InvalidVersion, Version
for line in sys.stdin:
    try:
        a, b = map(Version, line.rstrip("\\n").split("\\t"))
        print((a > b) - (a < b))
    except InvalidVersion:
        print("x")
`;

export const pythonPackaging = filter(
  "Python's packaging",
  'python3',
  ['-c', PYTHON_SCRIPT],
  ['-c', 'import packaging'],
);

const RUBY_SCRIPT = `
STDIN.each_line(chomp: true) do |line|
  a, b = line.split("\\t", -1)
  if Gem::Version.correct?(a) && Gem::Version.correct?(b)
    puts Gem::Version.new(a) <=> Gem::Version.new(b)
  else
    puts "x"
  end
end
`;

export const rubyGems = filter('ruby', 'ruby', ['-e', RUBY_SCRIPT], ['-e', 'Gem::Version']);

const PHP_SCRIPT = `
foreach (file('php://stdin', FILE_IGNORE_NEW_LINES) as $line) {
  [$a, $b] = explode("\\t", $line);
  echo version_compare(ltrim($a, 'vV'), ltrim($b, 'vV')), "\\n";
}`;

export const php = filter('php', 'php', ['-r', PHP_SCRIPT], ['-v']);

/** rpm takes no pairs from standard input: they go into the Lua text, so only where they cannot break out of it. */
export const rpmProgram: VersionProgram = {
  name: 'rpm',
  skip: works('rpm', ['--version']) ? false : 'no rpm on this machine',
  answer: (pairs) => {
    const table = pairs.map((pair) => `{${pair.map(luaString).join(',')}}`).join(',');
    const loop = `for _, p in ipairs({${table}}) do print(rpm.vercmp(p[1], p[2]) .. '\\n') end`;
    return run('rpm', ['--eval', `%{lua: ${loop}}`], '')
      .split(/\s+/)
      .filter((line) => line !== '');
  },
};

function luaString(version: string): string {
  if (!/^[0-9A-Za-z.+_~^:-]*$/.test(version)) throw new Error(`not safe inside Lua: ${version}`);
  return `'${version}'`;
}

const MAVEN_JARS = ['/usr/share/java/maven3-artifact.jar', '/usr/share/maven/lib/maven-artifact-3.x.jar'];

const JAVA_SOURCE = `
import java.io.*;
import java.nio.charset.StandardCharsets;
import org.apache.maven.artifact.versioning.ComparableVersion;

public class Compare {
  public static void main(String[] args) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line; (line = in.readLine()) != null; ) {
      String[] pair = line.split("\\t", -1);
      System.out.println(Integer.signum(new ComparableVersion(pair[0]).compareTo(new ComparableVersion(pair[1]))));
    }
  }
}
`;

const mavenJar = MAVEN_JARS.find((jar) => existsSync(jar));

/** Maven 3's ComparableVersion, by the jar of the distribution's Maven. */
export const mavenProgram: VersionProgram = {
  name: "Maven's ComparableVersion",
  skip:
    mavenJar !== undefined && works('java', ['-version'])
      ? false
      : 'no java with a maven-artifact jar on this machine',
  answer: (pairs) => {
    const folder = mkdtempSync(join(tmpdir(), 'version-programs-'));
    try {
      const source = join(folder, 'Compare.java');
      writeFileSync(source, JAVA_SOURCE);
      const input = pairs.map((pair) => `${pair.join('\t')}\n`).join('');
      return run('java', ['-cp', mavenJar ?? '', source], input)
        .trimEnd()
        .split('\n');
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};
