/** CycloneDX's own VEX examples, CISA's use cases among them. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { digestOf } from '../../src/core/digest/sha256.ts';
import { parsePurl } from '../../src/core/purl/purl.ts';
import { distinctComponents } from '../../src/core/scoring/components.ts';
import { NO_SBOM_FACTS, scannedArtifact } from '../../src/core/scoring/scanned-artifact.ts';
import { debian } from '../../src/core/version/debian.ts';
import { applyVex, indexVex, type VexComponent } from '../../src/core/vex/apply-vex.ts';
import { parseVex } from '../../src/core/vex/read-vex.ts';
import type { VexStatement } from '../../src/core/vex/statement.ts';
import { isInVersRange, isVersText } from '../../src/core/vex/version-range.ts';
import { corpusPath, corpusSkip } from '../helpers/corpora.ts';
import { scanDocuments } from '../helpers/scan-documents.ts';
import { feedWith, npmAdvisory } from '../helpers/scoring.ts';

const skip = corpusSkip('vex/cyclonedx');

interface Vulnerability {
  readonly id: string;
  readonly analysis: { readonly state: string };
  readonly affects?: readonly { readonly ref: string; readonly versions?: unknown }[];
}

function read(path: string): VexStatement[] {
  const bytes = readFileSync(corpusPath(`vex/cyclonedx/${path}`));
  return [...parseVex(bytes, digestOf(bytes), path).statements];
}

/** How many statements of each status. */
function statuses(path: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of read(path)) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

describe('the CycloneDX VEX corpus', { skip }, () => {
  it('is read whole', () => {
    const paths = globSync('**/vex*.json', { cwd: corpusPath('vex/cyclonedx') });
    const statements = paths.flatMap(read);
    assert.equal(paths.length, 25);
    assert.equal(statements.length, 112);
    assert.ok(statements.every(({ reason, vulnerabilities }) => reason !== '' && vulnerabilities.length > 0));
  });

  it('has the statuses that its use cases are about', () => {
    const cases = 'CISA-Use-Cases';
    assert.deepEqual(statuses(`${cases}/Case-1/vex-not_affected.json`), { not_affected: 1 });
    assert.deepEqual(statuses(`${cases}/Case-1/vex-affected.json`), { affected: 1 });
    assert.deepEqual(statuses(`${cases}/Case-1/vex-fixed.json`), { fixed: 1 });
    assert.deepEqual(statuses(`${cases}/Case-1/vex-under_investigation.json`), { under_investigation: 1 });
    assert.deepEqual(statuses(`${cases}/Case-7/vex.json`), { affected: 1, not_affected: 2, fixed: 1 });
  });

  it('suppresses the finding that its first example is about, and only there', () => {
    const index = indexVex(read('vex.json'), Date.parse('2025-01-15T00:00:00Z'));
    const suppression = (purl: string, bomLink: string | null): string | null => {
      const distinct = distinctComponents([{ bomRef: purl, name: 'x', version: null, purl }]);
      const component: VexComponent = {
        purl: parsePurl(purl),
        version: '',
        scheme: undefined,
        bomRefs: [purl],
      };
      const scope = scannedArtifact(null, { ...NO_SBOM_FACTS, bomLink }, distinct.components);
      return (
        applyVex(index, ['GHSA-288c-cq4h-88gq', 'CVE-2020-25649'], component, scope).suppression?.kind ?? null
      );
    };
    const jackson = 'pkg:maven/com.fasterxml.jackson.core/jackson-databind';
    const link = 'urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1';
    assert.equal(suppression(`${jackson}@2.10.0?type=jar`, link), 'vex');
    assert.equal(suppression(`${jackson}@2.10.0`, link), null);
    assert.equal(suppression(`${jackson}@2.10.1?type=jar`, link), null);
    // The bom.json beside it has another serial number: the statement is about another document.
    assert.equal(suppression(`${jackson}@2.10.0?type=jar`, link.replace('3e', '5f')), null);
    assert.equal(suppression(`${jackson}@2.10.0?type=jar`, null), null);
  });

  for (const useCase of [
    'CISA-Use-Cases/Case-7',
    'CISA-Use-Cases/Case-8',
    'Use-Cases/Case-6',
    'Use-Cases/Case-9',
  ])
    it(`holds for the products that ${useCase} links to, and for no other`, () => {
      const vexText = readFileSync(corpusPath(`vex/cyclonedx/${useCase}/vex.json`), 'utf8');
      const boms = globSync('bom-*.json', { cwd: corpusPath(`vex/cyclonedx/${useCase}`) }).sort();
      assert.ok(boms.length >= 2);
      for (const file of boms) {
        const bom = JSON.parse(readFileSync(corpusPath(`vex/cyclonedx/${useCase}/${file}`), 'utf8'));
        const link = `${bom.serialNumber.replace('urn:uuid:', 'urn:cdx:')}/${bom.version}`;
        // The product has one library, with every vulnerability of the VEX document.
        const components = [{ type: 'library', name: 'a', version: '1.0.0', purl: 'pkg:npm/a@1.0.0' }];
        const vulnerabilities: Vulnerability[] = JSON.parse(vexText).vulnerabilities;
        const ids = [...new Set(vulnerabilities.map(({ id }) => id))];
        const feed = feedWith(ids.map((id) => npmAdvisory(id, 'a')));
        const scan = scanDocuments({ sbom: { ...bom, components }, vex: [vexText], feed });
        const suppressed = scan.score.findings
          .filter(({ status }) => status === 'suppressed')
          .map(({ id }) => id);
        const linked = vulnerabilities.filter(
          ({ analysis, affects = [] }) =>
            ['not_affected', 'false_positive', 'resolved'].includes(analysis.state) &&
            // A product without a version is surely in no range, and in no list of versions.
            affects.some(({ ref, versions }) => ref.split('#')[0] === link && versions === undefined),
        );
        assert.deepEqual(suppressed.sort(), [...new Set(linked.map(({ id }) => id))].sort(), file);
      }
    });

  it('has ranges that can all be evaluated', () => {
    const paths = globSync('**/vex.json', { cwd: corpusPath('vex/cyclonedx') });
    const products = paths.flatMap(read).flatMap((statement) => statement.products);
    const texts = products.flatMap(({ versions }) => versions ?? []).map(({ text }) => text);
    const ranges = texts.filter(isVersText);
    assert.equal(ranges.length, 26);
    assert.ok(ranges.every((range) => isInVersRange(range, '2.5', debian) !== null));
  });
});
