/** BOM-Link (https://cyclonedx.org/capabilities/bomlink/): how other documents name a CycloneDX document. */

const SERIAL_NUMBER = /^urn:uuid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/**
 * `urn:cdx:<uuid>/<version>` of a document, or null for one without a serial number. A document that does not say its
 * version is the first.
 */
export function bomLinkOf(serialNumber: unknown, version: unknown): string | null {
  const uuid =
    typeof serialNumber === 'string' ? SERIAL_NUMBER.exec(serialNumber.toLowerCase())?.[1] : undefined;
  return uuid === undefined ? null : `urn:cdx:${uuid}/${Number(version ?? 1)}`;
}
