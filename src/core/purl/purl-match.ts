/** When does a package URL that somebody wrote (a VEX statement, evidence) mean the component at hand? */
import type { Purl } from './purl.ts';

/**
 * True when `pattern` means `component`: type, namespace and name are equal; so are version and subpath where the
 * pattern has them (without a version it means every version), and the component has every qualifier of the pattern
 * with the same value.
 */
export function purlMeans(pattern: Purl, component: Purl): boolean {
  return (
    pattern.type === component.type &&
    pattern.namespace === component.namespace &&
    pattern.name === component.name &&
    (pattern.version === null || pattern.version === component.version) &&
    (pattern.subpath === null || pattern.subpath === component.subpath) &&
    Object.entries(pattern.qualifiers).every(([key, value]) => component.qualifiers[key] === value)
  );
}
