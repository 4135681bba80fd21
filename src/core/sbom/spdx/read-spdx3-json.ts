/** SPDX 3.0 as JSON-LD, in the one form that the specification serialises (its JSON schema): a graph of typed objects. */
import * as v from 'valibot';
import { isJsonObject, type JsonObject, type JsonValue } from '../../json/json-value.ts';
import type { SbomDependency, SbomDocument } from '../component.ts';
import { sourceOfSourceInfo } from '../generator-source.ts';
import { invalidSbom } from '../sbom-error.ts';
import { textOrNull } from '../text.ts';
import { checkSpdxShape, textShape as text } from './check-shape.ts';
import {
  assertedOrNull,
  componentsOfPackages,
  findAmbiguousPackage,
  type SpdxPackage,
  subjectOfPackages,
} from './spdx-package.ts';
import { checkSpdx3Version } from './spdx-versions.ts';

const CONTEXT = /^https:\/\/spdx\.org\/rdf\/([^/]{1,20})\/spdx-context\.jsonld$/;
/** software_Package and the classes derived from it. */
const PACKAGE_TYPES = new Set(['software_Package', 'ai_AIPackage', 'dataset_DatasetPackage']);
/** The document and the collections that it may point at, each with its own `rootElement`. */
const COLLECTION_TYPES = new Set(['SpdxDocument', 'Bundle', 'Bom', 'software_Sbom']);

/** Relationship and the classes derived from it. */
const RELATIONSHIP_TYPES = new Set(['Relationship', 'LifecycleScopedRelationship']);
/** Relationships by which `from` has each of `to` as a part, a dependency or a library. */
const WHOLE_TO_PART = new Set([
  ...['contains', 'dependsOn', 'hasDynamicLink', 'hasStaticLink', 'hasPrerequisite', 'hasOptionalDependency'],
  ...['hasProvidedDependency', 'hasOptionalComponent'],
]);

const elementShape = v.object({ type: text });
const packageShape = v.object({
  spdxId: text,
  name: text,
  software_packageVersion: v.optional(v.string()),
  software_packageUrl: v.optional(v.string()),
  software_sourceInfo: v.optional(v.string()),
  externalIdentifier: v.optional(v.array(v.object({ externalIdentifierType: text, identifier: v.string() }))),
  verifiedUsing: v.optional(v.array(v.unknown())),
});
/** Ends that are written out in place, and not by their id, are left alone. */
const relationshipShape = v.object({ from: v.unknown(), relationshipType: text, to: v.array(v.unknown()) });
const collectionShape = v.object({ spdxId: text, rootElement: v.optional(v.array(text)) });

type Collection = v.InferOutput<typeof collectionShape> & { readonly type: string };

/**
 * Reads a document of SPDX 3.0.
 * @throws StellaError INPUT_INVALID with a JSON pointer, UNSUPPORTED_VERSION
 */
export function readSpdx3Json(document: JsonObject): SbomDocument {
  const specVersion = readVersion(document['@context']);
  const what = `the SPDX ${specVersion} document`;
  const packages: SpdxPackage[] = [];
  const packagePlaces: string[] = [];
  const collections: Collection[] = [];
  const dependencies: SbomDependency[] = [];
  for (const { element, place } of elementsOf(document, what)) {
    const { type } = checkSpdxShape(elementShape, element, what, place);
    if (PACKAGE_TYPES.has(type)) {
      packages.push(readPackage(checkSpdxShape(packageShape, element, what, place)));
      packagePlaces.push(place);
    } else if (COLLECTION_TYPES.has(type)) {
      collections.push({ type, ...checkSpdxShape(collectionShape, element, what, place) });
    } else if (RELATIONSHIP_TYPES.has(type)) {
      const { from, relationshipType, to } = checkSpdxShape(relationshipShape, element, what, place);
      if (typeof from !== 'string' || !WHOLE_TO_PART.has(relationshipType)) continue;
      for (const part of to) if (typeof part === 'string') dependencies.push([from, part]);
    }
  }
  const ambiguous = findAmbiguousPackage(packages);
  if (ambiguous !== null) {
    throw invalidSbom(what, `${packagePlaces[ambiguous]}/spdxId`, 'another package has this spdxId already');
  }
  return {
    format: 'spdx',
    specVersion,
    mediaType: 'application/spdx+json',
    subject: subjectOfPackages(packages, describedIds(collections)),
    components: componentsOfPackages(packages),
    dependencies,
    bomLink: null,
    vulnerabilities: null,
  };
}

function readVersion(context: JsonValue | undefined): string {
  const version = typeof context === 'string' ? CONTEXT.exec(context)?.[1] : undefined;
  if (version === undefined) {
    const expected = 'expected https://spdx.org/rdf/3.0.1/spdx-context.jsonld or that of another 3.0 release';
    throw invalidSbom('the SPDX document', '/@context', expected);
  }
  checkSpdx3Version(version);
  return version;
}

/** The objects of the graph; a document of one element has no graph but is that element. */
function elementsOf(document: JsonObject, what: string): { element: JsonValue; place: string }[] {
  const graph = document['@graph'];
  if (graph === undefined) return [{ element: document, place: '' }];
  if (!Array.isArray(graph)) throw invalidSbom(what, '/@graph', 'expected an array');
  return graph.map((element, i) => ({ element, place: `/@graph/${i}` }));
}

function readPackage(item: v.InferOutput<typeof packageShape>): SpdxPackage {
  const identifiers = (item.externalIdentifier ?? []).filter(
    ({ externalIdentifierType }) => externalIdentifierType === 'packageUrl',
  );
  const purls = [item.software_packageUrl ?? '', ...identifiers.map(({ identifier }) => identifier)];
  return {
    id: item.spdxId,
    name: item.name,
    version: assertedOrNull(item.software_packageVersion),
    purls: purls.filter((purl) => purl !== ''),
    sha256: (item.verifiedUsing ?? []).map(sha256Of).find((hash) => hash !== null) ?? null,
    ...sourceOfSourceInfo(item.software_sourceInfo),
  };
}

function sha256Of(method: unknown): string | null {
  return isJsonObject(method) && method['algorithm'] === 'sha256' ? textOrNull(method['hashValue']) : null;
}

/** What the document's root elements come to, through the collections (an SBOM in the document) among them. */
function describedIds(collections: readonly Collection[]): Set<string> {
  const byId = new Map(collections.map((collection) => [collection.spdxId, collection]));
  const described = new Set(
    collections.filter(({ type }) => type === 'SpdxDocument').flatMap(({ rootElement }) => rootElement ?? []),
  );
  for (const id of described) {
    for (const inner of byId.get(id)?.rootElement ?? []) described.add(inner);
  }
  return described;
}
