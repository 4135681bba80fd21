/**
 * The product tree of a CSAF 2.0 document (section 3.2.2): what each product id stands for.
 *
 * - A product without a version in its package URL is narrowed to the `product_version` or `product_version_range`
 *   branch it hangs under.
 * - A relationship ("openssl as a component of RHEL 8") is its component, and holds where the other side was scanned
 *   or is part of what was scanned. Where the other side has nothing to be recognised by (a platform has a CPE only),
 *   the component counts with its exact version alone: "not affected on RHEL 7" must not reach the openssl of RHEL 8.
 */
import * as v from 'valibot';
import { isIdentified, type ProductIdentity, productIdentity } from './product-identity.ts';
import type { VexProduct, VexVersion } from './statement.ts';

const productNameShape = v.object({
  product_id: v.string(),
  product_identification_helper: v.optional(
    v.object({
      purl: v.optional(v.string()),
      hashes: v.optional(
        v.array(v.object({ file_hashes: v.array(v.object({ algorithm: v.string(), value: v.string() })) })),
      ),
    }),
  ),
});

type ProductName = v.InferOutput<typeof productNameShape>;

interface Branch {
  readonly category: string;
  readonly name: string;
  readonly product?: ProductName | undefined;
  readonly branches?: readonly Branch[] | undefined;
}

const branchShape: v.GenericSchema<unknown, Branch> = v.object({
  category: v.string(),
  name: v.string(),
  product: v.optional(productNameShape),
  branches: v.optional(v.array(v.lazy(() => branchShape))),
});

const relationshipShape = v.object({
  full_product_name: productNameShape,
  product_reference: v.string(),
  relates_to_product_reference: v.string(),
});

export const productTreeShape = v.object({
  branches: v.optional(v.array(branchShape)),
  full_product_names: v.optional(v.array(productNameShape)),
  relationships: v.optional(v.array(relationshipShape)),
  product_groups: v.optional(v.array(v.object({ group_id: v.string(), product_ids: v.array(v.string()) }))),
});

export type ProductTree = v.InferOutput<typeof productTreeShape>;
type Relationship = v.InferOutput<typeof relationshipShape>;

const NOTHING = productIdentity({});

/** What every product id of the tree that can be recognised stands for. */
export function csafProducts(tree: ProductTree): ReadonlyMap<string, VexProduct> {
  const products = new Map<string, VexProduct>();
  for (const name of tree.full_product_names ?? []) addProduct(products, name, null);
  addBranches(products, tree.branches ?? []);
  const relationships = new Map(
    (tree.relationships ?? []).map((each) => [each.full_product_name.product_id, each]),
  );
  for (const id of relationships.keys()) resolveRelationship(id, relationships, products);
  return products;
}

/** By a stack of its own: the tree may be as deep as JSON can be. */
function addBranches(products: Map<string, VexProduct>, roots: readonly Branch[]): void {
  const pending: [Branch, readonly VexVersion[] | null][] = roots.map((branch) => [branch, null]);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [branch, inherited] = next;
    const isVersion = branch.category === 'product_version' || branch.category === 'product_version_range';
    const versions = isVersion ? [{ text: branch.name, isAffected: null }] : inherited;
    if (branch.product !== undefined) addProduct(products, branch.product, versions);
    for (const part of branch.branches ?? []) pending.push([part, versions]);
  }
}

function addProduct(
  products: Map<string, VexProduct>,
  name: ProductName,
  versions: readonly VexVersion[] | null,
): void {
  const product = identityOf(name);
  if (!isIdentified(product)) return;
  const isVersioned = product.purls.every(({ version }) => version !== null);
  products.set(name.product_id, { product, within: null, versions: isVersioned ? null : versions });
}

function identityOf({ product_identification_helper: helper }: ProductName): ProductIdentity {
  const hashes = (helper?.hashes ?? []).flatMap(({ file_hashes }) => file_hashes);
  return productIdentity({
    purls: [helper?.purl],
    sha256: hashes.filter(({ algorithm }) => algorithm === 'sha256').map(({ value }) => value),
  });
}

/**
 * A relationship between relationships is followed to the component at its end. Each is resolved once, and a cycle
 * resolves to nothing.
 */
function resolveRelationship(
  start: string,
  relationships: Map<string, Relationship>,
  products: Map<string, VexProduct>,
): void {
  const path: Relationship[] = [];
  for (
    let next = relationships.get(start);
    next !== undefined;
    next = relationships.get(next.product_reference)
  ) {
    relationships.delete(next.full_product_name.product_id);
    path.push(next);
  }
  for (const relationship of path.reverse()) addRelated(products, relationship);
}

function addRelated(products: Map<string, VexProduct>, relationship: Relationship): void {
  const {
    full_product_name: name,
    product_reference: partId,
    relates_to_product_reference: wholeId,
  } = relationship;
  addProduct(products, name, null);
  const part = products.get(partId);
  if (products.has(name.product_id) || part === undefined) return;
  const whole = products.get(wholeId)?.product ?? NOTHING;
  const product = isIdentified(whole) ? part.product : exactVersionsOf(part.product);
  if (!isIdentified(product)) return;
  products.set(name.product_id, {
    product,
    within: isIdentified(whole) ? whole : part.within,
    versions: part.versions,
  });
}

function exactVersionsOf(identity: ProductIdentity): ProductIdentity {
  return { ...identity, purls: identity.purls.filter(({ version }) => version !== null) };
}
