import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareProbabilities, isProbability } from '../../../../src/core/feed/probability.ts';

describe('isProbability', () => {
  for (const text of [
    '0',
    '1',
    '0.0',
    '1.0',
    '1.00000',
    '0.00043',
    '0.97565',
    '1e-05',
    '9.99e-1',
    '4.2E-10',
  ]) {
    it(`accepts ${text}`, () => assert.equal(isProbability(text), true));
  }

  for (const text of [
    '',
    '.5',
    '0.',
    '1.1',
    '1.00001',
    '2',
    '10',
    '00.1',
    '-0.1',
    '+0.1',
    '0,1',
    ' 0.1',
    '0.1\n',
    '1e05',
    '1e+5',
    '5e0',
    '5e-0',
    '5e-00',
    '1e-100',
    '12e-5',
    'NaN',
    'Infinity',
    '0x1',
    '٠.١',
    `0.${'1'.repeat(41)}`,
  ]) {
    it(`rejects ${JSON.stringify(text.slice(0, 20))}`, () => assert.equal(isProbability(text), false));
  }
});

describe('compareProbabilities', () => {
  /** Each value in several spellings, ascending. */
  const ascending = [
    ['0', '0.0', '0e-5', '0.000e-99'],
    ['1e-99'],
    ['0.00001', '1e-05', '1E-5', '0.1e-4', '0.0000100'],
    ['0.00043', '4.3e-4'],
    ['0.1', '0.10', '1e-1'],
    ['0.15', '1.5e-1'],
    ['0.5'],
    ['0.97565'],
    ['0.975651'],
    ['9.99e-1', '0.999'],
    ['1', '1.0', '1.00000'],
  ] as const;

  it('orders by the exact value, whatever the spelling', () => {
    for (const [i, spellings] of ascending.entries()) {
      for (const [j, others] of ascending.entries()) {
        for (const a of spellings) {
          for (const b of others) assert.equal(compareProbabilities(a, b), Math.sign(i - j), `${a} and ${b}`);
        }
      }
    }
  });

  it('tells decimals apart that are one float', () => {
    assert.equal(compareProbabilities('0.10000000000000000000000001', '0.1'), 1);
  });
});
