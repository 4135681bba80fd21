/** The four extensions on certificate policies (RFC 5280 sections 4.2.1.4, 4.2.1.5, 4.2.1.11 and 4.2.1.14). */
import {
  DER_TAG,
  type DerElement,
  DerFields,
  derChildren,
  derError,
  expectTag,
  parseDer,
  primitiveContextTag,
} from '../encoding/der.ts';
import { derCount, derOid } from '../encoding/der-values.ts';

export const CERTIFICATE_POLICIES = '2.5.29.32';
const POLICY_MAPPINGS = '2.5.29.33';
const POLICY_CONSTRAINTS = '2.5.29.36';
const INHIBIT_ANY_POLICY = '2.5.29.54';

export const POLICY_OIDS: readonly string[] = [
  CERTIFICATE_POLICIES,
  POLICY_MAPPINGS,
  POLICY_CONSTRAINTS,
  INHIBIT_ANY_POLICY,
];

/** A link to a practice statement and a notice: texts for people, with which section 6.1 does nothing. */
const KNOWN_QUALIFIERS: ReadonlySet<string> = new Set(['1.3.6.1.5.5.7.2.1', '1.3.6.1.5.5.7.2.2']);

/** The special policy that stands for every one. */
export const ANY_POLICY = '2.5.29.32.0';

export interface PolicyExtensions {
  /** Policies that the certificate was issued under; undefined without the extension. */
  readonly policies: ReadonlySet<string> | undefined;
  /** Whether a policy has a qualifier of an unknown kind, which is only allowed while the extension is not critical. */
  readonly hasUnknownQualifier: boolean;
  /** For each policy of the issuer the ones of the subject that it takes as the same. */
  readonly mappings: ReadonlyMap<string, ReadonlySet<string>>;
  /** After how many certificates a policy must be explicit, mapping ends, and anyPolicy ends. */
  readonly requireExplicitPolicy: number | undefined;
  readonly inhibitPolicyMapping: number | undefined;
  readonly inhibitAnyPolicy: number | undefined;
}

/**
 * Reads them from their values, which `value` finds by object identifier.
 * @throws StellaError INPUT_INVALID
 */
export function parsePolicyExtensions(value: (oid: string) => Uint8Array | undefined): PolicyExtensions {
  const policies = value(CERTIFICATE_POLICIES);
  const mappings = value(POLICY_MAPPINGS);
  const constraints = value(POLICY_CONSTRAINTS);
  const inhibitAny = value(INHIBIT_ANY_POLICY);
  return {
    ...parsePolicies(policies),
    mappings: mappings === undefined ? new Map() : parseMappings(mappings),
    ...parseConstraints(constraints),
    inhibitAnyPolicy: inhibitAny === undefined ? undefined : derCount(parseDer(inhibitAny)),
  };
}

function parsePolicies(
  value: Uint8Array | undefined,
): Pick<PolicyExtensions, 'policies' | 'hasUnknownQualifier'> {
  if (value === undefined) return { policies: undefined, hasUnknownQualifier: false };
  const policies = new Set<string>();
  let hasUnknownQualifier = false;
  for (const information of nonEmptySequence(parseDer(value))) {
    const fields = new DerFields(information);
    const oid = derOid(fields.take(DER_TAG.oid));
    const qualifiers = fields.takeOptional(DER_TAG.sequence);
    fields.end();
    if (policies.has(oid)) throw derError(`policy ${oid} stands there twice`);
    policies.add(oid);
    if (qualifiers !== undefined && !areQualifiersKnown(qualifiers)) hasUnknownQualifier = true;
  }
  return { policies, hasUnknownQualifier };
}

function areQualifiersKnown(qualifiers: DerElement): boolean {
  return nonEmptySequence(qualifiers).every((qualifier) => {
    const fields = new DerFields(qualifier);
    const oid = derOid(fields.take(DER_TAG.oid));
    fields.take();
    fields.end();
    return KNOWN_QUALIFIERS.has(oid);
  });
}

function parseMappings(value: Uint8Array): ReadonlyMap<string, ReadonlySet<string>> {
  const mappings = new Map<string, Set<string>>();
  for (const mapping of nonEmptySequence(parseDer(value))) {
    const fields = new DerFields(mapping);
    const [issuerPolicy, subjectPolicy] = [
      derOid(fields.take(DER_TAG.oid)),
      derOid(fields.take(DER_TAG.oid)),
    ];
    fields.end();
    const known = mappings.get(issuerPolicy);
    if (known === undefined) mappings.set(issuerPolicy, new Set([subjectPolicy]));
    else known.add(subjectPolicy);
  }
  return mappings;
}

function parseConstraints(
  value: Uint8Array | undefined,
): Pick<PolicyExtensions, 'requireExplicitPolicy' | 'inhibitPolicyMapping'> {
  if (value === undefined) return { requireExplicitPolicy: undefined, inhibitPolicyMapping: undefined };
  const fields = new DerFields(parseDer(value));
  const explicit = fields.takeOptional(primitiveContextTag(0));
  const mapping = fields.takeOptional(primitiveContextTag(1));
  fields.end();
  if (explicit === undefined && mapping === undefined)
    throw derError('policy constraints without a constraint');
  const count = (element: DerElement | undefined) =>
    element === undefined ? undefined : derCount(element, element.tag);
  return { requireExplicitPolicy: count(explicit), inhibitPolicyMapping: count(mapping) };
}

function nonEmptySequence(element: DerElement): readonly DerElement[] {
  const items = derChildren(expectTag(element, DER_TAG.sequence));
  if (items.length === 0) throw derError('an empty list of policies');
  return items;
}
