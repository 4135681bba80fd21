/** The MacroVectors of CVSS v4.0: which one a vector falls into, what it scores, and which ones are a level below. */
import { MACROVECTOR_TENTHS } from './v4-table.ts';
import { type Metrics, metricValue } from './vector.ts';

/** The levels of EQ1 to EQ6, in this order. */
export type MacroVector = readonly [number, number, number, number, number, number];

/** The MacroVector that the effective metrics fall into (section 8.2, tables 24 to 29). */
export function macroVectorOf(metrics: Metrics): MacroVector {
  const is = (metric: string): boolean => {
    const [name = '', value] = metric.split(':');
    return metricValue(metrics, name) === value;
  };
  const unhindered = ['AV:N', 'PR:N', 'UI:N'].filter(is).length;
  const eq1 = unhindered === 3 ? 0 : unhindered > 0 && !is('AV:P') ? 1 : 2;
  const eq2 = is('AC:L') && is('AT:N') ? 0 : 1;
  const eq3 = is('VC:H') && is('VI:H') ? 0 : ['VC:H', 'VI:H', 'VA:H'].some(is) ? 1 : 2;
  const eq4 = ['SI:S', 'SA:S'].some(is) ? 0 : ['SC:H', 'SI:H', 'SA:H'].some(is) ? 1 : 2;
  const eq5 = is('E:A') ? 0 : is('E:P') ? 1 : 2;
  const eq6 = ['C', 'I', 'A'].some((impact) => is(`${impact}R:H`) && is(`V${impact}:H`)) ? 0 : 1;
  return [eq1, eq2, eq3, eq4, eq5, eq6];
}

/** The score of a MacroVector in tenths, or undefined where there is no such level. */
export function macroTenths([eq1, eq2, eq3, eq4, eq5, eq6]: MacroVector): number | undefined {
  if (eq4 > 2 || eq5 > 2 || eq6 > 1) return undefined;
  const row = MACROVECTOR_TENTHS.get(`${eq1}${eq2}${eq3}`);
  return eq3 === 2 ? row?.[eq4 * 3 + eq5] : row?.[eq4 * 6 + eq5 * 2 + eq6];
}

/**
 * For each equivalence set: its level, and the score of the MacroVector one level below in it (undefined where there
 * is none). EQ5 has a lower MacroVector but no distance to it, so it only counts.
 */
export function lowerScores(macro: MacroVector): readonly (readonly [string | null, number | undefined])[] {
  const [eq1, eq2, eq3, eq4, eq5, eq6] = macro;
  return [
    [`eq1=${eq1}`, macroTenths([eq1 + 1, eq2, eq3, eq4, eq5, eq6])],
    [`eq2=${eq2}`, macroTenths([eq1, eq2 + 1, eq3, eq4, eq5, eq6])],
    [`eq3=${eq3},eq6=${eq6}`, lowerEq3Eq6(macro)],
    [`eq4=${eq4}`, macroTenths([eq1, eq2, eq3, eq4 + 1, eq5, eq6])],
    [null, macroTenths([eq1, eq2, eq3, eq4, eq5 + 1, eq6])],
  ];
}

/**
 * From 00 there are two ways down, and the higher score counts; 10 goes to 11, 01 to 11, 11 to 21, and 21 is the
 * lowest.
 */
function lowerEq3Eq6([eq1, eq2, eq3, eq4, eq5, eq6]: MacroVector): number | undefined {
  const byEq3 = macroTenths([eq1, eq2, eq3 + 1, eq4, eq5, eq6]);
  const byEq6 = macroTenths([eq1, eq2, eq3, eq4, eq5, eq6 + 1]);
  if (eq6 === 1) return byEq3;
  return eq3 === 0 ? Math.max(byEq3 ?? 0, byEq6 ?? 0) : byEq6;
}
