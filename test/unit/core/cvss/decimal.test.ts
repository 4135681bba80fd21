import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Decimal,
  decimal,
  minus,
  plus,
  power,
  roundHalfUp,
  roundUp,
  smaller,
  tenthsOf,
  times,
} from '../../../../src/core/cvss/decimal.ts';

function text({ units, scale }: Decimal): string {
  const sign = units < 0n ? '-' : '';
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return scale === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-scale)}`;
}

describe('exact decimals', () => {
  it('adds, subtracts and multiplies without binary noise', () => {
    assert.equal(text(plus(decimal('0.1'), decimal('0.2'))), '0.3');
    assert.equal(text(minus(decimal('1'), decimal('0.275'))), '0.725');
    assert.equal(text(times(decimal('8.22'), decimal('0.85'), decimal('0.77'))), '5.379990');
    assert.equal(text(minus(decimal('0.5'), decimal('1.5'))), '-1.0');
  });

  it('raises to a power, also below zero', () => {
    assert.equal(text(power(decimal('0.2'), 3)), '0.008');
    assert.equal(text(power(decimal('-0.02'), 3)), '-0.000008');
  });

  it('tells the smaller of two numbers of unlike scale', () => {
    assert.equal(text(smaller(decimal('10'), decimal('9.99'))), '9.99');
    assert.equal(text(smaller(decimal('10'), decimal('10.01'))), '10');
    assert.equal(text(smaller(decimal('-1'), decimal('0'))), '-1');
  });

  it('rounds halves away from zero', () => {
    for (const [value, rounded] of [
      ['9.15', '9.2'],
      ['9.14999', '9.1'],
      ['-0.15', '-0.2'],
      ['-0.14', '-0.1'],
      ['0.04', '0.0'],
      ['7', '7'],
    ] as const)
      assert.equal(text(roundHalfUp(decimal(value), 1)), rounded);
  });

  it('rounds up only where something is above', () => {
    for (const [value, rounded] of [
      ['4.02', '4.1'],
      ['4.00', '4.0'],
      ['9.2000000', '9.2'],
      ['9.2000001', '9.3'],
      ['-0.11', '-0.1'],
      ['0', '0'],
    ] as const)
      assert.equal(text(roundUp(decimal(value), 1)), rounded);
  });

  it('gives tenths, and none below zero', () => {
    assert.equal(tenthsOf(decimal('9.8')), 98);
    assert.equal(tenthsOf(decimal('10')), 100);
    assert.equal(tenthsOf(decimal('-0.2')), 0);
  });
});
