/**
 * CycloneDX VEX, 1.4 to 1.7: `vulnerabilities` with an `analysis`, in a document of its own or inside the SBOM that
 * is scanned (https://cyclonedx.org/capabilities/vex/).
 *
 * - `affects[].ref` is a package URL, a `bom-ref` of the same document, or a BOM-Link, which holds for the very
 *   document that it names. A `bom-ref` is looked up in the document: its component's package URL and SHA-256 count,
 *   and, where the document has a serial number that is also the scanned SBOM's, the `bom-ref` itself.
 * - A statement's time is `analysis.lastUpdated`, else `analysis.firstIssued`, else `metadata.timestamp`. 1.4 asks
 *   for none of them: without any, the statement is older than every dated one.
 * - A vulnerability without `analysis.state` says nothing.
 */
import * as v from 'valibot';
import type { Digest } from '../digest/sha256.ts';
import { StellaError } from '../errors.ts';
import { checkShape } from '../json/document.ts';
import type { JsonValue } from '../json/json-value.ts';
import { bomLinkOf } from '../sbom/cyclonedx/bom-link.ts';
import { isIdentified, type ProductIdentity, productIdentity } from './product-identity.ts';
import {
  joinReason,
  type VexProduct,
  type VexStatement,
  type VexStatus,
  type VexVersion,
} from './statement.ts';
import { parseVexTime, timeShape } from './time.ts';

const SPEC_VERSIONS: readonly string[] = ['1.4', '1.5', '1.6', '1.7'];
const BOM_LINK = /^urn:cdx:/i;

const NOTHING = productIdentity({});

const STATUS_OF_STATE = {
  resolved: 'fixed',
  resolved_with_pedigree: 'fixed',
  exploitable: 'affected',
  in_triage: 'under_investigation',
  false_positive: 'not_affected',
  not_affected: 'not_affected',
} as const satisfies Record<string, VexStatus>;

const versionShape = v.object({
  version: v.optional(v.string()),
  range: v.optional(v.string()),
  status: v.optional(v.picklist(['affected', 'unaffected', 'unknown'])),
});

const vulnerabilityShape = v.object({
  id: v.optional(v.string()),
  references: v.optional(v.array(v.object({ id: v.optional(v.string()) }))),
  analysis: v.optional(
    v.object({
      state: v.optional(v.picklist(Object.keys(STATUS_OF_STATE) as (keyof typeof STATUS_OF_STATE)[])),
      justification: v.optional(v.string()),
      detail: v.optional(v.string()),
      firstIssued: v.optional(timeShape),
      lastUpdated: v.optional(timeShape),
    }),
  ),
  affects: v.optional(v.array(v.object({ ref: v.string(), versions: v.optional(v.array(versionShape)) }))),
});

interface Component {
  readonly 'bom-ref'?: string | undefined;
  readonly purl?: string | undefined;
  readonly hashes?:
    | readonly { readonly alg?: string | undefined; readonly content?: string | undefined }[]
    | undefined;
  readonly components?: readonly Component[] | undefined;
}

const componentShape: v.GenericSchema<unknown, Component> = v.object({
  'bom-ref': v.optional(v.string()),
  purl: v.optional(v.string()),
  hashes: v.optional(v.array(v.object({ alg: v.optional(v.string()), content: v.optional(v.string()) }))),
  components: v.optional(v.array(v.lazy(() => componentShape))),
});

const documentShape = v.object({
  specVersion: v.string(),
  serialNumber: v.optional(v.string()),
  version: v.optional(v.number()),
  metadata: v.optional(v.object({ timestamp: v.optional(timeShape), component: v.optional(componentShape) })),
  components: v.optional(v.array(componentShape)),
  vulnerabilities: v.array(vulnerabilityShape),
});

type Vulnerability = v.InferOutput<typeof vulnerabilityShape>;
type Affects = NonNullable<Vulnerability['affects']>[number];

/**
 * The statements of a CycloneDX document of its own.
 * @throws StellaError UNSUPPORTED_VERSION for a specVersion without VEX, INPUT_INVALID with the place
 */
export function parseCycloneDxVex(value: JsonValue, document: Digest, what: string): VexStatement[] {
  const {
    specVersion,
    serialNumber,
    version,
    metadata,
    components = [],
    vulnerabilities,
  } = checkShape(documentShape, value, what, 'INPUT_INVALID');
  if (!SPEC_VERSIONS.includes(specVersion)) throw unsupportedVersion(specVersion.slice(0, 40), what);
  const roots = [metadata?.component ?? {}, ...components];
  const byRef = componentsByRef(roots);
  const bomLink = bomLinkOf(serialNumber, version);
  return statementsOf(vulnerabilities, document, metadata?.timestamp, (ref) =>
    identityOf(ref, byRef.get(ref), bomLink),
  );
}

/** @param component that has the ref in the document, null where several have it, undefined where none does */
function identityOf(
  ref: string,
  component: Component | null | undefined,
  bomLink: string | null,
): ProductIdentity {
  if (component === undefined) return productIdentity({ purls: [ref] });
  const sha256 = (component?.hashes ?? [])
    .filter(({ alg }) => alg === 'SHA-256')
    .map(({ content }) => content);
  return productIdentity({
    // Many tools take the package URL for the bom-ref.
    purls: component === null ? [] : [component.purl ?? ref],
    sha256,
    bomLinks: bomLink === null ? [] : [`${bomLink}#${encodeURIComponent(ref)}`],
  });
}

/**
 * The statements inside an SBOM about its own components.
 * @param vulnerabilities as the JSON format has them (`SbomDocument.vulnerabilities`)
 * @param sbom digest of the SBOM's bytes
 * @throws StellaError INPUT_INVALID with the place
 */
export function parseSbomVex(vulnerabilities: readonly unknown[] | null, sbom: Digest): VexStatement[] {
  const checked = checkShape(
    v.array(vulnerabilityShape),
    vulnerabilities ?? [],
    "the SBOM's vulnerabilities",
    'INPUT_INVALID',
  );
  return statementsOf(checked, sbom, undefined, (ref) => productIdentity({ bomRefs: [ref], purls: [ref] }));
}

function statementsOf(
  vulnerabilities: readonly Vulnerability[],
  document: Digest,
  documentTime: string | undefined,
  resolveRef: (ref: string) => ProductIdentity,
): VexStatement[] {
  return vulnerabilities.flatMap(({ id, references = [], analysis, affects = [] }, i) => {
    if (analysis?.state === undefined) return [];
    const products = affects.map((affected) => productOf(affected, resolveRef));
    return [
      {
        vulnerabilities: [id, ...references.map((reference) => reference.id)].filter(
          (known) => known !== undefined,
        ),
        products,
        unrecognised: affects.flatMap(({ ref }, at) =>
          isIdentified(products[at]?.product ?? NOTHING) ? [] : [ref],
        ),
        status: STATUS_OF_STATE[analysis.state],
        reason: joinReason([analysis.justification, analysis.detail], analysis.state),
        timestampMs: parseVexTime(analysis.lastUpdated ?? analysis.firstIssued ?? documentTime),
        document,
        ref: `${document}#/vulnerabilities/${i}`,
      },
    ];
  });
}

function productOf(
  { ref, versions = [] }: Affects,
  resolveRef: (ref: string) => ProductIdentity,
): VexProduct {
  const narrowedTo = versions.flatMap(versionOf);
  return {
    product: BOM_LINK.test(ref) ? productIdentity({ bomLinks: [ref] }) : resolveRef(ref),
    within: null,
    versions: narrowedTo.length === 0 ? null : narrowedTo,
  };
}

function versionOf({ version, range, status }: v.InferOutput<typeof versionShape>): VexVersion[] {
  const isAffected = status === undefined ? null : status !== 'unaffected';
  return [version, range].filter((text) => text !== undefined).map((text) => ({ text, isAffected }));
}

/** Components at any depth by `bom-ref`; null where one stands for two package URLs, and so names neither. */
function componentsByRef(roots: readonly Component[]): ReadonlyMap<string, Component | null> {
  const byRef = new Map<string, Component | null>();
  const pending = [...roots];
  for (let component = pending.pop(); component !== undefined; component = pending.pop()) {
    const { 'bom-ref': ref, purl, components = [] } = component;
    if (ref !== undefined) {
      const known = byRef.get(ref);
      byRef.set(ref, known === undefined || known?.purl === purl ? component : null);
    }
    for (const part of components) pending.push(part);
  }
  return byRef;
}

function unsupportedVersion(received: string, what: string): StellaError {
  const expected = SPEC_VERSIONS.join(', ');
  return new StellaError(
    'UNSUPPORTED_VERSION',
    `${what} has the specVersion ${JSON.stringify(received)}, this program reads VEX of CycloneDX ${expected}`,
    { details: { expected, actual: received } },
  );
}
