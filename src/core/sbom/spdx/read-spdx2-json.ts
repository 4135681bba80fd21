/** SPDX 2.2 (ISO/IEC 5962:2021) and 2.3 as JSON. */
import * as v from 'valibot';
import type { JsonObject } from '../../json/json-value.ts';
import { parseRfc3339 } from '../../time/timestamp.ts';
import type { SbomDocument } from '../component.ts';
import { sourceOfSourceInfo } from '../generator-source.ts';
import { invalidSbom } from '../sbom-error.ts';
import { checkSpdxShape, textShape as text } from './check-shape.ts';
import {
  assertedOrNull,
  componentsOfPackages,
  dependencyOfRelationship,
  findAmbiguousPackage,
  isPurlReference,
  type SpdxPackage,
  subjectOfPackages,
} from './spdx-package.ts';
import { readSpdx2Version } from './spdx-versions.ts';

const packageShape = v.object({
  SPDXID: text,
  name: text,
  downloadLocation: v.string(),
  versionInfo: v.optional(v.string()),
  sourceInfo: v.optional(v.string()),
  checksums: v.optional(v.array(v.object({ algorithm: text, checksumValue: text }))),
  externalRefs: v.optional(
    v.array(v.object({ referenceCategory: text, referenceType: text, referenceLocator: text })),
  ),
});

/** The mandatory members of the specification, and those that are read; whatever else is there is left alone. */
const documentShape = v.object({
  spdxVersion: text,
  SPDXID: text,
  name: text,
  dataLicense: text,
  creationInfo: v.object({
    created: v.pipe(
      v.string(),
      v.check((time) => parseRfc3339(time) !== null),
    ),
    creators: v.pipe(v.array(text), v.nonEmpty()),
  }),
  documentDescribes: v.optional(v.array(text)),
  packages: v.optional(v.array(packageShape)),
  relationships: v.optional(
    v.array(v.object({ spdxElementId: text, relationshipType: text, relatedSpdxElement: text })),
  ),
});

type Spdx2Document = v.InferOutput<typeof documentShape>;

/**
 * Reads a document of SPDX 2.
 * @throws StellaError INPUT_INVALID with a JSON pointer, UNSUPPORTED_VERSION
 */
export function readSpdx2Json(value: JsonObject): SbomDocument {
  const { spdxVersion } = value;
  const specVersion = typeof spdxVersion === 'string' ? readSpdx2Version(spdxVersion) : '2';
  const what = `the SPDX ${specVersion} document`;
  const document = checkSpdxShape(documentShape, value, what);
  const packages = (document.packages ?? []).map(readPackage);
  const ambiguous = findAmbiguousPackage(packages);
  if (ambiguous !== null) {
    throw invalidSbom(what, `/packages/${ambiguous}/SPDXID`, 'another package has this SPDXID already');
  }
  return {
    format: 'spdx',
    specVersion,
    mediaType: 'application/spdx+json',
    subject: subjectOfPackages(packages, describedIds(document)),
    components: componentsOfPackages(packages),
    dependencies: (document.relationships ?? []).flatMap((each) =>
      dependencyOfRelationship(each.spdxElementId, each.relationshipType, each.relatedSpdxElement),
    ),
    bomLink: null,
    vulnerabilities: null,
  };
}

function readPackage(item: v.InferOutput<typeof packageShape>): SpdxPackage {
  const purls = (item.externalRefs ?? []).filter((reference) => isPurlReference(reference.referenceType));
  const checksum = item.checksums?.find(({ algorithm }) => algorithm === 'SHA256');
  return {
    id: item.SPDXID,
    name: item.name,
    version: assertedOrNull(item.versionInfo),
    purls: purls.map(({ referenceLocator }) => referenceLocator),
    sha256: checksum?.checksumValue ?? null,
    ...sourceOfSourceInfo(item.sourceInfo),
  };
}

function describedIds({
  SPDXID: id,
  documentDescribes = [],
  relationships = [],
}: Spdx2Document): Set<string> {
  const described = new Set(documentDescribes);
  for (const { spdxElementId, relationshipType, relatedSpdxElement } of relationships) {
    if (relationshipType === 'DESCRIBES' && spdxElementId === id) described.add(relatedSpdxElement);
    if (relationshipType === 'DESCRIBED_BY' && relatedSpdxElement === id) described.add(spdxElementId);
  }
  return described;
}
