/** The command lines in a page of the documentation: its blocks marked `sh`, in their order. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './run-stella.ts';

export interface DocBlock {
  /** Where it begins, counted from 1. */
  readonly line: number;
  readonly script: string;
}

/** @param page below the project's folder */
export function docBlocks(page: string): DocBlock[] {
  const text = readFileSync(join(projectRoot, page), 'utf8');
  return [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(({ index, 1: script = '' }) => ({
    line: text.slice(0, index).split('\n').length,
    script,
  }));
}
