/** Generators of odd versions, scheme by scheme: few different pieces, so that versions often agree for a while. */
import fc from 'fast-check';
import { alpine } from '../../src/core/version/alpine.ts';
import { bitnami } from '../../src/core/version/bitnami.ts';
import { cran } from '../../src/core/version/cran.ts';
import { debian } from '../../src/core/version/debian.ts';
import { hackage } from '../../src/core/version/hackage.ts';
import { maven } from '../../src/core/version/maven.ts';
import { nuget } from '../../src/core/version/nuget.ts';
import { opam } from '../../src/core/version/opam.ts';
import { packagist } from '../../src/core/version/packagist.ts';
import { pep440 } from '../../src/core/version/pep440.ts';
import { pub } from '../../src/core/version/pub.ts';
import { rpm } from '../../src/core/version/rpm.ts';
import { rubygems } from '../../src/core/version/rubygems.ts';
import type { VersionScheme } from '../../src/core/version/scheme.ts';
import { semver } from '../../src/core/version/semver.ts';

/** What versions of a scheme are made of, `/` between the pieces: one of `starts`, then some of `rest`. */
interface Pieces {
  readonly scheme: VersionScheme;
  readonly starts: string;
  readonly rest: string;
}

const SEMVER_STARTS = '0/1/v1/1.0/1.2/1.0.0/v1.0.0/1.0.1/01.0.0/1.0.10/2.0.0/1.99999999999999999999.0';
const SEMVER_REST = '-0/-1/-a/-B/-rc/.1/.2/.10/.a/.a1/.-/1/9007199254740993/9007199254740992/+b/+1/-';

const ALL_PIECES: readonly Pieces[] = [
  { scheme: semver, starts: `${SEMVER_STARTS}/1.0.0beta`, rest: SEMVER_REST },
  { scheme: pub, starts: SEMVER_STARTS, rest: SEMVER_REST },
  { scheme: bitnami, starts: SEMVER_STARTS, rest: SEMVER_REST },
  { scheme: nuget, starts: `${SEMVER_STARTS}/1.0.0.0/1.0.0.1`, rest: SEMVER_REST },
  {
    scheme: pep440,
    starts: '0/1/1.0/1.0.0/v1/1!0/1!1.0/0!1/01.0/1.1/9007199254740993/9007199254740992',
    rest: 'a/a1/b2/rc1/c1/.dev/.dev1/.DEV2/.post/.post1/-1/-r1/+local/+1/+1.a/.1/.0/_pre_2/alpha/-',
  },
  {
    scheme: maven,
    starts: '0/1/1.0/1.0.0/01/1.1/rc/foo/r09/12345678901234567890',
    rest: '.0/.1/-1/-0/-rc/.rc/rc1/-rc-1/-ga/.GA/-foo/.foo/foo2/a1/-alpha/-SNAPSHOT/.Final/-jre/.2/sp/./-/1',
  },
  {
    scheme: rubygems,
    starts: '0/1/1.0/1.0.0/01/1.1',
    rest: '.0/.1/.a/.b1/.rc/-1/-a/a/.0.0/.9007199254740993/.A/10',
  },
  {
    scheme: packagist,
    starts: '1/v1/V1/1.0/1.0.0/dev-main/dev-a/01',
    rest: '.0/.1/-dev/dev/-alpha/a1/b2/beta/-RC1/rc/.x/pl1/-p2/-patch/-stable/_1/+1/..1/foo/99999999999',
  },
  {
    scheme: opam,
    starts: '0/1/1.0/01/v0/~/dev/1.10',
    rest: '.0/.1/-1/-/~/~beta/+a/a/Z/~~/.00/9007199254740993',
  },
  { scheme: cran, starts: '0/1/1.0/01/1-0', rest: '.0/.1/-1/-0/.00/.10/.9007199254740993' },
  { scheme: hackage, starts: '0/1/1.0/01', rest: '.0/.1/.00/.10/.9007199254740993' },
  {
    scheme: debian,
    starts: '0/1/0:1/1:0/2:1.0/1.0/01/00',
    rest: '.0/.1/-1/-0/~/~rc1/+b1/+/a/Z/.a/~~/ubuntu1/0/.9007199254740993/:1/.00/-1~deb12u1',
  },
  {
    scheme: rpm,
    starts: '0/1/0:1/1:0/01:1/1.0/a/a:1/01',
    rest: '.0/.1/-1/-0/~/~rc1/^/^git1/a/Z/.a/_/+/el8/.el8_1/-/9007199254740993/~~/.00/ab',
  },
  {
    scheme: alpine,
    starts: '0/1/1.0/01/1.01/a/.1/1.10',
    rest: '.0/.1/.05/.010/./a/b/_alpha/_rc1/_p/_p2/_git1/_cvs/_blah/-r0/-r1/-r/-r01/~abc/~ab/-/1/A',
  },
];

function arbitraryOf({ scheme, starts, rest }: Pieces): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.constantFrom(...starts.split('/')),
      fc.array(fc.constantFrom(...rest.split('/')), { maxLength: 4, size: 'max' }),
    )
    .map(([start, pieces]) => start + pieces.join(''))
    .filter(scheme.isValid);
}

/** Every scheme with a generator of versions that are valid in it. */
export const SCHEMES_WITH_VERSIONS: readonly {
  readonly scheme: VersionScheme;
  readonly version: fc.Arbitrary<string>;
}[] = ALL_PIECES.map((pieces) => ({ scheme: pieces.scheme, version: arbitraryOf(pieces) }));

/** The generator of one scheme's versions. */
export function versionsOf(scheme: VersionScheme): fc.Arbitrary<string> {
  const found = SCHEMES_WITH_VERSIONS.find((entry) => entry.scheme === scheme);
  if (found === undefined) throw new Error(`no generator for ${scheme.name}`);
  return found.version;
}
