/** The versions of SPDX that are read. */
import { unsupportedSpecVersion } from '../sbom-error.ts';

const SPDX_2 = ['SPDX-2.2', 'SPDX-2.3'];

/**
 * `2.3` of `SPDX-2.3`.
 * @throws StellaError UNSUPPORTED_VERSION
 */
export function readSpdx2Version(spdxVersion: string): string {
  if (!SPDX_2.includes(spdxVersion)) throw unsupportedSpecVersion('the SPDX document', spdxVersion, SPDX_2);
  return spdxVersion.slice('SPDX-'.length);
}

/**
 * Checks the version of a JSON-LD context: patch releases of 3.0 do not change what a document means.
 * @throws StellaError UNSUPPORTED_VERSION
 */
export function checkSpdx3Version(version: string): void {
  if (!/^3\.0\.\d{1,4}$/.test(version)) throw unsupportedSpecVersion('the SPDX document', version, ['3.0.x']);
}
