/**
 * The source package of a distribution's binary package, as generators write it beside the purl. Trivy writes it nowhere
 * else: `pkg:deb/debian/libssl3` with the properties SrcName `openssl`, SrcVersion `3.0.11`, SrcRelease `1~deb12u2` in
 * CycloneDX, and with `built package from: openssl 3.0.11-1~deb12u2` in SPDX.
 */
import type { SourcePackage } from '../ecosystem/source-package.ts';

/** A `property` of CycloneDX. */
export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

const TRIVY = 'aquasecurity:trivy:';
const SYFT = 'syft:metadata:';

/** The source package that a component's properties name, as a member of the component; none is no member. */
export function sourceOfProperties(properties: readonly NamedValue[]): { readonly source?: SourcePackage } {
  const values = new Map(properties.map(({ name, value }) => [name, value]));
  const text = (name: string): string | null => values.get(name) || null;
  const trivy = text(`${TRIVY}SrcName`);
  if (trivy !== null) return { source: { name: trivy, version: trivyVersion(text) } };
  const syft = text(`${SYFT}source`) ?? text(`${SYFT}originPackage`);
  return syft === null ? {} : { source: { name: syft, version: text(`${SYFT}sourceVersion`) } };
}

/** `[epoch:]version[-release]` from its three properties. */
function trivyVersion(text: (name: string) => string | null): string | null {
  const version = text(`${TRIVY}SrcVersion`);
  if (version === null) return null;
  const epoch = text(`${TRIVY}SrcEpoch`);
  const release = text(`${TRIVY}SrcRelease`);
  return `${epoch === null || epoch === '0' ? '' : `${epoch}:`}${version}${release === null ? '' : `-${release}`}`;
}

const BUILT_FROM = /^built package from: (\S+)(?: (\S+))?$/;

/** The source package that a package's `sourceInfo` names, as a member of the package; none is no member. */
export function sourceOfSourceInfo(sourceInfo: string | null | undefined): {
  readonly source?: SourcePackage;
} {
  const [, name, version = null] = BUILT_FROM.exec(sourceInfo ?? '') ?? [];
  return name === undefined ? {} : { source: { name, version } };
}
