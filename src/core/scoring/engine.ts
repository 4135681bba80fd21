/**
 * What this program computes a score with. The version is that of the meaning (scoring.md), not of the package: it
 * changes when the same manifest would give another score.
 */

export const ENGINE_NAME = 'stella-score';
export const ENGINE_VERSION = '1';
