/**
 * The CycloneDX schemas (Apache License 2.0, CycloneDX/specification), reduced to what decides validity by
 * `scripts/generate-sbom-schemas.ts`. They are compiled for the one version that a document has, when it is read.
 */
import { compileSchema, type SchemaDocuments } from '../json-schema/compile-schema.ts';
import type { Check } from '../json-schema/violation.ts';
import bom12 from './schema/bom-1.2.json' with { type: 'json' };
import bom12Xml from './schema/bom-1.2-xml.json' with { type: 'json' };
import bom13 from './schema/bom-1.3.json' with { type: 'json' };
import bom13Xml from './schema/bom-1.3-xml.json' with { type: 'json' };
import bom14 from './schema/bom-1.4.json' with { type: 'json' };
import bom14Xml from './schema/bom-1.4-xml.json' with { type: 'json' };
import bom15 from './schema/bom-1.5.json' with { type: 'json' };
import bom15Xml from './schema/bom-1.5-xml.json' with { type: 'json' };
import bom16 from './schema/bom-1.6.json' with { type: 'json' };
import bom16Xml from './schema/bom-1.6-xml.json' with { type: 'json' };
import bom17 from './schema/bom-1.7.json' with { type: 'json' };
import bom17Xml from './schema/bom-1.7-xml.json' with { type: 'json' };
import cryptographyDefs from './schema/cryptography-defs.json' with { type: 'json' };
import jsf from './schema/jsf-0.82.json' with { type: 'json' };
import spdx from './schema/spdx.json' with { type: 'json' };
import type { XmlGrammar } from './xml/grammar.ts';

/** The versions of the specification that are read, in both formats. */
export const CYCLONEDX_VERSIONS = ['1.2', '1.3', '1.4', '1.5', '1.6', '1.7'] as const;

export type CycloneDxVersion = (typeof CYCLONEDX_VERSIONS)[number];

/** TypeScript infers plain strings where the schemas' types have literals; the generator has checked them. */
const JSON_SCHEMAS: unknown = {
  ...{ '1.2': bom12, '1.3': bom13, '1.4': bom14, '1.5': bom15, '1.6': bom16, '1.7': bom17 },
  ...{ spdx, 'jsf-0.82': jsf, 'cryptography-defs': cryptographyDefs },
};
const XML_GRAMMARS: unknown = {
  ...{ '1.2': bom12Xml, '1.3': bom13Xml, '1.4': bom14Xml, '1.5': bom15Xml, '1.6': bom16Xml, '1.7': bom17Xml },
};

/** The license identifiers that the schemas know. */
export const SPDX_LICENSE_IDS: readonly string[] = spdx.enum;

const jsonChecks = new Map<CycloneDxVersion, Check>();

export function isCycloneDxVersion(text: string): text is CycloneDxVersion {
  return CYCLONEDX_VERSIONS.some((version) => version === text);
}

/** The check of a JSON document of this version. */
export function cycloneDxJsonCheck(version: CycloneDxVersion): Check {
  let check = jsonChecks.get(version);
  if (check === undefined) {
    check = compileSchema(JSON_SCHEMAS as SchemaDocuments, version);
    jsonChecks.set(version, check);
  }
  return check;
}

/** The grammar of an XML document of this version. */
export function cycloneDxXmlGrammar(version: CycloneDxVersion): XmlGrammar {
  return (XML_GRAMMARS as Record<CycloneDxVersion, XmlGrammar>)[version];
}
