/** in-toto Statement v1 (https://github.com/in-toto/attestation, spec/v1/statement.md): what a DSSE payload says. */
import * as v from 'valibot';
import type { VerifiedPayload } from '../dsse/verify-envelope.ts';
import { type ErrorCode, StellaError } from '../errors.ts';
import { canonicalBytes } from '../json/canonical-json.ts';
import { checkShape } from '../json/document.ts';
import type { JsonObject } from '../json/json-value.ts';
import { hashHexShape } from '../json/shapes.ts';
import { parseStrictJson } from '../json/strict-json.ts';

export const STATEMENT_PAYLOAD_TYPE = 'application/vnd.in-toto+json';
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';

export interface Subject {
  readonly name: string;
  readonly digest: { readonly sha256: string };
}

export interface Statement {
  readonly subject: readonly Subject[];
  readonly predicateType: string;
  readonly predicate: JsonObject;
}

/** Unknown members are ignored, as in-toto asks of consumers. */
const statementShape = v.object({
  subject: v.array(v.object({ name: v.string(), digest: v.object({ sha256: hashHexShape }) })),
  predicate: v.record(v.string(), v.any()),
});

/** Canonical bytes of a statement. */
export function formatStatement(statement: Statement): Uint8Array {
  return canonicalBytes({
    _type: STATEMENT_TYPE,
    subject: statement.subject.map(({ name, digest }) => ({ name, digest: { sha256: digest.sha256 } })),
    predicateType: statement.predicateType,
    predicate: statement.predicate,
  });
}

/**
 * Reads the statement in a verified payload.
 * @throws StellaError INPUT_INVALID (not strict JSON), UNSUPPORTED_VERSION (another payload, statement or predicate
 * type), `code` (malformed)
 */
export function parseStatement(verified: VerifiedPayload, predicateType: string, code: ErrorCode): Statement {
  expectType('payload type', STATEMENT_PAYLOAD_TYPE, verified.payloadType);
  const value = parseStrictJson(verified.payload, 'the signed statement') as JsonObject | null;
  expectType('statement type', STATEMENT_TYPE, value?.['_type']);
  expectType('predicate type', predicateType, value?.['predicateType']);
  const { subject, predicate } = checkShape(statementShape, value, 'the signed statement', code);
  return {
    subject: subject.map(({ name, digest }) => ({ name, digest: { sha256: digest.sha256 } })),
    predicateType,
    predicate,
  };
}

function expectType(what: string, expected: string, received: unknown): void {
  if (received === expected) return;
  const shown = (JSON.stringify(received) ?? 'none').slice(0, 120);
  throw new StellaError('UNSUPPORTED_VERSION', `the ${what} is ${shown}, expected ${expected}`, {
    details: { expected },
  });
}
