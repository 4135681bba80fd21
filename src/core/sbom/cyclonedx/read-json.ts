/** CycloneDX 1.2 to 1.7 as JSON (ECMA-424). */
import { isJsonObject, type JsonObject, type JsonValue } from '../../json/json-value.ts';
import type { SbomComponent, SbomDependency, SbomDocument, SbomSubject } from '../component.ts';
import { type NamedValue, sourceOfProperties } from '../generator-source.ts';
import { jsonPointer, type Violation } from '../json-schema/violation.ts';
import { invalidSbom, unsupportedSpecVersion } from '../sbom-error.ts';
import { sha256OrNull, textOrNull } from '../text.ts';
import { bomLinkOf } from './bom-link.ts';
import {
  CYCLONEDX_VERSIONS,
  type CycloneDxVersion,
  cycloneDxJsonCheck,
  isCycloneDxVersion,
} from './schemas.ts';
import { findAmbiguousBomRef } from './unique-bom-refs.ts';

/**
 * Checks a document against the schema of its version and lists its components: that of the metadata first, when it
 * has a purl, then each component before the components inside it.
 * @throws StellaError INPUT_INVALID with a JSON pointer, UNSUPPORTED_VERSION
 */
export function readCycloneDxJson(document: JsonObject): SbomDocument {
  const specVersion = readVersion(document);
  const found = cycloneDxJsonCheck(specVersion)(document) ?? findAmbiguousBomRef(document);
  if (found !== null) throw refused(`the CycloneDX ${specVersion} document`, found);
  const described = objectOrNull(objectOrNull(document['metadata'])?.['component']);
  const { vulnerabilities, components } = document;
  return {
    format: 'cyclonedx',
    specVersion,
    mediaType: 'application/vnd.cyclonedx+json',
    subject: described && readSubject(described),
    components: [...readDescribed(described), ...readComponents(components)],
    dependencies: [
      ...readNesting(described === null ? [] : [described]),
      ...readNesting(components),
      ...readDependencies(document['dependencies']),
    ],
    bomLink: bomLinkOf(document['serialNumber'], document['version']),
    vulnerabilities: Array.isArray(vulnerabilities) ? vulnerabilities : null,
  };
}

function readVersion({ bomFormat, specVersion }: JsonObject): CycloneDxVersion {
  const what = 'the CycloneDX document';
  if (bomFormat !== 'CycloneDX') throw invalidSbom(what, '/bomFormat', 'expected "CycloneDX"');
  if (typeof specVersion !== 'string')
    throw invalidSbom(what, '/specVersion', 'expected a version such as "1.6"');
  if (isCycloneDxVersion(specVersion)) return specVersion;
  throw unsupportedSpecVersion(what, specVersion, CYCLONEDX_VERSIONS);
}

function refused(what: string, { path, problem }: Violation): Error {
  return invalidSbom(what, jsonPointer(path), problem);
}

/** The described artifact is itself looked up only where it says which package it is. */
function readDescribed(described: JsonObject | null): SbomComponent[] {
  if (described === null) return [];
  const [itself, ...inside] = readComponents([described]);
  return itself === undefined || itself.purl === null ? inside : [itself, ...inside];
}

/** In the document's order, each component before those inside it. The schema has checked every type. */
function readComponents(components: JsonValue | undefined): SbomComponent[] {
  const found: SbomComponent[] = [];
  const visit = (component: JsonObject): void => {
    found.push(readComponent(component));
    objectsOf(component['components']).forEach(visit);
  };
  objectsOf(components).forEach(visit);
  return found;
}

function readComponent(component: JsonObject): SbomComponent {
  return {
    bomRef: textOrNull(component['bom-ref']),
    name: String(component['name']),
    version: textOrNull(component['version']),
    purl: textOrNull(component['purl']),
    ...sourceOfProperties(readProperties(component['properties'])),
  };
}

function readProperties(properties: JsonValue | undefined): NamedValue[] {
  return objectsOf(properties).flatMap(({ name, value }) =>
    typeof name === 'string' && typeof value === 'string' ? [{ name, value }] : [],
  );
}

function readSubject(described: JsonObject): SbomSubject {
  const sha256 = objectsOf(described['hashes']).find((hash) => hash['alg'] === 'SHA-256');
  return { ...readComponent(described), sha256: sha256OrNull(sha256?.['content']) };
}

/** A component inside another is a part of it. */
function readNesting(components: JsonValue | undefined): SbomDependency[] {
  const found: SbomDependency[] = [];
  const visit = (component: JsonObject): void => {
    const whole = textOrNull(component['bom-ref']);
    for (const inner of objectsOf(component['components'])) {
      const part = textOrNull(inner['bom-ref']);
      if (whole !== null && part !== null) found.push([whole, part]);
      visit(inner);
    }
  };
  objectsOf(components).forEach(visit);
  return found;
}

function readDependencies(dependencies: JsonValue | undefined): SbomDependency[] {
  return objectsOf(dependencies).flatMap(({ ref, dependsOn }) =>
    Array.isArray(dependsOn) ? dependsOn.map((part): SbomDependency => [String(ref), String(part)]) : [],
  );
}

function objectsOf(items: JsonValue | undefined): JsonObject[] {
  return Array.isArray(items) ? items.filter(isJsonObject) : [];
}

function objectOrNull(value: unknown): JsonObject | null {
  return isJsonObject(value) ? value : null;
}
