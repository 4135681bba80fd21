/**
 * Which scheme orders which OSV ecosystem. An ecosystem that is not here has no order that we can prove, and is "not covered":
 * among them ConanCenter, Homebrew, FreeBSD, Root, Docker Hardened Images, Android, Linux, Kubernetes, OSS-Fuzz and GIT.
 */
import { alpine } from './alpine.ts';
import { bitnami } from './bitnami.ts';
import { cran } from './cran.ts';
import { debian } from './debian.ts';
import { hackage } from './hackage.ts';
import { maven } from './maven.ts';
import { nuget } from './nuget.ts';
import { opam } from './opam.ts';
import { packagist } from './packagist.ts';
import { pep440 } from './pep440.ts';
import { pub } from './pub.ts';
import { rpm } from './rpm.ts';
import { rubygems } from './rubygems.ts';
import type { VersionScheme } from './scheme.ts';
import { semver } from './semver.ts';

const ECOSYSTEMS: readonly (readonly [VersionScheme, readonly string[]])[] = [
  [semver, ['npm', 'crates.io', 'Go', 'Hex', 'SwiftURL', 'GitHub Actions', 'GHC', 'Julia', 'VSCode']],
  [pep440, ['PyPI']],
  [maven, ['Maven']],
  [rubygems, ['RubyGems']],
  [nuget, ['NuGet']],
  [packagist, ['Packagist']],
  [pub, ['Pub']],
  [cran, ['CRAN', 'Bioconductor']],
  [hackage, ['Hackage']],
  [bitnami, ['Bitnami']],
  [debian, ['Debian', 'Echo', 'Ubuntu']],
  [opam, ['opam']],
  [
    alpine,
    ['Alpine', 'Alpaquita', 'BellSoft Hardened Containers', 'Chainguard', 'CleanStart', 'MinimOS', 'Wolfi'],
  ],
  [
    rpm,
    [
      'AlmaLinux',
      'Azure Linux',
      'Mageia',
      'openEuler',
      'openSUSE',
      'Photon OS',
      'Red Hat',
      'Rocky Linux',
      'SUSE',
    ],
  ],
];

const SCHEME_OF: ReadonlyMap<string, VersionScheme> = new Map(
  ECOSYSTEMS.flatMap(([scheme, names]) => names.map((name) => [name, scheme] as const)),
);

/**
 * The scheme by which an OSV ecosystem orders its versions; `ecosystem` with or without release suffix ('Debian:12', 'npm').
 * undefined = unknown ecosystem.
 */
export function versionSchemeOf(ecosystem: string): VersionScheme | undefined {
  const colon = ecosystem.indexOf(':');
  return SCHEME_OF.get(colon < 0 ? ecosystem : ecosystem.slice(0, colon));
}
