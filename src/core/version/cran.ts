/** CRAN and Bioconductor, as R's `numeric_version`: numbers between points and hyphens, which mean the same. */
import { defineNumberList } from './number-list.ts';

export const cran = defineNumberList('cran', /[.-]/);
