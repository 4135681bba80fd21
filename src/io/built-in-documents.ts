/** Reads the rules and policies that the program ships, from `offline-kit/` in its own folder. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DocumentKind } from '../app/ports/documents.ts';
import type { BuiltInDocument } from '../app/scan/document-catalog.ts';
import { utf8Decode } from '../core/encoding/utf8.ts';
import { parsePolicyDocument } from '../core/policy/policy-document.ts';
import { parseRulesDocument } from '../core/rules/rules-document.ts';

const FOLDERS: readonly (readonly [DocumentKind, string])[] = [
  ['rules', 'rules'],
  ['policy', 'policies'],
];

/** @param root the program's folder */
export function readBuiltInDocuments(root: string): BuiltInDocument[] {
  return FOLDERS.flatMap(([kind, folder]) => {
    const path = join(root, 'offline-kit', folder);
    const names = readdirSync(path).filter((name) => name.endsWith('.yaml'));
    return names.sort().map((name) => readBuiltIn(kind, join(path, name), name));
  });
}

function readBuiltIn(kind: DocumentKind, path: string, name: string): BuiltInDocument {
  const text = utf8Decode(new Uint8Array(readFileSync(path)), name);
  const parsed = kind === 'rules' ? parseRulesDocument(text, name) : parsePolicyDocument(text, name);
  const { document, canonicalBytes, digest } = parsed;
  return {
    bytes: canonicalBytes,
    row: {
      kind,
      name: document.name,
      version: document.version,
      digest,
      size: canonicalBytes.length,
      origin: 'built-in',
      addedAt: '',
    },
  };
}
