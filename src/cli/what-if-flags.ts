/** The flags of `score replay` that put other inputs in the place of the manifest's own. */
import * as Flags from '@oclif/core/flags';
import type { DocumentKind } from '../app/ports/documents.ts';
import {
  type CatalogSources,
  documentBytes,
  findDocument,
  keyOf,
  listDocuments,
} from '../app/scan/document-catalog.ts';
import type { ChosenDocument, WhatIf } from '../app/score/what-if.ts';
import { type Digest, isDigest } from '../core/digest/sha256.ts';
import { utf8Decode } from '../core/encoding/utf8.ts';
import { StellaError } from '../core/errors.ts';
import { parseEvidenceDocument } from '../core/evidence/evidence-document.ts';
import { parsePolicyDocument } from '../core/policy/policy-document.ts';
import { parseRulesDocument } from '../core/rules/rules-document.ts';
import { MAX_DOCUMENT_BYTES, readInputFile } from '../io/files/read-input-file.ts';
import { readVexDocuments, VEX_VALUE } from './vex-documents.ts';

const GROUP = { helpGroup: 'WHAT-IF' } as const;

export const whatIfFlags = {
  feed: Flags.custom<Digest | 'latest'>({
    ...GROUP,
    helpValue: 'latest|sha256:HEX',
    description: 'with this feed snapshot; latest: captured last of those in the store',
    // biome-ignore lint/suspicious/useAwait: oclif wants a promise
    parse: async (input) => {
      if (input === 'latest' || isDigest(input)) return input;
      throw new StellaError('USAGE', `${JSON.stringify(input)} is no feed snapshot`, {
        hint: 'write latest, or a digest that "stella feed list" shows',
      });
    },
  })(),
  rules: Flags.string({
    ...GROUP,
    helpValue: 'NAME[@VERSION]|FILE',
    description: 'with these rules; what has a / in it or ends in .yaml, .yml or .json is a file',
  }),
  policy: Flags.string({
    ...GROUP,
    helpValue: 'NAME[@VERSION]|FILE',
    description: 'with this policy, likewise',
  }),
  vex: Flags.string({
    ...GROUP,
    helpValue: VEX_VALUE,
    multiple: true,
    multipleNonGreedy: true,
    exclusive: ['without-vex'],
    description: "with this VEX document, in place of all of the scan's own (repeatable)",
  }),
  'without-vex': Flags.boolean({ ...GROUP, description: "without the scan's VEX documents" }),
  evidence: Flags.string({
    ...GROUP,
    helpValue: 'FILE',
    exclusive: ['without-evidence'],
    description: 'with this evidence',
  }),
  'without-evidence': Flags.boolean({ ...GROUP, description: "without the scan's evidence" }),
};

export interface WhatIfValues {
  readonly feed?: Digest | 'latest' | undefined;
  readonly rules?: string | undefined;
  readonly policy?: string | undefined;
  readonly vex?: readonly string[] | undefined;
  readonly evidence?: string | undefined;
  readonly 'without-vex': boolean;
  readonly 'without-evidence': boolean;
}

/** @throws StellaError RULES_NOT_FOUND, POLICY_NOT_FOUND, INPUT_MISSING or INPUT_INVALID */
export async function whatIfFrom(
  values: WhatIfValues,
  catalog: () => Promise<CatalogSources>,
): Promise<Omit<WhatIf, 'freeze'>> {
  const { feed, rules, policy, vex, evidence } = values;
  return {
    feed: feed ?? null,
    rules: rules === undefined ? null : await chooseDocument('rules', rules, await catalog()),
    policy: policy === undefined ? null : await chooseDocument('policy', policy, await catalog()),
    vex: values['without-vex']
      ? []
      : vex === undefined
        ? null
        : await readVexDocuments(vex, async () => (await catalog()).blobs),
    evidence: values['without-evidence']
      ? 'none'
      : evidence === undefined
        ? null
        : parseEvidenceDocument(await readText(evidence, 'the evidence'), evidence).canonicalBytes,
  };
}

const PARSERS = { rules: parseRulesDocument, policy: parsePolicyDocument } as const;

async function chooseDocument(
  kind: DocumentKind,
  reference: string,
  catalog: CatalogSources,
): Promise<ChosenDocument> {
  if (!/\/|\.(?:ya?ml|json)$/.test(reference)) {
    const row = findDocument(kind, reference, catalog);
    return { name: row.name, version: row.version, bytes: documentBytes(row, catalog) };
  }
  const { document, canonicalBytes, digest } = PARSERS[kind](
    await readText(reference, `the ${kind}`),
    reference,
  );
  const { name, version } = document;
  const known = listDocuments(kind, catalog).find((row) => keyOf(row) === keyOf(document));
  if (known !== undefined && known.digest !== digest) {
    throw new StellaError(
      'INPUT_INVALID',
      `${reference} is ${kind} ${keyOf(document)} with other content (${digest}) than the store's (${known.digest})`,
      {
        details: { expected: known.digest, received: digest },
        hint: 'one name and version means one content for ever: give the changed document another version',
      },
    );
  }
  return { name, version, bytes: canonicalBytes };
}

async function readText(path: string, what: string): Promise<string> {
  return utf8Decode(await readDocument(path, what), path);
}

function readDocument(path: string, what: string): Promise<Uint8Array> {
  return readInputFile(path, { what, missing: 'INPUT_MISSING', maxBytes: MAX_DOCUMENT_BYTES });
}
