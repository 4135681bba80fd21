/** What names the documents of operators: `stella-default@1.0.0`. */
import * as v from 'valibot';

/** What `name@version` is put together from: neither has an `@`, a slash or a space. */
export const documentNameShape = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/));

/** Usually SemVer; compared for equality only. */
export const documentVersionShape = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$/));
