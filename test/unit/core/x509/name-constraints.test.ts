import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseDer } from '../../../../src/core/encoding/der.ts';
import { derEncode } from '../../../../src/core/encoding/der-writer.ts';
import { hexDecode } from '../../../../src/core/encoding/hex.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import { parseDistinguishedName } from '../../../../src/core/x509/distinguished-name.ts';
import { parseGeneralNames } from '../../../../src/core/x509/general-name.ts';
import {
  findConstraintBreach,
  NAME_COMPARISONS_MAX,
  parseNameConstraints,
} from '../../../../src/core/x509/name-constraints.ts';
import { generalName, rdn, toGeneralName, toName } from '../../../helpers/certificates.ts';

type Name = string | Uint8Array;
const { email, uri, ip, directory, registeredId } = generalName;
const V6_LOOPBACK = `${'00'.repeat(15)}01`;

function constraints(permitted: readonly Name[], excluded: readonly Name[] = []): Uint8Array {
  const subtrees = (tag: number, names: readonly Name[]) =>
    names.length === 0
      ? new Uint8Array()
      : derEncode(tag, ...names.map((name) => derEncode(0x30, toGeneralName(name))));
  return derEncode(0x30, subtrees(0xa0, permitted), subtrees(0xa1, excluded));
}

function breach(
  names: readonly Name[],
  value: Uint8Array,
  subject: Uint8Array = toName(''),
): string | undefined {
  const subjectAltNames =
    names.length === 0 ? undefined : parseGeneralNames(derEncode(0x30, ...names.map(toGeneralName)));
  const parsed = { subject: parseDistinguishedName(parseDer(subject)), subjectAltNames };
  return findConstraintBreach(parsed, parseNameConstraints(value), { comparisonsLeft: NAME_COMPARISONS_MAX });
}

describe('findConstraintBreach', () => {
  /** Name, base, whether the name is within. */
  const rows: readonly (readonly [Name, Name, boolean])[] = [
    ['example.com', 'example.com', true],
    ['a.b.example.com', 'example.com', true],
    ['A.Example.COM', 'eXample.com', true],
    ['badexample.com', 'example.com', false],
    ['com', 'example.com', false],
    ['anything.example', '', true],
    ['*.example.com', 'example.com', true],
    [email('a@example.com'), email('a@example.com'), true],
    [email('A@example.com'), email('a@example.com'), false],
    [email('a@EXAMPLE.com'), email('a@example.com'), true],
    [email('a@example.com'), email('example.com'), true],
    [email('a@x.example.com'), email('example.com'), false],
    [email('a@x.example.com'), email('.example.com'), true],
    [email('a@example.com'), email('.example.com'), false],
    [uri('https://example.com/x'), uri('example.com'), true],
    [uri('https://u@example.com:8443?x'), uri('example.com'), true],
    [uri('https://a.example.com'), uri('example.com'), false],
    [uri('https://a.example.com'), uri('.example.com'), true],
    [uri('https://example.com@evil.example/'), uri('example.com'), false],
    [ip('c0000201'), ip('c0000200ffffff00'), true],
    [ip('c0000301'), ip('c0000200ffffff00'), false],
    [ip('c0000301'), ip('0000000000000000'), true],
    [ip(V6_LOOPBACK), ip(V6_LOOPBACK + 'ff'.repeat(16)), true],
    [ip('00000001'), ip(V6_LOOPBACK + 'ff'.repeat(16)), false],
    [directory('foo'), directory('FOO'), true],
    [directory('foobar'), directory('foo'), false],
  ];
  for (const [name, base, isWithin] of rows) {
    const text = [name, base].map((item) =>
      typeof item === 'string' ? item : Buffer.from(item.subarray(2)).toString('latin1'),
    );
    const shown = text.map((item) => JSON.stringify(item)).join(isWithin ? ' within ' : ' outside ');
    test(`takes ${shown}`, () => {
      assert.equal(breach([name], constraints([base])) === undefined, isWithin, 'permitted');
      assert.equal(breach([name], constraints([], [base])) === undefined, !isWithin, 'excluded');
    });
  }

  test('refuses what it cannot compare, whether the base is permitted or excluded', () => {
    const pairs: readonly (readonly [Name, Name])[] = [
      ['.example.com', 'example.com'],
      ['example.com.', 'example.com'],
      ['a..example.com', 'example.com'],
      ['a b.example.com', 'example.com'],
      ['f*.example.com', 'example.com'],
      [email('example.com'), email('example.com')],
      [email('"a"@example.com'), email('example.com')],
      [email('a@b@example.com'), email('example.com')],
      [uri('urn:example.com'), uri('example.com')],
      [uri('https://192.0.2.1/'), uri('example.com')],
      [uri('https://[::1]/'), uri('example.com')],
      [uri('https://ex%61mple.com/'), uri('example.com')],
      [uri(`https://example.com/${'x'.repeat(3000)}`), uri('example.com')],
      [registeredId(), registeredId()],
    ];
    for (const [name, base] of pairs) {
      assert.match(breach([name], constraints([base])) ?? '', /cannot be compared/);
      assert.match(breach([name], constraints([], [base])) ?? '', /cannot be compared/);
    }
  });

  test('says nothing of names of another kind', () => {
    assert.equal(
      breach(['a.example'], constraints([ip('c0000200ffffff00')], [email('x.example')])),
      undefined,
    );
    assert.equal(breach(['not a host name', registeredId()], constraints([directory('x')])), undefined);
  });

  test('lets an excluded subtree win over a permitted one', () => {
    assert.match(
      breach(['a.example.com'], constraints(['example.com'], ['a.example.com'])) ?? '',
      /excluded/,
    );
  });

  test('takes any of several permitted subtrees, and checks every name', () => {
    const value = constraints(['a.example', 'b.example']);
    assert.equal(breach(['a.example', 'x.b.example'], value), undefined);
    assert.match(breach(['a.example', 'c.example'], value) ?? '', /"c.example" is outside/);
  });

  test('excludes a wildcard that stands for an excluded name', () => {
    assert.match(breach(['*.example.com'], constraints([], ['foo.example.com'])) ?? '', /excluded/);
    assert.equal(breach(['*.example.com'], constraints([], ['a.foo.example.com'])), undefined);
    assert.equal(breach(['*.example.com'], constraints([], ['foo.example.org'])), undefined);
  });

  test('binds the subject and, without alternative names, its mailboxes', () => {
    assert.match(
      breach(['a.example'], constraints([directory('foo')]), toName('bar')) ?? '',
      /directory name is outside/,
    );
    assert.equal(breach(['a.example'], constraints([directory('foo')]), toName('foo')), undefined);
    const subject = derEncode(0x30, rdn('06092a864886f70d010901', utf8Encode('a@evil.example'), 0x16));
    assert.match(
      breach([], constraints([email('good.example')]), subject) ?? '',
      /"a@evil.example" is outside/,
    );
    assert.equal(breach(['x.example'], constraints([email('good.example')]), subject), undefined);
  });

  test('refuses more comparisons than the limit, in good time', () => {
    const names = Array.from({ length: 501 }, (_, index) => `n${index}.example`);
    assert.match(breach(names, constraints(['example', ...names.slice(2)])) ?? '', /more names/);
    assert.equal(breach(names.slice(1), constraints(['example', ...names.slice(2)])), undefined);
  });
});

describe('parseNameConstraints', () => {
  const subtree = (...parts: readonly Uint8Array[]) =>
    derEncode(0x30, derEncode(0xa0, derEncode(0x30, ...parts)));
  const dns = toGeneralName('a.example');
  const refused: readonly (readonly [string, Uint8Array])[] = [
    ['no subtree', derEncode(0x30)],
    ['an empty list', derEncode(0x30, derEncode(0xa0))],
    ['NULL for both lists', derEncode(0x30, hexDecode('80008100'))],
    [
      'the lists in the wrong order',
      derEncode(0x30, derEncode(0xa1, derEncode(0x30, dns)), derEncode(0xa0, derEncode(0x30, dns))),
    ],
    ['a minimum', subtree(dns, hexDecode('800101'))],
    ['a minimum that spells out its default', subtree(dns, hexDecode('800100'))],
    ['a maximum', subtree(dns, hexDecode('810101'))],
    ['a subtree without a base', subtree()],
    ['a wildcard', constraints(['*.example.com'])],
    ['a leading dot, which only mailboxes and URIs have', constraints(['.example.com'])],
    ['an IPv4 address without a mask', constraints([ip('7f000001')])],
    ['a mask with a hole', constraints([ip('c0000200ff00ff00')])],
    ['an IPv6 address without a mask', constraints([ip(V6_LOOPBACK)])],
    ['a mailbox without a host', constraints([email('a@')])],
    ['a URI instead of a host', constraints([uri('https://example.com')])],
    ['a byte above 7f in a text', constraints([derEncode(0x82, Uint8Array.of(0xe9))])],
    ['a kind of name that does not exist', constraints([derEncode(0x89)])],
    ['a byte after the value', Uint8Array.of(...constraints(['a.example']), 0)],
  ];
  for (const [what, value] of refused) {
    test(`refuses ${what}`, () =>
      assert.throws(() => parseNameConstraints(value), { code: 'INPUT_INVALID' }));
  }
});

test('parseGeneralNames refuses an empty list and IP addresses of other lengths', () => {
  for (const value of [
    derEncode(0x30),
    derEncode(0x30, ip('7f0000')),
    derEncode(0x30, ip('c0000200ffffff00')),
    utf8Encode('a.example'),
  ]) {
    assert.throws(() => parseGeneralNames(value), { code: 'INPUT_INVALID' });
  }
});
