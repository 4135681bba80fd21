/**
 * What the registered purl types demand of their components: a rule a type, from the type definitions of the purl
 * specification (types/*-definition.json). A type that is not here has no rules.
 *
 * Left out on purpose: golang's "must be lowercased". Go module paths are case-sensitive
 * (`github.com/BurntSushi/toml`), advisories and SBOM generators write them so, and a lowercased path would find no
 * advisory.
 */

/** The components, decoded. */
export interface PurlComponents {
  readonly type: string;
  readonly namespace: string | null;
  readonly name: string;
  readonly version: string | null;
  readonly qualifiers: Readonly<Record<string, string>>;
  readonly subpath: string | null;
}

interface TypeRule {
  readonly namespace?: 'required' | 'prohibited';
  /** Components that are not case-sensitive, and lowercase in the canonical form. */
  readonly lowercase?: readonly ('namespace' | 'name')[];
  /** Anything else that the canonical form changes. */
  readonly normalize?: (purl: PurlComponents) => PurlComponents;
  /** Why the components are not valid for the type, or undefined. */
  readonly fault?: (purl: PurlComponents) => string | undefined;
}

const BOTH = ['namespace', 'name'] as const;
const NO_NAMESPACE: TypeRule = { namespace: 'prohibited' };
const LOWERCASE_BOTH: TypeRule = { lowercase: BOTH };
const LOWERCASE_NAMESPACE: TypeRule = { lowercase: ['namespace'] };
const LOWERCASE_NAME_ONLY: TypeRule = { namespace: 'prohibited', lowercase: ['name'] };

const GIT_COMMIT = /^[0-9A-Fa-f]{40}$/;

const RULES: ReadonlyMap<string, TypeRule> = new Map<string, TypeRule>([
  ['alpm', LOWERCASE_BOTH],
  ['apk', LOWERCASE_BOTH],
  ['bitbucket', LOWERCASE_BOTH],
  ['bitnami', LOWERCASE_NAME_ONLY],
  ['cargo', NO_NAMESPACE],
  ['chrome-extension', LOWERCASE_NAME_ONLY],
  ['cocoapods', NO_NAMESPACE],
  ['composer', LOWERCASE_BOTH],
  ['conda', NO_NAMESPACE],
  ['cpan', { namespace: 'required', fault: moduleNameFault }],
  ['cran', NO_NAMESPACE],
  ['deb', LOWERCASE_BOTH],
  ['gem', NO_NAMESPACE],
  ['github', LOWERCASE_BOTH],
  ['hackage', NO_NAMESPACE],
  ['hex', LOWERCASE_BOTH],
  ['huggingface', { normalize: lowercaseCommit }],
  ['julia', { namespace: 'prohibited', fault: missingUuidFault }],
  ['luarocks', LOWERCASE_BOTH],
  ['maven', { namespace: 'required' }],
  ['mlflow', { namespace: 'prohibited', normalize: lowercaseOnDatabricks }],
  ['npm', LOWERCASE_BOTH],
  ['nuget', NO_NAMESPACE],
  ['oci', LOWERCASE_NAME_ONLY],
  ['opam', NO_NAMESPACE],
  ['otp', LOWERCASE_NAME_ONLY],
  ['pub', { ...LOWERCASE_NAME_ONLY, normalize: (purl) => named(purl, purl.name.replaceAll('-', '_')) }],
  ['pypi', { ...LOWERCASE_NAME_ONLY, normalize: (purl) => named(purl, purl.name.replace(/[-_.]+/g, '-')) }],
  ['qpkg', LOWERCASE_NAMESPACE],
  ['rpm', LOWERCASE_NAMESPACE],
  ['swift', { namespace: 'required' }],
  ['vscode-extension', { namespace: 'required', lowercase: BOTH }],
  ['yocto', LOWERCASE_NAMESPACE],
]);

/** The components as the canonical form of their type has them. The type itself is already lowercase. */
export function normalizeForType(purl: PurlComponents): PurlComponents {
  const rule = RULES.get(purl.type);
  if (rule === undefined) return purl;
  const lowercase = rule.lowercase ?? [];
  const lowered = {
    ...purl,
    namespace: lowercase.includes('namespace') ? (purl.namespace?.toLowerCase() ?? null) : purl.namespace,
    name: lowercase.includes('name') ? purl.name.toLowerCase() : purl.name,
  };
  return rule.normalize?.(lowered) ?? lowered;
}

/** Why the components are not valid for their type, or undefined where they are. */
export function typeFault(purl: PurlComponents): string | undefined {
  const rule = RULES.get(purl.type);
  if (rule?.namespace === 'required' && purl.namespace === null) return `${purl.type} requires a namespace`;
  if (rule?.namespace === 'prohibited' && purl.namespace !== null) return `${purl.type} has no namespace`;
  return rule?.fault?.(purl);
}

function named(purl: PurlComponents, name: string): PurlComponents {
  return { ...purl, name };
}

function lowercaseCommit(purl: PurlComponents): PurlComponents {
  const isCommit = purl.version !== null && GIT_COMMIT.test(purl.version);
  return isCommit ? { ...purl, version: purl.version.toLowerCase() } : purl;
}

/** Model names are case-insensitive on Databricks and case-sensitive on Azure ML. */
function lowercaseOnDatabricks(purl: PurlComponents): PurlComponents {
  const isDatabricks = purl.qualifiers['repository_url']?.includes('databricks') ?? false;
  return isDatabricks ? named(purl, purl.name.toLowerCase()) : purl;
}

function moduleNameFault(purl: PurlComponents): string | undefined {
  return purl.name.includes('::') ? 'the name of a cpan distribution has no ::' : undefined;
}

function missingUuidFault(purl: PurlComponents): string | undefined {
  return purl.qualifiers['uuid'] === undefined ? 'julia requires the qualifier uuid' : undefined;
}
