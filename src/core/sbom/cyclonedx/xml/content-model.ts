/**
 * What may stand in an element, as an automaton over element names (Glushkov's construction): a state is the particle
 * that was matched last, its transitions lead to the particles that may follow. XML Schema demands that a name
 * never leaves a choice between two particles ("unique particle attribution"), so the automaton is deterministic.
 */
import type { Particle, TypeRef } from './grammar.ts';

export interface ContentState {
  /** True when the element may end here. */
  accepts: boolean;
  readonly elements: Map<string, Transition>;
  /** Where an element of another namespace leads, or null where none is allowed. */
  anyOther: ContentState | null;
}

export interface Transition {
  readonly type: TypeRef;
  readonly mayBeEmpty: boolean;
  readonly next: ContentState;
}

type Leaf = Extract<Particle, { element: string } | { anyOther: true }>;

/** One place in the content model where an element is named, with the state after it. */
interface Position {
  readonly leaf: Leaf;
  readonly state: ContentState;
}

/** The positions that a part of the model can begin and end with, and whether it can match nothing. */
interface Part {
  readonly first: readonly Position[];
  readonly last: readonly Position[];
  readonly nullable: boolean;
}

/** The state before the first child element. */
export function compileContent(content: Particle): ContentState {
  const start = newState();
  const part = build(content);
  connect([{ state: start }], part.first);
  start.accepts = part.nullable;
  for (const { state } of part.last) state.accepts = true;
  return start;
}

function newState(): ContentState {
  return { accepts: false, elements: new Map(), anyOther: null };
}

function build(particle: Particle): Part {
  const once = buildOnce(particle);
  if (particle.max === 'unbounded') connect(once.last, once.first);
  return particle.min === 0 ? { ...once, nullable: true } : once;
}

function buildOnce(particle: Particle): Part {
  if ('sequence' in particle) return particle.sequence.map(build).reduce(concatenate, NOTHING);
  if ('choice' in particle) return particle.choice.map(build).reduce(alternate);
  const position = { leaf: particle, state: newState() };
  return { first: [position], last: [position], nullable: false };
}

const NOTHING: Part = { first: [], last: [], nullable: true };

function concatenate(a: Part, b: Part): Part {
  connect(a.last, b.first);
  return {
    first: a.nullable ? [...a.first, ...b.first] : a.first,
    last: b.nullable ? [...a.last, ...b.last] : b.last,
    nullable: a.nullable && b.nullable,
  };
}

function alternate(a: Part, b: Part): Part {
  return {
    first: [...a.first, ...b.first],
    last: [...a.last, ...b.last],
    nullable: a.nullable || b.nullable,
  };
}

function connect(from: readonly Pick<Position, 'state'>[], to: readonly Position[]): void {
  for (const { state } of from) {
    for (const { leaf, state: next } of to) {
      if ('anyOther' in leaf) state.anyOther = next;
      else state.elements.set(leaf.element, { type: leaf.type, mayBeEmpty: leaf.mayBeEmpty === true, next });
    }
  }
}
