/** What scoring needs of a software bill of materials, whatever its format. */
import type { SourcePackage } from '../ecosystem/source-package.ts';

/** One component (CycloneDX) or package (SPDX), in the order of the document. */
export interface SbomComponent {
  /** `bom-ref` (CycloneDX), SPDXID (SPDX 2) or spdxId (SPDX 3), or null. */
  readonly bomRef: string | null;
  readonly name: string;
  readonly version: string | null;
  /** As written, not parsed. */
  readonly purl: string | null;
  /** The source package that it was built from, where the document says so beside the purl. */
  readonly source?: SourcePackage;
}

/** The artifact that the document describes. */
export interface SbomSubject extends SbomComponent {
  /** 64 lowercase hex digits. */
  readonly sha256: string | null;
}

/** One element depends on another, links it, or contains it. Both by their references (`SbomComponent.bomRef`). */
export type SbomDependency = readonly [whole: string, part: string];

export interface SbomDocument {
  readonly format: 'cyclonedx' | 'spdx';
  /** `1.6`, `2.3`, `3.0.1` */
  readonly specVersion: string;
  /** `application/vnd.cyclonedx+json`, `application/vnd.cyclonedx+xml`, `application/spdx+json` or `text/spdx` */
  readonly mediaType: string;
  readonly subject: SbomSubject | null;
  readonly components: readonly SbomComponent[];
  /** As far as the document tells; in no particular order, and perhaps of elements that are no components. */
  readonly dependencies: readonly SbomDependency[];
  /** By which others name this very document: `urn:cdx:<serial number>/<version>` (CycloneDX BOM-Link), or null. */
  readonly bomLink: string | null;
  /** The `vulnerabilities` of a CycloneDX document (VEX inside) as its JSON format has them, else null. */
  readonly vulnerabilities: readonly unknown[] | null;
}
