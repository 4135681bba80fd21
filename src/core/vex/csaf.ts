/**
 * CSAF 2.0, VEX profile (https://docs.oasis-open.org/csaf/csaf/v2.0/, section 4.5): `product_status` of each
 * vulnerability, with the reasons from its flags and its impact threats. A statement's time is the document's
 * `current_release_date`.
 */
import * as v from 'valibot';
import type { Digest } from '../digest/sha256.ts';
import { StellaError } from '../errors.ts';
import { checkShape } from '../json/document.ts';
import type { JsonValue } from '../json/json-value.ts';
import { csafProducts, productTreeShape } from './csaf-products.ts';
import { joinReason, type VexProduct, type VexStatement, type VexStatus } from './statement.ts';
import { parseVexTime, timeShape } from './time.ts';

/** The groups of `product_status` that are statuses; `recommended` is advice. */
const STATUS_OF_GROUP = {
  first_affected: 'affected',
  first_fixed: 'fixed',
  fixed: 'fixed',
  known_affected: 'affected',
  known_not_affected: 'not_affected',
  last_affected: 'affected',
  under_investigation: 'under_investigation',
} as const satisfies Record<string, VexStatus>;

const productIdsShape = v.optional(v.array(v.string()));

const productStatusShape = v.object({
  first_affected: productIdsShape,
  first_fixed: productIdsShape,
  fixed: productIdsShape,
  known_affected: productIdsShape,
  known_not_affected: productIdsShape,
  last_affected: productIdsShape,
  under_investigation: productIdsShape,
});

const vulnerabilityShape = v.object({
  cve: v.optional(v.string()),
  ids: v.optional(v.array(v.object({ text: v.string() }))),
  product_status: v.optional(productStatusShape),
  flags: v.optional(
    v.array(v.object({ label: v.string(), product_ids: productIdsShape, group_ids: productIdsShape })),
  ),
  threats: v.optional(
    v.array(
      v.object({
        category: v.string(),
        details: v.string(),
        product_ids: productIdsShape,
        group_ids: productIdsShape,
      }),
    ),
  ),
});

const documentShape = v.object({
  document: v.object({
    category: v.literal('csaf_vex'),
    csaf_version: v.string(),
    tracking: v.object({ current_release_date: timeShape }),
  }),
  product_tree: v.optional(productTreeShape),
  vulnerabilities: v.array(vulnerabilityShape),
});

type Vulnerability = v.InferOutput<typeof vulnerabilityShape>;
type ProductIds = ReadonlyMap<string, readonly string[]>;

/**
 * The statements of a CSAF document of the VEX profile.
 * @throws StellaError UNSUPPORTED_VERSION for another version of CSAF, INPUT_INVALID with the place, also for another
 * profile
 */
export function parseCsafVex(value: JsonValue, digest: Digest, what: string): VexStatement[] {
  const {
    document,
    product_tree: tree = {},
    vulnerabilities,
  } = checkShape(documentShape, value, what, 'INPUT_INVALID');
  if (document.csaf_version !== '2.0') throw unsupportedVersion(document.csaf_version, what);
  const products = csafProducts(tree);
  const groups: ProductIds = new Map(
    (tree.product_groups ?? []).map((group) => [group.group_id, group.product_ids]),
  );
  const timestampMs = parseVexTime(document.tracking.current_release_date);
  return vulnerabilities.flatMap((vulnerability, i) => {
    const reasons = reasonsOf(vulnerability, groups);
    const general = generalReasons(vulnerability);
    return statusGroups(vulnerability).flatMap(([group, productIds]) =>
      byReason(productIds, reasons, joinReason(general, group)).map(([reason, ids]) => ({
        vulnerabilities: vulnerabilityIds(vulnerability),
        products: ids
          .map((id) => products.get(id))
          .filter((product): product is VexProduct => product !== undefined),
        unrecognised: ids.filter((id) => !products.has(id)),
        status: STATUS_OF_GROUP[group],
        reason,
        timestampMs,
        document: digest,
        ref: `${digest}#/vulnerabilities/${i}/product_status/${group}`,
      })),
    );
  });
}

type StatusGroup = keyof typeof STATUS_OF_GROUP;

function statusGroups({ product_status: status = {} }: Vulnerability): [StatusGroup, readonly string[]][] {
  return (Object.keys(STATUS_OF_GROUP) as StatusGroup[]).map((group) => [group, status[group] ?? []]);
}

function vulnerabilityIds({ cve, ids = [] }: Vulnerability): string[] {
  return [...(cve === undefined ? [] : [cve]), ...ids.map(({ text }) => text)];
}

/** The products of one status by the reason that they have, as the issuer gives it product by product. */
function byReason(
  productIds: readonly string[],
  reasons: ProductIds,
  fallback: string,
): [string, readonly string[]][] {
  const idsByReason = new Map<string, string[]>();
  for (const id of new Set(productIds)) {
    const reason = joinReason(reasons.get(id) ?? [], fallback);
    const ids = idsByReason.get(reason);
    if (ids === undefined) idsByReason.set(reason, [id]);
    else ids.push(id);
  }
  return [...idsByReason];
}

/** Of flags and impact statements that name no product: they are about all of them. */
function generalReasons({ flags = [], threats = [] }: Vulnerability): string[] {
  const isGeneral = (each: NonNullable<Vulnerability['flags'] | Vulnerability['threats']>[number]): boolean =>
    each.product_ids === undefined && each.group_ids === undefined;
  return [
    ...flags.filter(isGeneral).map(({ label }) => label),
    ...threats.filter((each) => each.category === 'impact' && isGeneral(each)).map(({ details }) => details),
  ];
}

/** Flag labels, then impact statements, by product id. */
function reasonsOf({ flags = [], threats = [] }: Vulnerability, groups: ProductIds): ProductIds {
  const reasons = new Map<string, string[]>();
  const impacts = threats.filter(({ category }) => category === 'impact');
  for (const { text, product_ids = [], group_ids = [] } of [
    ...flags.map((flag) => ({ ...flag, text: flag.label })),
    ...impacts.map((threat) => ({ ...threat, text: threat.details })),
  ]) {
    for (const id of new Set([...product_ids, ...group_ids.flatMap((group) => groups.get(group) ?? [])])) {
      const texts = reasons.get(id);
      if (texts === undefined) reasons.set(id, [text]);
      else texts.push(text);
    }
  }
  return reasons;
}

function unsupportedVersion(version: string, what: string): StellaError {
  const received = version.slice(0, 40);
  return new StellaError(
    'UNSUPPORTED_VERSION',
    `${what} has the csaf_version ${JSON.stringify(received)}, this program reads CSAF 2.0`,
    { details: { expected: '2.0', actual: received } },
  );
}
