/** Hackage, as Cabal's `Version`: numbers between points, ordered as the lists that they are. */
import { defineNumberList } from './number-list.ts';

export const hackage = defineNumberList('hackage', /\./);
