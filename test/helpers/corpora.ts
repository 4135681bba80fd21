/** Where others' test data lies, when it lies beside the project. Tests over it skip visibly where it does not. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const shared = new URL('../../../shared/', import.meta.url);

/** Path of a file or folder below `../shared/corpora`. */
export function corpusPath(relativePath: string): string {
  return fileURLToPath(new URL(`corpora/${relativePath}`, shared));
}

/** `false` when the corpus is there, else the reason to give to `skip`. */
export function corpusSkip(relativePath: string): string | false {
  return existsSync(corpusPath(relativePath))
    ? false
    : `no ../shared/corpora/${relativePath} beside the project`;
}
