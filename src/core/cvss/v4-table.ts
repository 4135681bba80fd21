/**
 * The tables of CVSS v4.0 (specification document 1.2, section 8; the same numbers are in FIRST's calculator): facts,
 * not code. EQ1 to EQ6 are the equivalence sets; EQ3 and EQ6 are always looked at together.
 */

/**
 * Scores of the 270 MacroVectors, in tenths. The key is EQ1, EQ2, EQ3; a row runs over EQ4 0 to 2, in it over EQ5 0
 * to 2, in it over EQ6 0 to 1. With EQ3 2 no impact is high, so EQ6 can only be 1.
 */
export const MACROVECTOR_TENTHS: ReadonlyMap<string, readonly number[]> = new Map([
  ['000', [100, 99, 98, 95, 95, 92, 100, 96, 93, 87, 91, 81, 93, 90, 89, 80, 81, 68]],
  ['001', [98, 95, 95, 92, 90, 84, 93, 92, 89, 81, 81, 65, 88, 80, 78, 70, 69, 48]],
  ['002', [92, 82, 72, 79, 69, 50, 69, 55, 27]],
  ['010', [99, 97, 95, 92, 92, 85, 95, 91, 90, 83, 84, 71, 92, 81, 82, 71, 72, 53]],
  ['011', [95, 93, 92, 85, 85, 73, 92, 82, 80, 72, 70, 59, 84, 70, 71, 52, 50, 30]],
  ['012', [86, 75, 52, 71, 52, 29, 63, 29, 17]],
  ['100', [98, 95, 94, 87, 91, 81, 94, 89, 86, 74, 77, 64, 87, 75, 74, 63, 63, 49]],
  ['101', [94, 89, 88, 77, 76, 67, 86, 76, 74, 58, 59, 50, 72, 57, 57, 52, 52, 25]],
  ['102', [83, 70, 54, 65, 58, 26, 53, 21, 13]],
  ['110', [95, 90, 88, 76, 76, 70, 90, 77, 75, 62, 61, 53, 77, 66, 68, 59, 52, 30]],
  ['111', [89, 78, 76, 67, 62, 58, 74, 59, 57, 57, 47, 23, 61, 52, 57, 29, 24, 16]],
  ['112', [71, 59, 30, 58, 26, 15, 23, 13, 6]],
  ['200', [93, 87, 86, 72, 75, 58, 86, 74, 74, 61, 56, 34, 70, 54, 52, 40, 40, 22]],
  ['201', [85, 75, 74, 55, 62, 51, 72, 57, 55, 41, 46, 19, 53, 36, 34, 19, 19, 8]],
  ['202', [64, 51, 20, 47, 21, 11, 24, 9, 4]],
  ['210', [88, 75, 73, 53, 60, 50, 73, 55, 59, 40, 41, 20, 54, 43, 45, 22, 20, 11]],
  ['211', [75, 55, 58, 45, 40, 21, 61, 51, 48, 18, 20, 9, 46, 18, 17, 7, 8, 2]],
  ['212', [53, 24, 14, 24, 12, 5, 10, 3, 1]],
]);

/** The levels of a metric from the most to the least severe: a step between two is one unit of severity distance. */
export const SEVERITY_LEVELS: ReadonlyMap<string, string> = new Map([
  ['AV', 'NALP'],
  ['PR', 'NLH'],
  ['UI', 'NPA'],
  ['AC', 'LH'],
  ['AT', 'NP'],
  ['VC', 'HLN'],
  ['VI', 'HLN'],
  ['VA', 'HLN'],
  ['SC', 'SHLN'],
  ['SI', 'SHLN'],
  ['SA', 'SHLN'],
  ['CR', 'HML'],
  ['IR', 'HML'],
  ['AR', 'HML'],
]);

/** A level of an equivalence set: the metrics of its highest severity vectors, and its depth in steps. */
export interface EquivalenceLevel {
  readonly highest: readonly string[];
  readonly depth: number;
}

/** EQ1, EQ2 and EQ4 by their level, EQ3 and EQ6 by both of theirs. EQ5 has no distance inside a level. */
export const EQUIVALENCE_LEVELS: ReadonlyMap<string, EquivalenceLevel> = new Map([
  ['eq1=0', { highest: ['AV:N/PR:N/UI:N'], depth: 1 }],
  ['eq1=1', { highest: ['AV:A/PR:N/UI:N', 'AV:N/PR:L/UI:N', 'AV:N/PR:N/UI:P'], depth: 4 }],
  ['eq1=2', { highest: ['AV:P/PR:N/UI:N', 'AV:A/PR:L/UI:P'], depth: 5 }],
  ['eq2=0', { highest: ['AC:L/AT:N'], depth: 1 }],
  ['eq2=1', { highest: ['AC:H/AT:N', 'AC:L/AT:P'], depth: 2 }],
  ['eq3=0,eq6=0', { highest: ['VC:H/VI:H/VA:H/CR:H/IR:H/AR:H'], depth: 7 }],
  ['eq3=0,eq6=1', { highest: ['VC:H/VI:H/VA:L/CR:M/IR:M/AR:H', 'VC:H/VI:H/VA:H/CR:M/IR:M/AR:M'], depth: 6 }],
  ['eq3=1,eq6=0', { highest: ['VC:L/VI:H/VA:H/CR:H/IR:H/AR:H', 'VC:H/VI:L/VA:H/CR:H/IR:H/AR:H'], depth: 8 }],
  [
    'eq3=1,eq6=1',
    {
      highest: [
        'VC:L/VI:H/VA:L/CR:H/IR:M/AR:H',
        'VC:L/VI:H/VA:H/CR:H/IR:M/AR:M',
        'VC:H/VI:L/VA:H/CR:M/IR:H/AR:M',
        'VC:H/VI:L/VA:L/CR:M/IR:H/AR:H',
        'VC:L/VI:L/VA:H/CR:H/IR:H/AR:M',
      ],
      depth: 8,
    },
  ],
  ['eq3=2,eq6=1', { highest: ['VC:L/VI:L/VA:L/CR:H/IR:H/AR:H'], depth: 10 }],
  ['eq4=0', { highest: ['SC:H/SI:S/SA:S'], depth: 6 }],
  ['eq4=1', { highest: ['SC:H/SI:H/SA:H'], depth: 5 }],
  ['eq4=2', { highest: ['SC:L/SI:L/SA:L'], depth: 4 }],
]);
