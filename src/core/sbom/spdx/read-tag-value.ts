/** SPDX 2.2 and 2.3 in the tag-value format. */
import { utf8Decode } from '../../encoding/utf8.ts';
import { parseRfc3339 } from '../../time/timestamp.ts';
import type { SbomDocument } from '../component.ts';
import { invalidSbom, quote } from '../sbom-error.ts';
import { textOrNull } from '../text.ts';
import {
  componentsOfPackages,
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

/** The tags from one that begins a section up to the next such tag. */
interface OpenSection {
  readonly section: Section;
  readonly line: number;
  readonly values: Map<string, TagValue[]>;
}

/**
 * Reads a tag-value document.
 * @throws StellaError INPUT_INVALID with line and column, UNSUPPORTED_VERSION
 */
export function readSpdxTagValue(bytes: Uint8Array): SbomDocument {
  const text = utf8Decode(bytes, WHAT);
  const sections = readSections(text);
  const [document] = sections;
  const specVersion = readSpdx2Version(first(document, 'SPDXVersion') ?? '');
  for (const section of sections) checkMandatory(section);
  checkCreated(document);
  const packageSections = sections.filter(({ section }) => section === 'package');
  const packages = packageSections.map(readPackage);
  const ambiguous = packageSections[findAmbiguousPackage(packages) ?? -1];
  if (ambiguous !== undefined) {
    throw invalidSbom(WHAT, tagPlace(ambiguous.line), 'another package has the SPDXID of this one already');
  }
  return {
    format: 'spdx',
    specVersion,
    mediaType: 'text/spdx',
    subject: subjectOfPackages(packages, describedIds(sections, first(document, 'SPDXID') ?? '')),
    components: componentsOfPackages(packages),
    vulnerabilities: null,
  };
}

function readSections(text: string): [OpenSection, ...OpenSection[]] {
  const document: OpenSection = { section: 'document', line: 1, values: new Map() };
  const sections: [OpenSection, ...OpenSection[]] = [document];
  let open = document;
  for (const tagValue of parseTagValues(text, WHAT)) {
    const { tag, line } = tagValue;
    const begun = SECTION_OF_FIRST_TAG.get(tag);
    if (begun !== undefined) {
      open = { section: begun, line, values: new Map() };
      sections.push(open);
    }
    if (!FREE_TAGS.has(tag) && !SECTION_TAGS[open.section].has(tag)) {
      throw invalidSbom(WHAT, tagPlace(line), `the tag ${quote(tag)} does not belong in a ${open.section}`);
    }
    add(open, tagValue);
  }
  return sections;
}

function add({ section, values }: OpenSection, tagValue: TagValue): void {
  const earlier = values.get(tagValue.tag);
  if (earlier === undefined) values.set(tagValue.tag, [tagValue]);
  else if (!SINGLE.has(tagValue.tag)) earlier.push(tagValue);
  else {
    const problem = `the ${section} has ${tagValue.tag} twice`;
    throw invalidSbom(WHAT, tagPlace(tagValue.line), problem);
  }
}

function checkMandatory(section: OpenSection): void {
  for (const tag of MANDATORY[section.section] ?? []) {
    if (textOrNull(first(section, tag)) !== null) continue;
    throw invalidSbom(WHAT, tagPlace(section.line), `the ${section.section} that begins here has no ${tag}`);
  }
}

function checkCreated(document: OpenSection): void {
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
    version: textOrNull(first(section, 'PackageVersion')),
    purls: references.filter(({ isPurl }) => isPurl).map(({ locator }) => locator),
    sha256: checksum?.value.slice('SHA256:'.length).trim() ?? null,
  };
}

/** `ExternalRef: PACKAGE-MANAGER purl pkg:npm/left-pad@1.3.0` */
function readReference({ value, line }: TagValue): { isPurl: boolean; locator: string } {
  const [category, type, locator] = value.split(/[ \t]+/);
  if (category === undefined || type === undefined || locator === undefined) {
    const problem = `expected a category, a type and a locator, received ${quote(value)}`;
    throw invalidSbom(WHAT, tagPlace(line), problem);
  }
  return { isPurl: isPurlReference(category, type), locator };
}

/** `Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-Package` */
function describedIds(sections: readonly OpenSection[], documentId: string): Set<string> {
  const described = new Set<string>();
  for (const { values } of sections) {
    for (const { value, line } of values.get('Relationship') ?? []) {
      const [element, type, related] = value.split(/[ \t]+/);
      if (element === undefined || type === undefined || related === undefined) {
        throw invalidSbom(WHAT, tagPlace(line), `expected two elements and a type, received ${quote(value)}`);
      }
      if (type === 'DESCRIBES' && element === documentId) described.add(related);
      if (type === 'DESCRIBED_BY' && related === documentId) described.add(element);
    }
  }
  return described;
}

function first({ values }: OpenSection, tag: string): string | undefined {
  return values.get(tag)?.[0]?.value;
}
