/** SPDX 2.2 and 2.3 in the tag-value format. */
import { utf8Decode } from '../../encoding/utf8.ts';
import { parseRfc3339 } from '../../time/timestamp.ts';
import type { SbomDocument } from '../component.ts';
import { sourceOfSourceInfo } from '../generator-source.ts';
import { invalidSbom, quote } from '../sbom-error.ts';
import { detached, textOrNull } from '../text.ts';
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
import { parseTagValues, type TagValue, tagPlace } from './tag-value.ts';
import { FREE_TAGS, SECTION_OF_FIRST_TAG, SECTION_TAGS, type Section } from './tag-value-tags.ts';

const WHAT = 'the SPDX document';
const MANDATORY: Partial<Record<Section, readonly string[]>> = {
  document: [
    ...['SPDXVersion', 'DataLicense', 'SPDXID', 'DocumentName', 'DocumentNamespace', 'Creator', 'Created'],
  ],
  package: ['PackageName', 'SPDXID', 'PackageDownloadLocation'],
};
/** Tags that are read and so may be given once in a section. */
const SINGLE = new Set([
  ...['SPDXVersion', 'SPDXID', 'Created', 'PackageName', 'PackageVersion', 'PackageDownloadLocation'],
]);
/** Tags whose values are kept, besides: the others may be most of a large document. */
const KEPT = new Set([
  ...['DataLicense', 'DocumentName', 'DocumentNamespace', 'Creator', 'PackageChecksum', 'ExternalRef'],
  'PackageSourceInfo',
]);

/** The tags from one that begins a section up to the next such tag. */
interface OpenSection {
  readonly section: Section;
  readonly line: number;
  readonly values: Map<string, TagValue[]>;
}

interface Content {
  readonly document: OpenSection;
  readonly packages: readonly SpdxPackage[];
  /** Line of each package's first tag. */
  readonly packageLines: readonly number[];
  readonly relationships: readonly TagValue[];
}

/**
 * Reads a tag-value document.
 * @throws StellaError INPUT_INVALID with line and column, UNSUPPORTED_VERSION
 */
export function readSpdxTagValue(bytes: Uint8Array): SbomDocument {
  const text = utf8Decode(bytes, WHAT);
  if (text.startsWith('\ufeff')) throw invalidSbom(WHAT, tagPlace(1), 'it begins with a byte order mark');
  const { document, packages, packageLines, relationships: tags } = readContent(text);
  const relationships = tags.map(readRelationship);
  const ambiguous = findAmbiguousPackage(packages);
  if (ambiguous !== null) {
    const place = tagPlace(packageLines[ambiguous] ?? 1);
    throw invalidSbom(WHAT, place, 'another package has the SPDXID of this one already');
  }
  return {
    format: 'spdx',
    specVersion: readSpdx2Version(first(document, 'SPDXVersion') ?? ''),
    mediaType: 'text/spdx',
    subject: subjectOfPackages(packages, describedIds(relationships, first(document, 'SPDXID') ?? '')),
    components: componentsOfPackages(packages),
    dependencies: relationships.flatMap((each) => dependencyOfRelationship(...each)),
    bomLink: null,
    vulnerabilities: null,
  };
}

function readContent(text: string): Content {
  const document: OpenSection = { section: 'document', line: 1, values: new Map() };
  const packages: SpdxPackage[] = [];
  const packageLines: number[] = [];
  const relationships: TagValue[] = [];
  let open = document;
  const finish = (): void => {
    checkMandatory(open);
    if (open === document) checkDocument(open);
    if (open.section !== 'package') return;
    packages.push(readPackage(open));
    packageLines.push(open.line);
  };
  for (const tagValue of parseTagValues(text, WHAT)) {
    const section = SECTION_OF_FIRST_TAG.get(tagValue.tag);
    if (section !== undefined) {
      finish();
      open = { section, line: tagValue.line, values: new Map() };
    }
    if (tagValue.tag === 'Relationship') relationships.push({ ...tagValue, value: detached(tagValue.value) });
    else if (!FREE_TAGS.has(tagValue.tag)) add(open, tagValue);
  }
  finish();
  return { document, packages, packageLines, relationships };
}

function add({ section, values }: OpenSection, tagValue: TagValue): void {
  const { tag, line } = tagValue;
  if (!SECTION_TAGS[section].has(tag)) {
    throw invalidSbom(WHAT, tagPlace(line), `the tag ${quote(tag)} does not belong in a ${section}`);
  }
  if (!SINGLE.has(tag) && !KEPT.has(tag)) return;
  const earlier = values.get(tag);
  const kept = { ...tagValue, value: detached(tagValue.value) };
  if (earlier === undefined) values.set(tag, [kept]);
  else if (SINGLE.has(tag)) throw invalidSbom(WHAT, tagPlace(line), `the ${section} has ${tag} twice`);
  else earlier.push(kept);
}

function checkMandatory(section: OpenSection): void {
  for (const tag of MANDATORY[section.section] ?? []) {
    if (textOrNull(first(section, tag)) !== null) continue;
    throw invalidSbom(WHAT, tagPlace(section.line), `the ${section.section} that begins here has no ${tag}`);
  }
}

function checkDocument(document: OpenSection): void {
  readSpdx2Version(first(document, 'SPDXVersion') ?? '');
  const created = document.values.get('Created')?.[0];
  if (created === undefined || parseRfc3339(created.value) !== null) return;
  throw invalidSbom(WHAT, tagPlace(created.line), `${quote(created.value)} is not a time`);
}

function readPackage(section: OpenSection): SpdxPackage {
  const references = (section.values.get('ExternalRef') ?? []).map(readReference);
  const checksum = (section.values.get('PackageChecksum') ?? []).find(({ value }) =>
    value.startsWith('SHA256:'),
  );
  return {
    id: first(section, 'SPDXID') ?? '',
    name: first(section, 'PackageName') ?? '',
    version: assertedOrNull(first(section, 'PackageVersion')),
    purls: references.filter(({ isPurl }) => isPurl).map(({ locator }) => locator),
    sha256: checksum?.value.slice('SHA256:'.length).trim() ?? null,
    ...sourceOfSourceInfo(first(section, 'PackageSourceInfo')),
  };
}

/** `ExternalRef: PACKAGE-MANAGER purl pkg:npm/left-pad@1.3.0` */
function readReference({ value, line }: TagValue): { isPurl: boolean; locator: string } {
  const [category, type, locator] = value.split(/[ \t]+/);
  if (category === undefined || type === undefined || locator === undefined) {
    const problem = `expected a category, a type and a locator, received ${quote(value)}`;
    throw invalidSbom(WHAT, tagPlace(line), problem);
  }
  return { isPurl: isPurlReference(type), locator };
}

type Relationship = readonly [element: string, type: string, related: string];

/** `Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-Package` */
function readRelationship({ value, line }: TagValue): Relationship {
  const [element, type, related] = value.split(/[ \t]+/);
  if (element !== undefined && type !== undefined && related !== undefined) return [element, type, related];
  throw invalidSbom(WHAT, tagPlace(line), `expected two elements and a type, received ${quote(value)}`);
}

function describedIds(relationships: readonly Relationship[], documentId: string): Set<string> {
  const described = new Set<string>();
  for (const [element, type, related] of relationships) {
    if (type === 'DESCRIBES' && element === documentId) described.add(related);
    if (type === 'DESCRIBED_BY' && related === documentId) described.add(element);
  }
  return described;
}

function first({ values }: OpenSection, tag: string): string | undefined {
  return values.get(tag)?.[0]?.value;
}
