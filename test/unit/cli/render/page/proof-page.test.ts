/** The page to file: what it says, and that no name in a bundle becomes a part of it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { ProofVerification } from '../../../../../src/app/proof/verify-proof.ts';
import { type ProofPage, renderProofPage } from '../../../../../src/cli/render/page/proof-page.ts';
import { parseMerkleProof } from '../../../../../src/core/proof/merkle-proof.ts';
import { scoreLeaves } from '../../../../../src/core/proof/score-leaves.ts';
import { proofSpine } from '../../../../../src/core/proof/spine.ts';
import { verifyProof } from '../../../../../src/core/proof/verify-proof.ts';
import type { TrustRoots } from '../../../../../src/core/trust/trust-roots.ts';
import { proofDocuments, proofFiles, stranger, trustInSigner } from '../../../../helpers/proof-documents.ts';

const documents = proofDocuments();
const files = proofFiles(documents);

function verify(trust: TrustRoots): ProofVerification {
  return {
    bundle: 'bundle.tar.gz',
    bundleDigest: `sha256:${'0'.repeat(64)}`,
    verifiedAt: '2025-01-20T00:00:00Z',
    clock: null,
    ...verifyProof({
      files,
      trust,
      certificate: null,
      timestamp: null,
      threshold: 1,
      at: '2025-01-20T00:00:00Z',
      assumed: ['the trust roots: given'],
    }),
  };
}

const verification = verify(trustInSigner);
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
  const withoutCode = text.replaceAll(/<\/?code>/g, '');

  it('says so, and what is established, open and assumed', () => {
    assert.match(text, /<h1>The score 9\.8 of scan .* was signed by a key that you trust/);
    for (const line of [...verification.established, ...verification.notEstablished, ...verification.assumed])
      assert.ok(withoutCode.includes(line.replaceAll("'", '&#39;').replaceAll('"', '&quot;')), line);
  });

  it('shows every check, finding, input digest, and how to repeat the check', () => {
    for (const { name } of verification.checks)
      assert.ok(text.includes(`<th scope="row">${name}<small>`), name);
    for (const { id } of documents.score.findings) assert.ok(text.includes(id), id);
    assert.ok(text.includes(documents.manifest.inputs.sbom.digest));
    assert.ok(text.includes(page.steps[0]?.line ?? '?'));
    assert.ok(text.includes(page.tool.digest));
  });

  it('loads nothing and runs nothing', () => {
    assert.doesNotMatch(text, /<script|<link|<img|<iframe|\ssrc=|\son\w+=|url\(|@import|href="(?!#)/i);
    assert.match(text, /Content-Security-Policy" content="default-src 'none'; style-src 'sha256-/);
  });
});

describe('the page of a bundle that is not verified', () => {
  const failed = verify({ keys: [{ ...stranger.publicKey, source: 'stranger.pub' }], anchors: [] });
  const text = renderProofPage({ ...page, verification: failed, content: null });

  it('says so, and tells nothing of what is in it', () => {
    assert.match(text, /NOT VERIFIED<\/p>\n<h1>Nobody whom you trust/);
    for (const { purl } of documents.score.findings) assert.ok(!text.includes(purl), purl);
    for (const unverified of [documents.score.scanId, '9.8', ...failed.checks.flatMap(passedReason)])
      assert.ok(!text.includes(unverified), unverified);
    assert.match(text, /KEY_UNKNOWN/);
    assert.doesNotMatch(text, /<svg/);
  });
});

/** What a check that holds by itself says of the content. */
function passedReason({ status, reason }: ProofVerification['checks'][number]): string[] {
  return status === 'pass' ? [reason] : [];
}

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
