/**
 * C2SP x509-limbo: chains that must and must not verify. The suite is made for TLS servers, so cases about server names and
 * server purposes, and those that need the network, are left out by their ids; of the rest every case is decided as the suite
 * says or stands in one of the lists below with the reason.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parsePem } from '../../src/core/encoding/pem.ts';
import { isStellaError } from '../../src/core/errors.ts';
import { verifyChain } from '../../src/core/x509/verify-chain.ts';
import { toAnchor } from '../helpers/certificates.ts';
import { corpusPath, corpusSkip } from '../helpers/corpora.ts';

interface Testcase {
  readonly id: string;
  readonly trusted_certs: readonly string[];
  readonly untrusted_intermediates: readonly string[];
  readonly peer_certificate: string;
  readonly validation_time: string | null;
  readonly expected_result: 'SUCCESS' | 'FAILURE';
}

const FILE = 'x509-limbo/limbo-2023-12-02.json';
/** Cases without a time of their own are to be checked "now": the day on which the suite was made. */
const NOW = '2023-12-02T00:00:00Z';

/** Network; the server's name against the leaf; purposes of servers. */
const LEFT_OUT = [/^online::/, /^webpki::san::/, /::eku::/];

/** Section 4 asks this of the CA that issues; section 6 does not make a validator look, and common tools leave it out. */
const CA_DUTIES: ReadonlySet<string> = new Set([
  'rfc5280::aki::leaf-missing-aki',
  'rfc5280::aki::intermediate-missing-aki',
  'rfc5280::aki::cross-signed-root-missing-aki',
  'rfc5280::ski::root-missing-ski',
  'rfc5280::ski::intermediate-missing-ski',
  'rfc5280::serial::zero',
  'rfc5280::root-non-critical-basic-constraints',
]);

/** Rules of the CA/Browser Forum that RFC 5280 does not have: refused there, accepted here. */
const BROWSER_RULES: ReadonlySet<string> = new Set([
  'webpki::aki::root-with-aki-missing-keyidentifier',
  'webpki::aki::root-with-aki-authoritycertissuer',
  'webpki::aki::root-with-aki-authoritycertserialnumber',
  'webpki::aki::root-with-aki-all-fields',
  'webpki::aki::root-with-aki-ski-mismatch',
  'webpki::v1-cert',
  'webpki::ee-basicconstraints-ca',
]);

/** The Forum lets name constraints be non-critical, RFC 5280 does not: `rfc5280::nc::permitted-dns-match-noncritical`. */
const BROWSER_EXCEPTIONS: ReadonlySet<string> = new Set(['webpki::nc::permitted-dns-match-noncritical']);

/** A limit on intermediates that the caller chooses for each chain: we have one for all (CHAIN_LENGTH_MAX). */
const CALLERS_DEPTH: ReadonlySet<string> = new Set([
  'pathlen::max-chain-depth-0-exhausted',
  'pathlen::max-chain-depth-1-exhausted',
]);

const skip = corpusSkip(FILE);
const testcases: readonly Testcase[] =
  skip === false ? JSON.parse(readFileSync(corpusPath(FILE), 'utf8')).testcases : [];

test('the suite has the cases that are named here', { skip }, () => {
  const ids = new Set(testcases.map(({ id }) => id));
  for (const list of [CA_DUTIES, BROWSER_RULES, BROWSER_EXCEPTIONS, CALLERS_DEPTH]) {
    for (const id of list) assert.ok(ids.has(id), id);
  }
});

for (const testcase of testcases.filter(({ id }) => !LEFT_OUT.some((pattern) => pattern.test(id)))) {
  const expected = expectedResult(testcase);
  test(`${testcase.id} ${expected === 'SUCCESS' ? 'verifies' : 'is refused'}`, () => {
    assert.equal(decide(testcase), expected);
  });
}

function expectedResult({ id, expected_result }: Testcase): Testcase['expected_result'] {
  if (CA_DUTIES.has(id) || BROWSER_RULES.has(id) || CALLERS_DEPTH.has(id)) return 'SUCCESS';
  return BROWSER_EXCEPTIONS.has(id) ? 'FAILURE' : expected_result;
}

function decide(testcase: Testcase): Testcase['expected_result'] {
  try {
    verifyChain(toDer(testcase.peer_certificate), {
      anchors: testcase.trusted_certs.map((pem) => toAnchor(toDer(pem))),
      intermediates: testcase.untrusted_intermediates.map(toDer),
      at: testcase.validation_time?.replace('+00:00', 'Z') ?? NOW,
      purpose: 'any',
    });
    return 'SUCCESS';
  } catch (error) {
    if (!isStellaError(error)) throw error;
    assert.ok(error.code.startsWith('CERTIFICATE_') || error.code === 'INPUT_INVALID', error.message);
    return 'FAILURE';
  }
}

function toDer(pem: string): Uint8Array {
  const [block] = parsePem(pem, 'case');
  assert.equal(block?.label, 'CERTIFICATE');
  return block.der;
}
