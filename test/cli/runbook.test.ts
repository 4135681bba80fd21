/**
 * The runbook's shell lines as they stand there, host names apart, on a kit of the sample feeds: what an operator types must
 * work, and what a script reads must be there.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'stella-runbook-'));
const env = {
  PATH: `${join(root, 'bin')}${delimiter}${process.env['PATH']}`,
  HOME: folder,
  STELLA_HOME: join(folder, 'home'),
  SCAN_ID: 'scan-123',
  NO_COLOR: '1',
  TZ: 'UTC',
};

const hasJq = spawnSync('jq', ['--version']).status === 0;
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const hasSqlite = spawnSync('sqlite3', ['--version']).status === 0;

function sh(script: string): { exit: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  return { exit: status, stdout, stderr };
}

/** Runs a script that must succeed, and returns what it prints. */
function ok(script: string): string {
  const { exit, stdout, stderr } = sh(script);
  assert.equal(exit, 0, `${script}\n${stderr}${stdout}`);
  return stdout;
}

before(() => {
  ok(`stella key generate --default --output issuer.key`);
  ok(
    `stella offline build --from ${root}fixtures/feeds --output kit.tar.gz --key issuer.key --sequence 1 --created-at 2025-09-01T00:00:00Z`,
  );
  ok(`stella offline import --bundle kit.tar.gz --trust-root issuer.key.pub`);
  ok(`stella scan run ${root}fixtures/sboms/webshop.cdx.json --scan scan-123 --freeze 2025-01-15T00:00:00Z`);
});

after(() => rmSync(folder, { recursive: true, force: true }));

describe('runbook 2.1, triggering a replay', () => {
  it('replays a scan', () => {
    assert.match(ok('stella score replay --scan scan-123'), /same root hash/);
  });

  it('replays a manifest that is named', { skip: hasJq ? false : 'no jq' }, () => {
    ok(
      "stella score replay --scan scan-123 --manifest-hash $(stella scan show scan-123 --output json | jq -r '.manifestHash')",
    );
  });

  it('replays at a frozen time that the scan has', () => {
    ok('stella score replay --scan scan-123 --freeze 2025-01-15T00:00:00Z');
  });

  it('answers in JSON with the members that the runbook shows', () => {
    const answer = JSON.parse(ok('stella score replay --scan scan-123 --output json'));
    for (const member of [
      'scanId',
      'score',
      'rootHash',
      'bundleUri',
      'manifestHash',
      'replayedAt',
      'deterministic',
    ]) {
      assert.ok(member in answer, member);
    }
    assert.equal(answer.scanId, 'scan-123');
    assert.equal(answer.deterministic, true);
    assert.equal(answer.bundleUri, `/api/v1/scanner/scans/scan-123/proofs/${answer.rootHash}`);
    assert.equal(answer.rootHash, answer.original.rootHash);
  });
});

describe('runbook 2.2 to 2.3, bundles and integrity', () => {
  it('gets the bundle of a scan, and downloads it to a file', () => {
    ok('stella score bundle --scan scan-123');
    ok('stella score bundle --scan scan-123 --output bundle.tar.gz');
    assert.deepEqual(
      readFileSync(join(folder, 'scan-123.tar.gz')),
      readFileSync(join(folder, 'bundle.tar.gz')),
    );
  });

  it('verifies against an expected root hash, and fails for another', {
    skip: hasJq ? false : 'no jq',
  }, () => {
    ok(
      "stella score verify --scan scan-123 --root-hash $(stella scan show scan-123 --output json | jq -r '.rootHash')",
    );
    const other = sh(
      `stella score verify --scan scan-123 --root-hash sha256:${'0'.repeat(64)} --output json`,
    );
    assert.equal(other.exit, 1);
    assert.equal(JSON.parse(other.stdout).error.code, 'ROOT_HASH_MISMATCH');
  });

  it('verifies a downloaded bundle with the trust roots that the kit brought or that were added', () => {
    ok('stella trust add issuer.key.pub');
    ok('stella proof verify --bundle bundle.tar.gz');
    ok('stella proof verify --bundle bundle.tar.gz --offline');
  });
});

describe('runbook 3, determinism', () => {
  it('gives the same root twice, by the script that stands there', { skip: hasJq ? false : 'no jq' }, () => {
    const script = `
REPLAY1=$(stella score replay --scan $SCAN_ID --output json)
REPLAY2=$(stella score replay --scan $SCAN_ID --output json)
# Extract root hashes
HASH1=$(echo $REPLAY1 | jq -r '.rootHash')
HASH2=$(echo $REPLAY2 | jq -r '.rootHash')
# Compare
if [ "$HASH1" = "$HASH2" ]; then
echo "✓ Determinism verified: $HASH1"
else
echo "✗ Non-deterministic! $HASH1 != $HASH2"
exit 1
fi`;
    assert.match(ok(script), /Determinism verified: sha256:[0-9a-f]{64}/);
  });

  it('replays with the feed frozen at the time of the scan', { skip: hasJq ? false : 'no jq' }, () => {
    const script = `stella score replay --scan $SCAN_ID \\
--freeze $(stella scan show $SCAN_ID --output json | jq -r '.scannedAt')`;
    assert.match(ok(script), /same root hash/);
  });
});

describe('runbook 4, bundles', () => {
  it('extracts a bundle whose manifest hashes to manifestHash', { skip: hasJq ? false : 'no jq' }, () => {
    ok('tar -xzf bundle.tar.gz && cat bundle/manifest.json | jq .');
    const sum = ok('sha256sum bundle/manifest.json').split(' ')[0];
    const hash = ok("stella scan show $SCAN_ID --output json | jq -r '.manifestHash'").trim();
    assert.equal(`sha256:${sum}`, hash);
  });

  it('verifies with --verbose, and shows the spine', () => {
    ok('stella proof verify --bundle bundle.tar.gz --verbose');
    assert.match(ok('stella proof spine --bundle bundle.tar.gz'), /manifest/);
    ok('stella proof spine --bundle bundle.tar.gz --verify');
  });

  it('archives one bundle, and all of a year', () => {
    ok(
      'mkdir -p archive/proofs && stella score bundle --scan $SCAN_ID --output archive/proofs/$SCAN_ID.tar.gz',
    );
    const script = `stella score bundle-export \\
--since 2025-01-01 \\
--until 2025-12-31 \\
--output archive/2025-proofs/`;
    ok(script);
    const index = JSON.parse(readFileSync(join(folder, 'archive/2025-proofs/index.json'), 'utf8'));
    assert.deepEqual(
      index.bundles.map(({ scanId }: { scanId: string }) => scanId),
      ['scan-123'],
    );
    assert.equal(
      `sha256:${ok('sha256sum archive/2025-proofs/scan-123.tar.gz').split(' ')[0]}`,
      index.bundles[0].digest,
    );
    ok(script);
  });
});

describe('runbook 5, troubleshooting', () => {
  const reads = { skip: hasJq ? false : 'no jq' };

  it('shows the manifest, the manifest hash of a frozen replay, and the findings count', reads, () => {
    assert.match(ok("stella scan show $SCAN_ID --output json | jq '.manifest'"), /stella\.manifest\/v1/);
    const hash = ok(
      "stella score replay --scan $SCAN_ID --freeze 2025-01-15T00:00:00Z --output json | jq '.manifestHash'",
    );
    assert.match(hash, /^"sha256:[0-9a-f]{64}"\n$/);
    assert.match(ok("stella scan show $SCAN_ID --output json | jq '.findingsCount'"), /^\d+\n$/);
  });

  it('shows the version of the rules', () => {
    const rules = JSON.parse(ok('stella rules show --version --output json'));
    assert.equal(rules.version, '1.0.0');
  });

  it('names the signature among the checks', () => {
    assert.match(ok('stella proof verify --bundle bundle.tar.gz --verbose 2>&1 | grep -i signature'), /pass/);
  });

  it('checks the Merkle proof, and says how far a replay is', () => {
    ok('stella proof spine --bundle bundle.tar.gz --verify');
    const { stderr } = sh('stella score replay --scan $SCAN_ID --verbose');
    assert.match(stderr, /manifest sha256:/);
  });

  it('compares the feed at the original time', reads, () => {
    const script = `ORIGINAL_TIME=$(stella scan show $SCAN_ID --output json | jq -r '.scannedAt')
stella score replay --scan $SCAN_ID --freeze $ORIGINAL_TIME --output json | jq '.manifestHash'`;
    const hash = ok("stella scan show $SCAN_ID --output json | jq '.manifestHash'");
    assert.equal(ok(script), hash);
  });

  it("shows a certificate's dates with openssl", { skip: hasOpenssl ? false : 'no openssl' }, () => {
    ok('openssl req -x509 -newkey ed25519 -nodes -keyout leaf.key -out leaf.crt -subj /CN=signer 2>&1');
    ok('stella score bundle --scan $SCAN_ID --key leaf.key --certificate leaf.crt --output certified.tar.gz');
    ok('mkdir certified && tar -xzf certified.tar.gz -C certified');
    assert.match(ok('cd certified && openssl x509 -in bundle/certificate.pem -noout -dates'), /^notAfter=/m);
  });

  it('says that a scan is not there', () => {
    const { exit, stderr } = sh('stella scan show nobody');
    assert.equal(exit, 3);
    assert.match(stderr, /^error: SCAN_NOT_FOUND/);
  });
});

describe('runbook appendix B, the output formats', () => {
  for (const [format, expected] of [
    ['json', /^\{\n/],
    ['table', /^The replay gives the same root hash/],
    ['yaml', /^scanId: scan-123$/m],
  ] as const)
    it(format, () => assert.match(ok(`stella score replay --scan $SCAN_ID --output ${format}`), expected));
});

describe('runbook appendix A, the tables', { skip: hasSqlite ? false : 'no sqlite3' }, () => {
  const sql = (query: string) =>
    execFileSync(
      'sqlite3',
      ['-json', ':memory:', `ATTACH '${env.STELLA_HOME}/scanner.db' AS scanner; ${query}`],
      { encoding: 'utf8' },
    );

  it('has every manifest of a scan', () => {
    const [row] = JSON.parse(sql("SELECT * FROM scanner.manifest WHERE scan_id = 'scan-123';"));
    assert.deepEqual([row.scan_id, row.kind], ['scan-123', 'original']);
  });

  it('has the manifest history', () => {
    const rows = JSON.parse(
      sql(`SELECT scan_id, manifest_hash, sbom_hash, rules_hash, policy_hash, feed_hash, created_at
           FROM scanner.manifest WHERE scan_id = 'scan-123' ORDER BY created_at DESC;`),
    );
    assert.equal(rows.length, 1);
  });

  it('finds no non-deterministic replay', () => {
    const rows =
      sql(`SELECT scan_id, COUNT(DISTINCT root_hash) as unique_hashes, MIN(replayed_at) as first_replay,
      MAX(replayed_at) as last_replay FROM scanner.replay_log GROUP BY scan_id HAVING COUNT(DISTINCT root_hash) > 1;`);
    assert.equal(rows, '');
  });

  it("has the bundle statistics, with SQLite's spelling of the dates", () => {
    const rows = JSON.parse(
      sql(`SELECT date(created_at) as day, COUNT(*) as bundles_created, AVG(bundle_size_bytes) as avg_size,
        SUM(bundle_size_bytes) as total_size FROM scanner.proof_bundle
        WHERE created_at > strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-30 days') GROUP BY date(created_at) ORDER BY day DESC;`),
    );
    assert.equal(rows[0].bundles_created, 2);
  });
});
