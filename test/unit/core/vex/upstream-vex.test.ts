import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePurl } from '../../../../src/core/purl/purl.ts';
import { indexVex, type VexComponent, type VexScope } from '../../../../src/core/vex/apply-vex.ts';
import { productIdentity } from '../../../../src/core/vex/product-identity.ts';
import type { VexStatement, VexStatus } from '../../../../src/core/vex/statement.ts';
import { decideVex } from '../../../../src/core/vex/upstream-vex.ts';

const DOCUMENT = `sha256:${'a'.repeat(64)}` as const;
const PURL = 'pkg:deb/debian/bash@5.3?distro=debian-12';
const COMPONENT: VexComponent = {
  purl: parsePurl(PURL),
  version: '5.3',
  scheme: undefined,
  bomRefs: [null],
};
const SCOPE: VexScope = {
  artifact: { sha256: [], purl: null, version: null, scheme: undefined, bomRef: null },
  bomLink: null,
  hasComponent: () => false,
  refsOf: () => [],
  wholesOf: () => [],
};

function says(vulnerability: string, status: VexStatus, timestampMs = 500): VexStatement {
  return {
    vulnerabilities: [vulnerability],
    products: [
      { product: productIdentity({ purls: ['pkg:deb/debian/bash'] }), within: null, versions: null },
    ],
    unrecognised: [],
    status,
    reason: `${vulnerability} ${status}`,
    timestampMs,
    document: DOCUMENT,
    ref: `${DOCUMENT}#/${vulnerability}/${status}`,
  };
}

function decide(ids: readonly string[], upstream: readonly string[], ...statements: VexStatement[]) {
  return decideVex(indexVex(statements, 1000), { ids, upstream }, COMPONENT, SCOPE);
}

function reason(...parts: Parameters<typeof decide>): string | null {
  return decide(...parts).suppression?.reason ?? null;
}

describe('decideVex', () => {
  it('is what VEX says of the ids where no record names anything upstream', () => {
    assert.equal(reason(['CVE-1'], [], says('CVE-1', 'fixed')), 'CVE-1 fixed');
    assert.equal(reason(['CVE-1'], [], says('CVE-2', 'fixed')), null);
    assert.equal(reason(['CVE-1'], []), null);
  });

  it('suppresses a record of one CVE by what is said of the CVE', () => {
    const ids = ['DEBIAN-CVE-2022-3715'];
    const cve = ['CVE-2022-3715'];
    assert.equal(reason(ids, cve, says('CVE-2022-3715', 'not_affected')), 'CVE-2022-3715 not_affected');
    assert.equal(reason(ids, cve, says('CVE-2022-3715', 'affected')), null);
    assert.equal(reason(ids, cve, says('DEBIAN-CVE-2022-3715', 'fixed')), 'DEBIAN-CVE-2022-3715 fixed');
  });

  it('suppresses a record of several only when each of them is not affected', () => {
    const ids = ['DSA-1'];
    const cves = ['CVE-2024-0001', 'CVE-2024-0002'];
    const first = says('CVE-2024-0001', 'not_affected');
    assert.equal(reason(ids, cves, first), null);
    assert.equal(reason(ids, cves, first, says('CVE-2024-0002', 'affected')), null);
    assert.equal(reason(ids, cves, first, says('CVE-2024-0002', 'fixed')), 'CVE-2024-0001 not_affected');
    assert.equal(reason(ids, cves, says('DSA-1', 'fixed')), 'DSA-1 fixed');
    assert.equal(reason(ids, cves, says('DSA-1', 'fixed'), says('CVE-2024-0002', 'affected', 600)), null);
    assert.equal(
      reason(ids, cves, says('DSA-1', 'fixed', 600), says('CVE-2024-0002', 'affected')),
      'DSA-1 fixed',
    );
  });

  it('takes the distribution name of a CVE for the CVE', () => {
    const upstream = ['CVE-2024-0001', 'DEBIAN-CVE-2024-0001'];
    assert.equal(reason(['DSA-1'], upstream, says('CVE-2024-0001', 'fixed')), 'CVE-2024-0001 fixed');
    assert.equal(
      reason(
        ['DSA-1'],
        upstream,
        says('CVE-2024-0001', 'fixed'),
        says('DEBIAN-CVE-2024-0001', 'affected', 600),
      ),
      null,
    );
    assert.equal(reason(['DSA-1'], ['CVE-2024-00010'], says('CVE-2024-0001', 'fixed')), null);
  });

  it('tells which statements are about it', () => {
    const [mine, others] = [
      says('CVE-2024-0001', 'fixed'),
      { ...says('CVE-2024-0002', 'fixed'), products: [] },
    ];
    const decision = decide(['DSA-1'], ['CVE-2024-0001', 'CVE-2024-0002'], mine, others);
    assert.deepEqual([decision.matching, decision.others], [[mine], [others]]);
  });
});
