/**
 * The YAML writer, for loading it only when it is asked for. A module of its own: a CommonJS package that is imported
 * dynamically loses its named exports when it is bundled.
 */
export { stringify } from 'yaml';
