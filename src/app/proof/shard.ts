/** A part of a list, for one of several machines: every n-th bundle, so that long and short runs of large ones even out. */
import { limit } from '../../core/limits.ts';

export interface Shard {
  /** From 1 to `count`. */
  readonly index: number;
  readonly count: number;
}

export const WHOLE: Shard = { index: 1, count: 1 };

const SHARDS_MAX = limit('shards');

/** `2/8` is the second of eight; null for what is no shard. */
export function parseShard(text: string): Shard | null {
  const [, index, count] = /^(\d{1,7})\/(\d{1,7})$/.exec(text)?.map(Number) ?? [];
  if (index === undefined || count === undefined || index < 1 || index > count || count > SHARDS_MAX)
    return null;
  return { index, count };
}

export function formatShard({ index, count }: Shard): string {
  return `${index}/${count}`;
}

/** True when the shard has the item at this position, counted from 0. */
export function isInShard(position: number, { index, count }: Shard): boolean {
  return position % count === index - 1;
}
