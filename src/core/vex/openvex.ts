/**
 * OpenVEX (https://github.com/openvex/spec), 0.0.x and 0.2.0. The old form has a text where the new has an object: a
 * vulnerability's id, a product's identifier, and subcomponents beside the products.
 *
 * A statement's time is its `last_updated`, else its `timestamp`, else the document's `timestamp`: when these words
 * were said last.
 */
import * as v from 'valibot';
import type { Digest } from '../digest/sha256.ts';
import { StellaError } from '../errors.ts';
import { checkShape } from '../json/document.ts';
import type { JsonValue } from '../json/json-value.ts';
import { isIdentified, type ProductIdentity, productIdentity } from './product-identity.ts';
import { joinReason, type VexProduct, type VexStatement } from './statement.ts';
import { parseVexTime, timeShape } from './time.ts';

export const OPENVEX_CONTEXT = 'https://openvex.dev/ns';

const SUPPORTED_CONTEXT = /^https:\/\/openvex\.dev\/ns(?:\/v0\.[0-2]\.[0-9]{1,3})?\/?$/;

const identifiedEntries = {
  '@id': v.optional(v.string()),
  identifiers: v.optional(v.object({ purl: v.optional(v.string()) })),
  hashes: v.optional(v.object({ 'sha-256': v.optional(v.string()) })),
};

const componentShape = v.union([v.string(), v.object(identifiedEntries)]);

const productShape = v.union([
  v.string(),
  v.object({ ...identifiedEntries, subcomponents: v.optional(v.array(componentShape)) }),
]);

const statementShape = v.pipe(
  v.object({
    vulnerability: v.union([
      v.string(),
      v.object({
        '@id': v.optional(v.string()),
        name: v.string(),
        aliases: v.optional(v.array(v.string())),
      }),
    ]),
    products: v.optional(v.array(productShape)),
    subcomponents: v.optional(v.array(componentShape)),
    status: v.picklist(['not_affected', 'affected', 'fixed', 'under_investigation']),
    justification: v.optional(v.string()),
    impact_statement: v.optional(v.string()),
    status_notes: v.optional(v.string()),
    timestamp: v.optional(timeShape),
    last_updated: v.optional(timeShape),
  }),
  v.check(
    ({ status, justification, impact_statement }) =>
      status !== 'not_affected' || justification !== undefined || impact_statement !== undefined,
    'expected a justification or an impact_statement for not_affected',
  ),
);

const documentShape = v.object({
  '@context': v.string(),
  timestamp: timeShape,
  statements: v.array(statementShape),
});

type Statement = v.InferOutput<typeof statementShape>;
type Component = v.InferOutput<typeof componentShape>;

/**
 * The statements of an OpenVEX document.
 * @throws StellaError UNSUPPORTED_VERSION for another version of OpenVEX, INPUT_INVALID with the place
 */
export function parseOpenVex(value: JsonValue, document: Digest, what: string): VexStatement[] {
  const { '@context': context, ...rest } = checkShape(documentShape, value, what, 'INPUT_INVALID');
  if (!SUPPORTED_CONTEXT.test(context)) {
    throw new StellaError(
      'UNSUPPORTED_VERSION',
      `${what} has the @context ${JSON.stringify(context.slice(0, 100))}, this program reads OpenVEX 0.0 and 0.2`,
      { details: { expected: `${OPENVEX_CONTEXT}/v0.2.0`, actual: context.slice(0, 100) } },
    );
  }
  return rest.statements.map((statement, i) => ({
    vulnerabilities: vulnerabilityIds(statement.vulnerability),
    products: productsOf(statement),
    unrecognised: (statement.products ?? []).filter((each) => !isIdentified(identityOf(each))).map(nameOf),
    status: statement.status,
    reason: joinReason(
      [statement.justification, statement.impact_statement ?? statement.status_notes],
      statement.status,
    ),
    timestampMs: parseVexTime(statement.last_updated ?? statement.timestamp ?? rest.timestamp),
    document,
    ref: `${document}#/statements/${i}`,
  }));
}

function vulnerabilityIds(vulnerability: Statement['vulnerability']): string[] {
  if (typeof vulnerability === 'string') return [vulnerability];
  const { '@id': id = vulnerability.name, name, aliases = [] } = vulnerability;
  return [...new Set([name, id, ...aliases])];
}

function productsOf({ products = [], subcomponents = [] }: Statement): VexProduct[] {
  return products.flatMap((entry): VexProduct[] => {
    const product = identityOf(entry);
    const own = typeof entry === 'string' ? [] : (entry.subcomponents ?? []);
    const parts = [...own, ...subcomponents];
    if (parts.length === 0) return [{ product, within: null, versions: null }];
    return parts.map((part) => ({ product: identityOf(part), within: product, versions: null }));
  });
}

function nameOf(entry: Component): string {
  return typeof entry === 'string'
    ? entry
    : (entry['@id'] ?? entry.identifiers?.purl ?? 'a product without @id');
}

function identityOf(entry: Component): ProductIdentity {
  if (typeof entry === 'string') return productIdentity({ purls: [entry] });
  return productIdentity({
    purls: [entry['@id'], entry.identifiers?.purl],
    sha256: [entry.hashes?.['sha-256']],
  });
}
