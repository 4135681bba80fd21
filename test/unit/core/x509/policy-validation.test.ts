import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { derEncode } from '../../../../src/core/encoding/der-writer.ts';
import { hexDecode } from '../../../../src/core/encoding/hex.ts';
import {
  ANY_POLICY,
  type PolicyExtensions,
  parsePolicyExtensions,
} from '../../../../src/core/x509/policy-extensions.ts';
import { findPolicyFault } from '../../../../src/core/x509/policy-validation.ts';

interface Recipe {
  readonly policies?: readonly string[];
  readonly map?: readonly (readonly [string, string])[];
  readonly explicit?: number;
  readonly noMapping?: number;
  readonly noAny?: number;
  readonly selfIssued?: boolean;
}

const subject = ({ policies, map = [], explicit, noMapping, noAny, selfIssued = false }: Recipe) => ({
  isSelfIssued: selfIssued,
  policies: {
    policies: policies === undefined ? undefined : new Set(policies),
    hasUnknownQualifier: false,
    mappings: new Map(map.map(([from, to]) => [from, new Set([to])])),
    requireExplicitPolicy: explicit,
    inhibitPolicyMapping: noMapping,
    inhibitAnyPolicy: noAny,
  } satisfies PolicyExtensions,
});
const isValid = (...path: readonly Recipe[]) => findPolicyFault(path.map(subject)) === undefined;
const [A, B] = ['1.2.1', '1.2.2'];

describe('findPolicyFault', () => {
  test('asks for no policy unless a certificate does', () => {
    assert.ok(isValid({}));
    assert.ok(isValid({}, {}, {}));
    assert.ok(isValid({ policies: [A] }, { policies: [B] }, {}));
  });

  test('asks for one that holds for the whole path when a CA requires it', () => {
    assert.ok(isValid({ explicit: 0, policies: [A] }, { policies: [A, B] }, { policies: [A] }));
    assert.equal(isValid({ explicit: 0, policies: [A] }, { policies: [A] }, { policies: [B] }), false);
    assert.equal(isValid({ explicit: 0, policies: [A] }, { policies: [A] }, {}), false);
    assert.equal(isValid({ explicit: 0 }, { policies: [A] }, { policies: [A] }), false);
  });

  test('asks for it only after as many certificates as the CA says', () => {
    assert.equal(isValid({ explicit: 1 }, {}, {}), false);
    assert.ok(isValid({ explicit: 3 }, {}, {}));
    assert.ok(isValid({ explicit: 2 }, { selfIssued: true }, {}));
    assert.equal(isValid({}, {}, { explicit: 0 }), false);
    assert.ok(isValid({}, {}, { explicit: 1 }));
    assert.ok(isValid({ policies: [A] }, { policies: [A] }, { policies: [A], explicit: 0 }));
  });

  test('takes anyPolicy for every policy', () => {
    assert.ok(
      isValid({ explicit: 0, policies: [ANY_POLICY] }, { policies: [A] }, { policies: [ANY_POLICY] }),
    );
    assert.ok(isValid({ explicit: 0, policies: [A] }, { policies: [ANY_POLICY] }, { policies: [A] }));
    assert.equal(
      isValid({ explicit: 0, policies: [A] }, { policies: [ANY_POLICY] }, { policies: [B] }),
      false,
    );
  });

  test('ends anyPolicy where a CA inhibits it, but for self-issued CA certificates', () => {
    assert.equal(
      isValid({ explicit: 0, noAny: 0, policies: [A] }, { policies: [ANY_POLICY] }, { policies: [A] }),
      false,
    );
    assert.ok(
      isValid(
        { explicit: 0, noAny: 0, policies: [A] },
        { policies: [ANY_POLICY], selfIssued: true },
        { policies: [A] },
      ),
    );
    assert.equal(
      isValid({ explicit: 0, noAny: 0, policies: [A] }, { policies: [ANY_POLICY], selfIssued: true }),
      false,
    );
    assert.ok(
      isValid({ explicit: 0, noAny: 1, policies: [A] }, { policies: [ANY_POLICY] }, { policies: [A] }),
    );
    assert.equal(
      isValid({ explicit: 0, noAny: 1, policies: [A] }, { policies: [A] }, { policies: [ANY_POLICY] }),
      false,
    );
  });

  test('follows mappings until a CA inhibits them', () => {
    const mapping = { policies: [A], map: [[A, B]] } as const;
    assert.ok(isValid({ explicit: 0, ...mapping }, { policies: [B] }));
    assert.equal(isValid({ explicit: 0, ...mapping }, { policies: [A] }), false);
    assert.ok(isValid({ explicit: 0, policies: [ANY_POLICY], map: [[A, B]] }, { policies: [B] }));
    assert.equal(isValid({ explicit: 0, noMapping: 0, policies: [A] }, mapping, { policies: [B] }), false);
    assert.equal(isValid({ explicit: 0, noMapping: 0, policies: [A] }, mapping, { policies: [A] }), false);
    assert.ok(isValid({ explicit: 0, noMapping: 1, policies: [A] }, mapping, { policies: [B] }));
  });

  test('refuses to map anyPolicy, from or to', () => {
    assert.match(
      findPolicyFault([{ map: [[ANY_POLICY, A]] }, {}].map((item) => subject(item as Recipe)))?.reason ?? '',
      /anyPolicy/,
    );
    assert.equal(isValid({ map: [[A, ANY_POLICY]] }, {}), false);
  });

  test('names the certificate at which the last policy was lost', () => {
    const path = [{ explicit: 0, policies: [A] }, { policies: [B] }, { policies: [B] }].map(subject);
    assert.equal(findPolicyFault(path)?.index, 1);
  });
});

describe('parsePolicyExtensions', () => {
  const parse = (oid: string, hex: string) =>
    parsePolicyExtensions((asked) => (asked === oid ? hexDecode(hex) : undefined));
  const policy = Buffer.from(derEncode(0x30, hexDecode('06022a01'))).toString('hex');

  test('reads all four', () => {
    assert.deepEqual(parse('2.5.29.32', `3006${policy}`).policies, new Set(['1.2.1']));
    const { mappings } = parse('2.5.29.33', '3014300806022a0106022a02300806022a0106022a03');
    assert.deepEqual(mappings, new Map([['1.2.1', new Set(['1.2.2', '1.2.3'])]]));
    const { requireExplicitPolicy, inhibitPolicyMapping } = parse('2.5.29.36', '3006800100810102');
    assert.deepEqual([requireExplicitPolicy, inhibitPolicyMapping], [0, 2]);
    assert.equal(parse('2.5.29.54', '020105').inhibitAnyPolicy, 5);
  });

  test('knows the two qualifiers of RFC 5280', () => {
    const withQualifier = (oid: string) =>
      derEncode(
        0x30,
        derEncode(
          0x30,
          hexDecode('06022a01'),
          derEncode(0x30, derEncode(0x30, hexDecode(oid), hexDecode('160161'))),
        ),
      );
    const isUnknown = (oid: string) =>
      parse('2.5.29.32', Buffer.from(withQualifier(oid)).toString('hex')).hasUnknownQualifier;
    assert.equal(isUnknown('06082b06010505070201'), false);
    assert.equal(isUnknown('06082b06010505070202'), false);
    assert.equal(isUnknown('06082b06010505070203'), true);
  });

  test('refuses empty, doubled and negative values', () => {
    const refused = [
      ['2.5.29.32', '3000'],
      ['2.5.29.32', `300c${policy}${policy}`],
      ['2.5.29.32', '3008300606022a013000'],
      ['2.5.29.32', '300b300906022a0130030c0161'],
      ['2.5.29.33', '3000'],
      ['2.5.29.33', '3006300406022a01'],
      ['2.5.29.36', '3000'],
      ['2.5.29.36', '30038001ff'],
      ['2.5.29.54', '0201ff'],
      ['2.5.29.54', '02010500'],
    ] as const;
    for (const [oid, hex] of refused)
      assert.throws(() => parse(oid, hex), { code: 'INPUT_INVALID' }, `${oid} ${hex}`);
  });
});
