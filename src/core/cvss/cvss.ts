/**
 * CVSS scores, recomputed from the vector: a number that a record prints beside its vector is never believed
 * (formats.md section 4). Arithmetic is exact, so every host gets the same tenths.
 */
import { type Decimal, tenthsOf } from './decimal.ts';
import {
  V2_ENVIRONMENTAL,
  V2_GRAMMAR,
  V2_TEMPORAL,
  v2BaseScore,
  v2EnvironmentalScore,
  v2TemporalScore,
} from './v2.ts';
import {
  V3_ENVIRONMENTAL,
  V3_TEMPORAL,
  type V3Edition,
  v3BaseScore,
  v3EnvironmentalScore,
  v3TemporalScore,
} from './v3.ts';
import { V4_GRAMMAR, v4BaseTenths, v4ScoreTenths } from './v4.ts';
import { V30 } from './v30.ts';
import { V31 } from './v31.ts';
import { invalid, isAnyDefined, parseVector } from './vector.ts';

/** What a vector says. Scores are in tenths: 98 is 9.8. */
export interface CvssScore {
  readonly version: '2.0' | '3.0' | '3.1' | '4.0';
  readonly vector: string;
  /** Of the base metrics alone (v4: CVSS-B). */
  readonly baseScoreTenths: number;
  /**
   * With everything that the vector defines. v2 and v3: the environmental score if an environmental metric is
   * defined, else the temporal score if a temporal one is, else the base score. v4: CVSS-BTE.
   */
  readonly overallScoreTenths: number;
  /**
   * What a finding goes by, `baseScore` in score.json. v2 and v3: the base score. v4: the overall score, since v4 has
   * one score over whatever the vector defines, and no base score that threat and environment leave as it is.
   */
  readonly scoreTenths: number;
}

/** The qualitative severity of a score, and that of a finding and a scan (formats.md section 4). */
export type SeverityBand = 'none' | 'low' | 'medium' | 'high' | 'critical';

/**
 * The scores of a CVSS vector: v2.0 (no prefix), `CVSS:3.0/…`, `CVSS:3.1/…` or `CVSS:4.0/…`.
 * @throws StellaError INPUT_INVALID for anything that the version's specification does not allow
 */
export function parseCvss(vector: string): CvssScore {
  if (vector.startsWith(V4_GRAMMAR.prefix)) return scoreV4(vector);
  if (vector.startsWith(V31.grammar.prefix)) return scoreV3(vector, '3.1', V31);
  if (vector.startsWith(V30.grammar.prefix)) return scoreV3(vector, '3.0', V30);
  if (vector.startsWith('CVSS:')) {
    throw invalid(vector, 'the versions known are 3.0, 3.1 and 4.0, and 2.0, whose vectors have no prefix');
  }
  return scoreV2(vector);
}

/** True for a vector that `parseCvss` accepts. */
export function isCvss(vector: string): boolean {
  try {
    parseCvss(vector);
    return true;
  } catch {
    return false;
  }
}

/**
 * The severity of a score in tenths, by the bands of CVSS v3.1 (section 5): 0.0, 0.1–3.9, 4.0–6.9, 7.0–8.9, 9.0–10.0.
 */
export function severityBand(scoreTenths: number): SeverityBand {
  if (scoreTenths >= 90) return 'critical';
  if (scoreTenths >= 70) return 'high';
  if (scoreTenths >= 40) return 'medium';
  return scoreTenths > 0 ? 'low' : 'none';
}

function scoreV2(vector: string): CvssScore {
  const metrics = parseVector(vector, V2_GRAMMAR);
  const base = v2BaseScore(metrics);
  const overall = isAnyDefined(metrics, V2_ENVIRONMENTAL, V2_GRAMMAR)
    ? v2EnvironmentalScore(metrics)
    : isAnyDefined(metrics, V2_TEMPORAL, V2_GRAMMAR)
      ? v2TemporalScore(metrics)
      : base;
  return result('2.0', vector, base, overall);
}

function scoreV3(vector: string, version: '3.0' | '3.1', edition: V3Edition): CvssScore {
  const metrics = parseVector(vector, edition.grammar);
  const base = v3BaseScore(metrics, edition);
  const overall = isAnyDefined(metrics, V3_ENVIRONMENTAL, edition.grammar)
    ? v3EnvironmentalScore(metrics, edition)
    : isAnyDefined(metrics, V3_TEMPORAL, edition.grammar)
      ? v3TemporalScore(metrics, edition)
      : base;
  return result(version, vector, base, overall);
}

function scoreV4(vector: string): CvssScore {
  const metrics = parseVector(vector, V4_GRAMMAR);
  const overallScoreTenths = v4ScoreTenths(metrics);
  return {
    version: '4.0',
    vector,
    baseScoreTenths: v4BaseTenths(metrics),
    overallScoreTenths,
    scoreTenths: overallScoreTenths,
  };
}

function result(version: '2.0' | '3.0' | '3.1', vector: string, base: Decimal, overall: Decimal): CvssScore {
  const baseScoreTenths = tenthsOf(base);
  const overallScoreTenths = tenthsOf(overall);
  return { version, vector, baseScoreTenths, overallScoreTenths, scoreTenths: baseScoreTenths };
}
