import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isStellaError } from '../../../../src/core/errors.ts';
import { formatPurl, type Purl, parsePurl } from '../../../../src/core/purl/purl.ts';

function refuses(text: string, reason: RegExp): void {
  assert.throws(
    () => parsePurl(text),
    (error) => isStellaError(error) && error.code === 'INPUT_INVALID' && reason.test(error.message),
    text.slice(0, 100),
  );
}

function refusesToFormat(components: Partial<Purl>, reason: RegExp): void {
  assert.throws(
    () => formatPurl(purlOf(components)),
    (error) => isStellaError(error) && error.code === 'INPUT_INVALID' && reason.test(error.message),
  );
}

function purlOf(components: Partial<Purl>): Purl {
  return {
    type: 'generic',
    namespace: null,
    name: 'x',
    version: null,
    qualifiers: {},
    subpath: null,
    ...components,
  };
}

function canonical(text: string): string {
  return formatPurl(parsePurl(text));
}

describe('parsePurl', () => {
  it('reads all components, decoded', () => {
    const purl = parsePurl('pkg:deb/debian/attr@1:2.4.47-2%2Bb1?arch=amd64&distro=debian-12#usr/share/a%20b');
    assert.deepEqual(
      { ...purl, qualifiers: { ...purl.qualifiers } },
      {
        type: 'deb',
        namespace: 'debian',
        name: 'attr',
        version: '1:2.4.47-2+b1',
        qualifiers: { arch: 'amd64', distro: 'debian-12' },
        subpath: 'usr/share/a b',
      },
    );
  });

  it('has null for what is absent', () => {
    const { namespace, version, subpath, qualifiers } = parsePurl('pkg:npm/foo');
    assert.deepEqual([namespace, version, subpath, Object.keys(qualifiers)], [null, null, null, []]);
  });

  it('takes an empty version, empty qualifiers and an empty subpath for absent', () => {
    for (const text of ['pkg:npm/foo@', 'pkg:npm/foo?', 'pkg:npm/foo#', 'pkg:npm/foo@?a=&b&&#/./../'])
      assert.equal(canonical(text), 'pkg:npm/foo', text);
  });

  it('ignores surplus slashes', () => {
    for (const text of ['pkg:/npm/a/b', 'pkg://npm/a/b', 'pkg:///npm//a//b/', 'PKG:npm/a/b//'])
      assert.equal(canonical(text), 'pkg:npm/a/b', text);
  });

  it('drops . and .. from a subpath, encoded or not', () => {
    assert.equal(parsePurl('pkg:golang/g.co/x#./a/../b/%2E%2e/c//').subpath, 'a/b/c');
  });

  it('splits the version off at the last @', () => {
    assert.equal(parsePurl('pkg:npm/@angular/core@1.0.0').version, '1.0.0');
    assert.equal(parsePurl('pkg:npm/@angular/core@1.0.0').namespace, '@angular');
    assert.equal(parsePurl('pkg:generic/a@b@c').version, 'c');
    assert.equal(parsePurl('pkg:opam/git@3/16.1').version, '3/16.1');
  });

  it('takes an @ that is not encoded before a scope for the scope', () => {
    const { namespace, name, version } = parsePurl('pkg:npm/@babel/core');
    assert.deepEqual([namespace, name, version], ['@babel', 'core', null]);
  });

  it('keeps a name with an encoded slash as one name', () => {
    const { namespace, name } = parsePurl('pkg:npm/%40babel%2Fcore@7.0.0');
    assert.deepEqual([namespace, name], [null, '@babel/core']);
    assert.equal(canonical('pkg:npm/%40babel%2Fcore@7.0.0'), 'pkg:npm/%40babel%2Fcore@7.0.0');
  });

  it('keeps a plus sign a plus sign, in every component', () => {
    const purl = parsePurl('pkg:swid/A+B/C+D@1+2?tag_id=e+f#g+h');
    assert.deepEqual(
      [purl.namespace, purl.name, purl.version, purl.qualifiers['tag_id'], purl.subpath],
      ['A+B', 'C+D', '1+2', 'e+f', 'g+h'],
    );
  });

  it('reads text in UTF-8', () => {
    assert.equal(parsePurl('pkg:generic/%F0%9F%98%83').name, '😃');
    assert.equal(canonical('pkg:generic/naïve'), 'pkg:generic/na%C3%AFve');
  });

  it('refuses what does not begin with pkg and a type', () => {
    for (const text of [
      '',
      'npm/foo',
      'pkg',
      'pkg%3Anpm/foo',
      'package:npm/foo',
      'http://npm/foo',
      ' pkg:npm/foo',
    ])
      refuses(text, /does not begin with pkg:/);
    // The Kelvin sign, which Unicode makes a k of.
    refuses('p\u212Ag:npm/foo', /does not begin with pkg:/);
    for (const text of ['pkg:', 'pkg:npm', 'pkg:foo@1.0', 'pkg:///npm'])
      refuses(text, /no name after its type/);
    for (const type of ['3npm', 'n&g', 'n:a', 'n%70m', 'n+m', 'n_m', '-npm', '\u212A', 'nßm'])
      refuses(`pkg:${type}/foo`, /its type/);
  });

  it('refuses a missing name', () => {
    for (const text of [
      'pkg:npm/',
      'pkg:npm//',
      'pkg:npm/@1.0',
      'pkg:npm/?a=b',
      'pkg:swift/g.co/a/@1',
      'pkg:npm/a/@1',
    ])
      refuses(text, /it has no name/);
  });

  it('refuses an invalid qualifier key and one that is given twice', () => {
    for (const query of ['in%20production=true', '1a=b', '=b', 'a b=c', 'a%2Db=c', '\u212A=b', '__proto__=x'])
      refuses(`pkg:npm/foo?${query}`, /no qualifier key/);
    refuses('pkg:npm/foo?a=1&a=2', /qualifier a is given twice/);
    refuses('pkg:npm/foo?a=1&A=1', /qualifier a is given twice/);
  });

  it('has no prototype behind its qualifiers', () => {
    const { qualifiers } = parsePurl('pkg:npm/foo?constructor=a&hasownproperty=b');
    assert.equal(Object.getPrototypeOf(qualifiers), null);
    assert.equal(qualifiers['constructor'], 'a');
    assert.equal(qualifiers['toString'], undefined);
    assert.equal(canonical('pkg:npm/foo?constructor=a'), 'pkg:npm/foo?constructor=a');
  });

  it('refuses what readers split differently', () => {
    refuses('pkg:generic/a?u=http://x/?q', /two \?/);
    refuses('pkg:generic/a?b#c#d', /two #/);
    refuses('pkg:generic/a#b?c#d', /two #/);
    assert.equal(parsePurl('pkg:generic/a#b?c').subpath, 'b?c');
  });

  it('refuses bad percent-encoding', () => {
    for (const text of [
      'pkg:npm/%',
      'pkg:npm/%zz',
      'pkg:npm/a%2',
      'pkg:npm/%FF',
      'pkg:npm/%C0%AF',
      'pkg:npm/%ED%A0%80',
    ])
      refuses(text, /begins no UTF-8 octet/);
    for (const text of ['pkg:npm/%ff/a', 'pkg:npm/a@%ff', 'pkg:npm/a?b=%ff', 'pkg:npm/a#%ff'])
      refuses(text, /begins no UTF-8 octet/);
  });

  it('refuses an encoded slash in a segment', () => {
    refuses('pkg:golang/github.com%2Fgorilla/mux', /encoded slash/);
    refuses('pkg:golang/g.co/x#a%2fb', /encoded slash/);
  });

  it('refuses control characters and lone surrogates', () => {
    for (const text of ['pkg:npm/a\nb', 'pkg:npm/a\u0000', '\tpkg:npm/a', 'pkg:npm/a?b=\u007f'])
      refuses(text, /control character/);
    refuses('pkg:npm/\ud800', /lone surrogate/);
    refuses('pkg:npm/a?b=\udc00', /lone surrogate/);
  });

  it('reads a hostile text in linear time', () => {
    const many = 200_000;
    refuses(`pkg:${'/'.repeat(many)}`, /no name/);
    assert.equal(parsePurl(`pkg:generic/${'@'.repeat(many)}1`).version, '1');
    assert.equal(parsePurl(`pkg:generic/${'a/'.repeat(many)}b`).name, 'b');
    assert.equal(Object.keys(parsePurl(`pkg:generic/a?${'&'.repeat(many)}b=c`).qualifiers).length, 1);
    refuses(`pkg:generic/a${'%'.repeat(many)}`, /UTF-8/);
  });
});

describe('types', () => {
  it('have the canonical form that their definition says', () => {
    for (const [text, expected] of [
      ['pkg:ALPM/Arch/Pacman@6.0', 'pkg:alpm/arch/pacman@6.0'],
      ['pkg:apk/Alpine/Curl@7.83.0-r0', 'pkg:apk/alpine/curl@7.83.0-r0'],
      ['pkg:bitbucket/Birkenfeld/Pygments-Main', 'pkg:bitbucket/birkenfeld/pygments-main'],
      ['pkg:bitnami/WordPress@6.2.0', 'pkg:bitnami/wordpress@6.2.0'],
      ['pkg:composer/Laravel/Laravel@5.5.0', 'pkg:composer/laravel/laravel@5.5.0'],
      ['pkg:deb/Debian/Curl@7.50.3-1', 'pkg:deb/debian/curl@7.50.3-1'],
      ['pkg:github/Package-url/purl-Spec@v1', 'pkg:github/package-url/purl-spec@v1'],
      ['pkg:hex/Acme/Foo@2.3.0', 'pkg:hex/acme/foo@2.3.0'],
      ['pkg:luarocks/Hisham/LuaFileSystem@1.8.0-1', 'pkg:luarocks/hisham/luafilesystem@1.8.0-1'],
      ['pkg:npm/%40MyScope/LoDash@4.17.21', 'pkg:npm/%40myscope/lodash@4.17.21'],
      ['pkg:oci/Debian@sha256%3A244fd47e', 'pkg:oci/debian@sha256:244fd47e'],
      ['pkg:otp/Hex@2.1.1', 'pkg:otp/hex@2.1.1'],
      ['pkg:pub/Some-Package@1.0', 'pkg:pub/some_package@1.0'],
      ['pkg:pypi/Zope.Interface__x@5.0', 'pkg:pypi/zope-interface-x@5.0'],
      ['pkg:qpkg/BlackBerry/com.QNX.sdp@7', 'pkg:qpkg/blackberry/com.QNX.sdp@7'],
      ['pkg:rpm/Fedora/NetworkManager@1.0', 'pkg:rpm/fedora/NetworkManager@1.0'],
      ['pkg:vscode-extension/RedHat/Java@1.46', 'pkg:vscode-extension/redhat/java@1.46'],
      ['pkg:yocto/Core/Glibc@2.35', 'pkg:yocto/core/Glibc@2.35'],
    ] as const)
      assert.equal(canonical(text), expected);
  });

  it('keep their case where it counts', () => {
    for (const text of [
      'pkg:cargo/Inflector@0.11.4',
      'pkg:cocoapods/AFNetworking@4.0.1',
      'pkg:cpan/DROLSKY/DateTime@1.55',
      'pkg:cran/rJava@1.0-4',
      'pkg:gem/RedCloth@4.3.2',
      'pkg:hackage/AC-HalfInteger@1.2.1',
      'pkg:maven/HTTPClient/HTTPClient@0.3-3',
      'pkg:nuget/Newtonsoft.Json@13.0.1',
      'pkg:swift/github.com/Alamofire/Alamofire@5.4.3',
      // Go module paths are case-sensitive, whatever the type's definition says.
      'pkg:golang/github.com/BurntSushi/toml@v0.3.1',
    ])
      assert.equal(canonical(text), text);
  });

  it('lower-case a model commit, and a tag not', () => {
    const commit = '797174552AE47F449AB70B684CABCB6603E5E85E';
    assert.equal(parsePurl(`pkg:huggingface/EleutherAI/gpt-neo@${commit}`).version, commit.toLowerCase());
    assert.equal(parsePurl('pkg:huggingface/LumiOpen/Poro-34B@100B').version, '100B');
  });

  it('lower-case a model name on Databricks only', () => {
    const url = 'repository_url=https://adb-5.azuredatabricks.net/api';
    assert.equal(parsePurl(`pkg:mlflow/CreditFraud@3?${url}`).name, 'creditfraud');
    assert.equal(
      parsePurl('pkg:mlflow/CreditFraud@3?repository_url=https://x.azureml.ms').name,
      'CreditFraud',
    );
  });

  it('refuse a missing namespace where it is required', () => {
    for (const text of [
      'pkg:maven/junit@4',
      'pkg:swift/Alamofire@5.4.3',
      'pkg:vscode-extension/java@1',
      'pkg:cpan/URI',
    ])
      refuses(text, /requires a namespace/);
  });

  it('refuse a namespace where there is none', () => {
    for (const type of ['cargo', 'cran', 'gem', 'hackage', 'nuget', 'oci', 'otp', 'pub', 'pypi'])
      refuses(`pkg:${type}/a/b@1`, /has no namespace/);
  });

  it('refuse a cpan module for a distribution, and a julia package without its uuid', () => {
    refuses('pkg:cpan/GDT/URI::PackageURL@2.11', /has no ::/);
    refuses('pkg:julia/Dates@1.9.0', /requires the qualifier uuid/);
    assert.equal(parsePurl('pkg:julia/Dates@1.9.0?uuid=ade2ca70').name, 'Dates');
  });
});

describe('formatPurl', () => {
  it('sorts qualifiers by key, and leaves empty ones out', () => {
    const qualifiers = { 'compiler.version': '16', os: '', compiler: 'Visual Studio', arch: 'x86_64' };
    assert.equal(
      formatPurl(purlOf({ qualifiers })),
      'pkg:generic/x?arch=x86_64&compiler=Visual%20Studio&compiler.version=16',
    );
  });

  it('encodes everything but letters, digits, .-_~ and the colon', () => {
    const text = 'aZ0.-_~:/!\'()*+,;=@?#&%"<>\\^`{|} é';
    assert.equal(
      formatPurl(purlOf({ name: text })),
      'pkg:generic/aZ0.-_~:%2F%21%27%28%29%2A%2B%2C%3B%3D%40%3F%23%26%25%22%3C%3E%5C%5E%60%7B%7C%7D%20%C3%A9',
    );
  });

  it('strips slashes around a namespace and a subpath', () => {
    assert.equal(formatPurl(purlOf({ namespace: '/a//b/', subpath: '/c/./d/../' })), 'pkg:generic/a/b/x#c/d');
  });

  it('refuses components that make no package URL', () => {
    refusesToFormat({ type: '' }, /its type/);
    refusesToFormat({ name: '' }, /no name/);
    refusesToFormat({ qualifiers: { 'in production': 'true' } }, /no qualifier key/);
    refusesToFormat({ qualifiers: { Arch: 'a', arch: 'b' } }, /given twice/);
    refusesToFormat({ type: 'swift' }, /requires a namespace/);
    refusesToFormat({ name: '\ud800' }, /lone surrogate/);
    refusesToFormat({ qualifiers: { a: '\ud800' } }, /lone surrogate/);
  });
});
