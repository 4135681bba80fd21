/** When does a package URL that somebody wrote (a VEX statement, evidence) mean the component at hand? */
import type { VersionScheme } from '../version/scheme.ts';
import type { Purl } from './purl.ts';

/**
 * True when `pattern` means `component`: type, namespace and name are equal; so are version and subpath where the
 * pattern has them (without a version it means every version), and the component has every qualifier of the pattern
 * with the same value.
 * @param scheme by which versions are equal that are spelt differently (PyPI's `1.0` and `1.0.0`, Go's `v1.0.0` and
 * `1.0.0`); without it only the same text is the same version
 */
export function purlMeans(pattern: Purl, component: Purl, scheme?: VersionScheme): boolean {
  return (
    pattern.type === component.type &&
    pattern.namespace === component.namespace &&
    pattern.name === component.name &&
    (pattern.version === null || isSameVersion(pattern.version, component.version, scheme)) &&
    (pattern.subpath === null || pattern.subpath === component.subpath) &&
    Object.entries(pattern.qualifiers).every(([key, value]) => hasQualifier(component, key, value))
  );
}

/** Docker Hub has two host names, of which Trivy writes the one and the purl specification the other. */
const DOCKER_HUB = /^(?:index\.)?docker\.io\//;

function hasQualifier({ type, qualifiers }: Purl, key: string, value: string): boolean {
  const own = qualifiers[key];
  if (own === value || own === undefined) return own === value;
  const isRepository = key === 'repository_url' && type === 'oci';
  return isRepository && DOCKER_HUB.test(own) && own.replace(DOCKER_HUB, '') === inDockerHub(value);
}

/** The repository's path in Docker Hub, or null for one elsewhere. */
function inDockerHub(repository: string): string | null {
  return DOCKER_HUB.test(repository) ? repository.replace(DOCKER_HUB, '') : null;
}

function isSameVersion(text: string, version: string | null, scheme: VersionScheme | undefined): boolean {
  if (text === version) return true;
  if (scheme === undefined || version === null || !scheme.isValid(text) || !scheme.isValid(version))
    return false;
  return scheme.compare(text, version) === 0;
}
