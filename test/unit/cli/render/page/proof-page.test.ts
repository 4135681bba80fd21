/** The page to file: what it says, and that no name in a bundle becomes a part of it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { ProofVerification } from '../../../../../src/app/verify-proof.ts';
import { type ProofPage, renderProofPage } from '../../../../../src/cli/render/page/proof-page.ts';
import { parseMerkleProof } from '../../../../../src/core/proof/merkle-proof.ts';
import { scoreLeaves } from '../../../../../src/core/proof/score-leaves.ts';
import { proofSpine } from '../../../../../src/core/proof/spine.ts';
import { verifyProof } from '../../../../../src/core/proof/verify-proof.ts';
import { proofDocuments, proofFiles, trustInSigner } from '../../../../helpers/proof-documents.ts';

const documents = proofDocuments();
const files = proofFiles(documents);
const verification: ProofVerification = {
  bundle: 'bundle.tar.gz',
  bundleDigest: `sha256:${'0'.repeat(64)}`,
  verifiedAt: '2025-01-20T00:00:00Z',
  clock: null,
  ...verifyProof({
    files,
    trust: trustInSigner,
    certificate: null,
    timestamp: null,
    threshold: 1,
    at: '2025-01-20T00:00:00Z',
    assumed: ['the trust roots'],
  }),
};
const spine = proofSpine(
  scoreLeaves(documents.manifest, documents.score),
  parseMerkleProof(files.get('merkle-proof.json') ?? new Uint8Array()),
);
const page: ProofPage = {
  verification,
  content: { ...documents, spine },
  tool: { version: '1.2.3', digest: `sha256:${'1'.repeat(64)}`, node: '24.0.0' },
  steps: [{ what: 'The check.', line: 'stella proof verify --bundle bundle.tar.gz --trust-root issuer.pub' }],
};

describe('the page of a verified bundle', () => {
  const text = renderProofPage(page);

  it('says so, and what is established, open and assumed', () => {
    assert.match(text, /<h1>Verified: the score/);
    for (const line of [...verification.established, ...verification.notEstablished, ...verification.assumed])
      assert.ok(text.includes(line.replaceAll("'", '&#39;').replaceAll('"', '&quot;')), line);
  });

  it('shows every check, finding, input digest, and how to repeat the check', () => {
    for (const { name } of verification.checks)
      assert.ok(text.includes(`<th scope="row">${name}</th>`), name);
    for (const { id } of documents.score.findings) assert.ok(text.includes(id), id);
    assert.ok(text.includes(documents.manifest.inputs.sbom.digest));
    assert.ok(text.includes(page.steps[0]?.line ?? '?'));
    assert.ok(text.includes(page.tool.digest));
  });

  it('loads nothing and runs nothing', () => {
    assert.doesNotMatch(text, /<script|<link|<img|<iframe|\ssrc=|\son\w+=|url\(|@import|href=/i);
    assert.match(text, /Content-Security-Policy" content="default-src 'none'/);
  });
});

describe('the page of a bundle that is not verified', () => {
  const failed: ProofVerification = { ...verification, verified: false, code: 'KEY_UNKNOWN', proven: null };
  const text = renderProofPage({ ...page, verification: failed, content: null });

  it('says so, and tells nothing of what is in it', () => {
    assert.match(text, /<h1>Not verified: KEY_UNKNOWN/);
    for (const { purl } of documents.score.findings) assert.ok(!text.includes(purl), purl);
    assert.doesNotMatch(text, /<svg/);
  });
});

describe('names in the page', () => {
  it('stay text, whatever they are', () => {
    const shape = (text: string) => text.replace(/[^<>]*/g, '');
    const expected = shape(renderProofPage(page));
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'<>"\'&/=;-! \n\u0000\u202ea') }), (name) => {
        const findings = documents.score.findings.map((finding) => ({
          ...finding,
          purl: name,
          version: name,
        }));
        const hostile = renderProofPage({
          ...page,
          verification: { ...verification, bundle: name },
          content: { manifest: documents.manifest, score: { ...documents.score, findings }, spine },
        });
        assert.equal(shape(hostile), expected);
        assert.ok(!hostile.includes('\u0000') && !hostile.includes('\u202e'));
      }),
    );
  });
});
