/** CycloneDX 1.2 to 1.7 as XML. */
import type { SbomDocument } from '../component.ts';
import { quote, unsupportedSpecVersion } from '../sbom-error.ts';
import {
  CYCLONEDX_VERSIONS,
  type CycloneDxVersion,
  cycloneDxXmlGrammar,
  isCycloneDxVersion,
} from './schemas.ts';
import { Collector } from './xml/collect.ts';
import { type Refuse, readXml, type XmlElement, type XmlHandler } from './xml/read-xml.ts';
import { createValidator } from './xml/validate.ts';

const NAMESPACE = 'http://cyclonedx.org/schema/bom/';

/**
 * Checks a document against the schema of its namespace while it is read, and lists its components as the JSON reader does.
 * @throws StellaError INPUT_INVALID with line and column, UNSUPPORTED_VERSION
 */
export function readCycloneDxXml(bytes: Uint8Array): SbomDocument {
  const collector = new Collector();
  let specVersion = '';
  readXml(bytes, (refuse) => {
    let validator: XmlHandler | null = null;
    return {
      open(element) {
        if (validator === null) {
          const version = readVersion(element, refuse);
          specVersion = version;
          validator = createValidator(cycloneDxXmlGrammar(version), collector, refuse);
        }
        validator.open(element);
      },
      text: (text) => validator?.text(text),
      close: () => validator?.close(),
    };
  });
  return {
    format: 'cyclonedx',
    specVersion,
    mediaType: 'application/vnd.cyclonedx+xml',
    ...collector.collected(),
  };
}

function readVersion({ namespace, name }: XmlElement, refuse: Refuse): CycloneDxVersion {
  if (!namespace.startsWith(NAMESPACE) || name !== 'bom') {
    return refuse(`the element ${quote(name)} of ${quote(namespace)}, expected bom of ${NAMESPACE}…`);
  }
  const version = namespace.slice(NAMESPACE.length);
  if (isCycloneDxVersion(version)) return version;
  throw unsupportedSpecVersion('the CycloneDX document', version, CYCLONEDX_VERSIONS);
}
