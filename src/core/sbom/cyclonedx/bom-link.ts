/**
 * BOM-Link (https://cyclonedx.org/capabilities/bomlink/), by which one document names another, or an element in it:
 * `urn:cdx:<serial number>/<version>#<bom-ref>`. It holds for that very document: what is said of a library in one
 * product says nothing of the same library in another.
 */
import { percentDecode } from '../../purl/percent.ts';

export interface BomLink {
  /** `urn:cdx:<serial number>/<version>`, in lower case. */
  readonly bom: string;
  /** What the `bom-ref` may be: percent-encoded in links, or, in CycloneDX's own examples, not. Null: the whole document. */
  readonly refs: readonly string[] | null;
}

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const SERIAL_NUMBER = new RegExp(`^urn:uuid:(${UUID})$`);
const LINK = new RegExp(`^(urn:cdx:${UUID}/[1-9][0-9]{0,9})(?:#(.*))?$`, 'is');

/**
 * The link to a document, or null for one without a serial number. A document that does not say its version is the
 * first.
 */
export function bomLinkOf(serialNumber: unknown, version: unknown): string | null {
  const uuid =
    typeof serialNumber === 'string' ? SERIAL_NUMBER.exec(serialNumber.toLowerCase())?.[1] : undefined;
  return uuid === undefined ? null : `urn:cdx:${uuid}/${Number(version ?? 1)}`;
}

/** What a link names, or null for a text that is none. */
export function parseBomLink(text: string): BomLink | null {
  const [, bom, ref] = LINK.exec(text) ?? [];
  if (bom === undefined) return null;
  return { bom: bom.toLowerCase(), refs: ref === undefined ? null : [ref, percentDecode(ref) ?? ref] };
}
