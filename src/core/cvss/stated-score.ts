/**
 * Scores that a document states itself: a number beside a CVSS vector, or in a vector's place. None is ever believed
 * (formats.md section 4); they are found so that one that differs from its vector can be reported. Every publisher has
 * them elsewhere and under another name (`cvss.score`, `baseScore`, `cvss_v3.base_score`), so all of a part of a
 * document is searched.
 */
import { type JsonObject, type JsonValue, textOf } from '../json/json-value.ts';
import { limit } from '../limits.ts';
import type { CvssScore } from './cvss.ts';

/** A number, a vector, or a number beside its vector. */
export interface StatedScore {
  /** As printed, or null. */
  readonly score: string | null;
  /** The vector in the same object, or null. */
  readonly vector: string | null;
  /** RFC 6901. */
  readonly pointer: string;
}

/** Deeper, and further in one list, no publisher states a score; whoever writes megabytes there must not be read for long. */
const MAX_DEPTH = limit('statedScoreDepth');
const MAX_MEMBERS = limit('statedScoreMembers');

const SCORE_NAME = /^(?:cvss)?(?:v?[234]\d?)?(?:base)?score$|^cvss(?:v?[234]\d?)?$/;
const BARE_SCORE = 'score';
const ABOUT_CVSS = /cvss|severity|rating/;
/** What means to be a vector, right or wrong; v2 has no prefix. */
const VECTOR = /^CVSS:\d|^(?:[A-Za-z]{1,3}:[A-Z]{1,3}\/){5,13}[A-Za-z]{1,3}:[A-Z]{1,3}$/;
const DECIMAL = /^\d{1,2}(?:\.\d{1,3})?$/;

/**
 * Every stated score below `value`.
 * @param pointer of `value` in its document; a member called `score` counts where the pointer is about severity or a
 * vector stands beside it
 */
export function statedScores(value: JsonValue | undefined, pointer: string): StatedScore[] {
  const found: StatedScore[] = [];
  search(value, pointer, 0, found);
  return found;
}

/** True when the number is one that the vector gives: its base score, or the score over everything that it defines. */
export function isScoreOf(stated: string, { baseScoreTenths, overallScoreTenths }: CvssScore): boolean {
  return Number(stated) === baseScoreTenths / 10 || Number(stated) === overallScoreTenths / 10;
}

function search(value: JsonValue | undefined, pointer: string, depth: number, found: StatedScore[]): void {
  if (!isContainer(value) || depth > MAX_DEPTH) return;
  const names = Object.keys(value);
  if (names.length > MAX_MEMBERS) names.length = MAX_MEMBERS;
  if (!Array.isArray(value)) addScores(value as JsonObject, names, pointer, found);
  for (const name of names) {
    const member = (value as JsonObject)[name];
    if (isContainer(member)) search(member, `${pointer}/${pointerStep(name)}`, depth + 1, found);
  }
}

function isContainer(value: JsonValue | undefined): value is JsonObject | readonly JsonValue[] {
  return typeof value === 'object' && value !== null;
}

function addScores(
  object: JsonObject,
  names: readonly string[],
  pointer: string,
  found: StatedScore[],
): void {
  const vectorName = names.find((name) => isVectorText(object[name]));
  const numberNames = names.filter((name) => isDecimal(object[name]));
  if (vectorName === undefined && numberNames.length === 0) return;
  const vector = vectorName === undefined ? null : textOf(object[vectorName] as JsonValue);
  const isAboutCvss = vector !== null || ABOUT_CVSS.test(pointer.toLowerCase());
  const scoreNames = numberNames.filter((name) => isScoreName(name, isAboutCvss));
  for (const name of scoreNames)
    found.push({
      score: textOf(object[name] as JsonValue),
      vector,
      pointer: `${pointer}/${pointerStep(name)}`,
    });
  if (vectorName !== undefined && scoreNames.length === 0)
    found.push({ score: null, vector, pointer: `${pointer}/${pointerStep(vectorName)}` });
}

function isDecimal(value: JsonValue | undefined): boolean {
  return (typeof value === 'number' || typeof value === 'string') && DECIMAL.test(String(value));
}

function isScoreName(name: string, isAboutCvss: boolean): boolean {
  const plain = name.toLowerCase().replaceAll(/[_-]/g, '');
  return plain === BARE_SCORE ? isAboutCvss : SCORE_NAME.test(plain);
}

function isVectorText(value: JsonValue | undefined): boolean {
  return typeof value === 'string' && VECTOR.test(value);
}

function pointerStep(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
