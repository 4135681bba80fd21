/**
 * The page that `--report` writes, looked at in a real browser: whatever a bundle is full of, nothing runs and nothing is asked
 * for; it fits a telephone, a screen and A4; and it can be read by everybody.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { finding } from '../../fixtures/generate/vectors-documents.ts';
import { packBundle } from '../../src/core/bundle/write-bundle.ts';
import { renderPem } from '../../src/core/encoding/pem.ts';
import { makeProofFiles } from '../../src/core/proof/make-proof.ts';
import { Chromium, chromiumSkip, type OpenPage, type View } from '../helpers/chromium.ts';
import { alteredHostileBundle, HOSTILE_TEXTS, hostileBundle } from '../helpers/hostile-bundle.ts';
import { type PreparedHome, prepareHome } from '../helpers/prepared-home.ts';
import { proofDocuments, signer } from '../helpers/proof-documents.ts';
import { runStella, scratchFolder } from '../helpers/run-stella.ts';
import { CA, tsa } from '../helpers/timestamped-bundles.ts';

const folder = scratchFolder();
const at = (name: string) => join(folder, name);
const AT = ['--at', '2025-06-01T00:00:00Z'];

const VIEWS: Readonly<Record<string, View>> = {
  'small phone': { width: 360, height: 640 },
  phone: { width: 390, height: 844 },
  'phone, dark': { width: 390, height: 844, dark: true },
  screen: { width: 1280, height: 800 },
  'screen, dark': { width: 1280, height: 800, dark: true },
  /** What A4 leaves between the margins, at 96 dots an inch. */
  print: { width: 680, height: 990, print: true },
};

/** A name that is as bad as what is in the file. */
const HOSTILE_FILE = `<img src=x onerror=document.title='pwned'> & "quoted" 'so'.tar.gz`;

let prepared: PreparedHome;

async function report(page: string, exit: number, ...args: readonly string[]): Promise<string> {
  const run = await runStella([...args, '--report', at(page)], {
    cwd: folder,
    env: { STELLA_HOME: prepared.home },
  });
  assert.equal(run.exit, exit, `${run.stdout}${run.stderr}`);
  return readFileSync(at(page), 'utf8');
}

before(async () => {
  prepared = await prepareHome();
  mkdirSync(at('roots'));
  writeFileSync(at('roots/ca.pem'), renderPem('CERTIFICATE', CA));
  writeFileSync(at('roots/tsa.pem'), renderPem('CERTIFICATE', tsa.root));
  writeFileSync(at('signer.pub'), renderPem('PUBLIC KEY', signer.publicKey.spkiDer));
  writeFileSync(at(HOSTILE_FILE), hostileBundle());
  writeFileSync(at('altered.tar.gz'), alteredHostileBundle());
  const verify = ['proof', 'verify', ...AT];
  await report('hostile.html', 0, ...verify, '--bundle', HOSTILE_FILE, '--trust-root', 'roots');
  await report('altered.html', 1, ...verify, '--bundle', 'altered.tar.gz', '--trust-root', 'signer.pub');
  const issued = join(prepared.folder, 'bundle.tar.gz');
  await report('stranger.html', 6, ...verify, '--bundle', issued, '--trust-root', 'signer.pub');
  await report('unreadable.html', 4, ...verify, '--bundle', 'signer.pub', '--trust-root', 'signer.pub');
  const key = join(prepared.folder, 'issuer.key.pub');
  await report('good.html', 0, ...verify, '--bundle', issued, '--trust-root', key);
  await report('replay.html', 0, 'score', 'replay', '--scan', prepared.scanId);
  await report(
    'what-if.html',
    0,
    'score',
    'replay',
    '--scan',
    prepared.scanId,
    '--rules',
    'stella-reference',
  );
});

describe('a report in a browser', { skip: chromiumSkip, concurrency: 1 }, () => {
  let browser: Chromium;

  before(async () => {
    browser = await Chromium.start();
  });
  after(() => browser?.stop());

  async function look<T>(page: string, view: View, work: (open: OpenPage) => Promise<T>): Promise<T> {
    const open = await browser.open(at(page), view);
    try {
      return await work(open);
    } finally {
      await open.close();
    }
  }

  it('is seen when it runs or loads something: the test can fail', async () => {
    writeFileSync(
      at('control.html'),
      '<meta name="viewport" content="width=device-width"><title>x</title><script>document.title="pwned"</script><img src="none.png"><p style="width:500px;color:#ccc">wide</p>',
    );
    await look('control.html', VIEWS['phone'] as View, async (open) => {
      assert.equal(await open.evaluate('document.title'), 'pwned');
      assert.equal(open.requests.length, 1);
      assert.notDeepEqual(await open.evaluate(TOO_WIDE), []);
      assert.notDeepEqual(await open.evaluate(FAINT), []);
      assert.notDeepEqual(await open.evaluate(STRUCTURE), SOUND);
    });
  });

  for (const page of ['hostile', 'altered', 'stranger', 'unreadable', 'good', 'replay', 'what-if']) {
    it(`runs and loads nothing, fits, and can be read by everybody: ${page}`, async () => {
      for (const [name, view] of Object.entries(VIEWS)) {
        await look(`${page}.html`, view, async (open) => {
          assert.doesNotMatch(await open.evaluate('document.title'), /^pwned$/);
          assert.deepEqual(open.requests, [], name);
          assert.deepEqual(open.messages, [], name);
          const tags = await open.evaluate(
            'document.querySelectorAll("script, img, iframe, object, embed, link, base, form, [style], [onload], [onerror], [onfocus]").length',
          );
          assert.equal(tags, 0, name);
          assert.deepEqual(await open.evaluate(TOO_WIDE), [], name);
          assert.deepEqual(await open.evaluate(FAINT), [], name);
          assert.deepEqual(await open.evaluate(STRUCTURE), SOUND, name);
        });
      }
    });
  }

  it('answers on the first screen, on a telephone too', async () => {
    for (const name of ['phone', 'screen'])
      await look('good.html', VIEWS[name] as View, async (open) => {
        const bottom = await open.evaluate(
          'document.querySelector(".answer").getBoundingClientRect().bottom',
        );
        assert.ok(bottom <= (VIEWS[name] as View).height, `${name}: ${bottom}`);
      });
  });

  it('names in the answer whom the certificate names', async () => {
    await look('hostile.html', VIEWS['screen'] as View, async (open) => {
      const answer = await open.evaluate('document.querySelector(".answer").innerText');
      assert.match(answer, /certificate of the key\nCN=.*script.*, valid at 2025/);
    });
  });

  it('leaves the reasons of the checks more room than their results', async () => {
    await look('good.html', VIEWS['screen'] as View, async (open) => {
      const widths = await open.evaluate(
        '[...document.querySelectorAll(".checks thead th")].map((th) => th.getBoundingClientRect().width)',
      );
      const [, result, why] = widths as number[];
      assert.ok((why ?? 0) > 3 * (result ?? 0), widths.join(' '));
    });
  });

  it('shows hostile text as the text that it is', async () => {
    const shown: string = await look('hostile.html', VIEWS['screen'] as View, (open) =>
      open.evaluate('document.body.innerText'),
    );
    for (const hostile of HOSTILE_TEXTS.slice(0, 11)) assert.ok(shown.includes(hostile), hostile);
    assert.ok(shown.includes('\\u202egnp.exe'));
    assert.match(shown, /x{240}… \(\d+ characters in all\)/);
    assert.ok(shown.includes(HOSTILE_FILE));
  });

  it('prints on A4, with no digest cut', async () => {
    const pdf = await look('good.html', VIEWS['screen'] as View, (open) => open.pdf());
    const text = Buffer.from(pdf).toString('latin1');
    const boxes = [...text.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)];
    assert.ok(boxes.length >= 2 && boxes.length <= 8, `${boxes.length} pages`);
    for (const [, width, height] of boxes) {
      assert.ok(Math.abs(Number(width) - 595) < 2, width);
      assert.ok(Math.abs(Number(height) - 842) < 2, height);
    }
  });

  it('stays usable with ten thousand findings', async () => {
    const { manifest, score } = proofDocuments();
    const findings = Array.from({ length: 10_000 }, (_, i) =>
      finding(`pkg:npm/package-${String(i).padStart(5, '0')}@1.0.0`, `GHSA-0000-0000-${i}`, 9.8),
    );
    const large = {
      ...score,
      findings,
      summary: {
        ...score.summary,
        findings: 10_000,
        affected: 10_000,
        suppressed: 0,
        bySeverity: { none: 0, low: 0, medium: 0, high: 0, critical: 10_000 },
      },
    };
    const files = makeProofFiles({ manifest, score: large, key: signer, certificate: null });
    writeFileSync(at('large.tar.gz'), packBundle(files));
    const page = await report(
      ...([
        'large.html',
        0,
        'proof',
        'verify',
        '--bundle',
        'large.tar.gz',
        '--trust-root',
        'signer.pub',
      ] as const),
    );
    assert.ok(page.length < 4_000_000, `${page.length} bytes`);
    await look('large.html', VIEWS['phone'] as View, async (open) => {
      assert.equal(await open.evaluate('document.querySelectorAll("tbody tr").length >= 10000'), true);
      assert.equal(await open.evaluate('document.documentElement.scrollWidth'), 390);
    });
    const pdf = await look('large.html', VIEWS['screen'] as View, (open) => open.pdf());
    const pages =
      Buffer.from(pdf)
        .toString('latin1')
        .match(/\/MediaBox/g)?.length ?? 0;
    assert.ok(pages <= 40, `${pages} pages`);
  });
});

/** Elements that reach over the edge of the page, but for what is there for screen readers only. */
const TOO_WIDE = `(() => {
  const page = document.documentElement.clientWidth;
  return [...document.querySelectorAll('body *')].filter((e) => {
    if (e.closest('thead') && page <= 640) return false;
    const { left, right, width } = e.getBoundingClientRect();
    return width > 0 && (right > page + 1 || left < -1);
  }).map((e) => e.outerHTML.slice(0, 120)).concat(document.documentElement.scrollWidth > page ? ['the page'] : []);
})()`;

/** Elements with text of less contrast than WCAG 2.2 AA asks for: 4.5, and 3 for large text. */
const FAINT = `(() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
  const paper = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c.length === 3) return c; } return [255, 255, 255]; };
  return [...document.querySelectorAll('body *')].filter((e) => {
    if (![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim() !== '')) return false;
    const style = getComputedStyle(e);
    const [a, b] = [light(rgb(e.closest('svg') ? style.fill : style.color)), light(paper(e))].sort((x, y) => y - x);
    return (a + .05) / (b + .05) < (parseFloat(style.fontSize) >= 24 ? 3 : 4.5);
  }).map((e) => e.outerHTML.slice(0, 120));
})()`;

const SOUND = { lang: 'en', h1: 1, main: 1, header: 1, footer: 1, nav: 1, faults: [] };
const STRUCTURE = `(() => {
  const count = (selector) => document.querySelectorAll(selector).length;
  const faults = [];
  let level = 1;
  for (const h of document.querySelectorAll('h1, h2, h3, h4')) {
    const next = Number(h.tagName[1]);
    if (next > level + 1) faults.push('heading: ' + h.textContent);
    level = next;
  }
  for (const table of document.querySelectorAll('table')) {
    if (!table.tHead || [...table.querySelectorAll('thead th')].some((th) => th.scope !== 'col')) faults.push('table without heads');
    if ([...table.querySelectorAll('tbody tr')].some((tr) => !tr.querySelector('th[scope=row]'))) faults.push('row without head');
  }
  for (const svg of document.querySelectorAll('svg'))
    if (svg.getAttribute('aria-hidden') !== 'true' && !(svg.getAttribute('role') === 'img' && svg.getAttribute('aria-label'))) faults.push('picture without words');
  for (const a of document.querySelectorAll('a')) if (!document.getElementById(a.getAttribute('href').slice(1))) faults.push('link to nowhere');
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  if (new Set(ids).size !== ids.length) faults.push('an id twice');
  return { lang: document.documentElement.lang, h1: count('h1'), main: count('main'), header: count('header'), footer: count('footer'), nav: count('nav[aria-label]'), faults };
})()`;

describe('a report', () => {
  it('of what is not verified tells nothing of its content', () => {
    const page = readFileSync(at('altered.html'), 'utf8');
    assert.match(page, /NOT VERIFIED/);
    assert.match(page, /MERKLE_MISMATCH|SUBJECT_MISMATCH/);
    assert.doesNotMatch(page, /<svg|scan-a\.2025|9\.8|pwned|xxxxx/);
  });

  it('of a signature by a stranger names the keys to compare', () => {
    const page = readFileSync(at('stranger.html'), 'utf8');
    assert.match(page, /KEY_UNKNOWN/);
    const [named, trusted] = [...page.matchAll(/<code>([0-9a-f]{64})<\/code>/g)].map(([, keyid]) => keyid);
    assert.equal(trusted, signer.publicKey.keyid);
    assert.notEqual(named, trusted);
  });

  it('is never written over another one unless that is asked for, and then whole', async () => {
    const before = readFileSync(at('good.html'), 'utf8');
    const args = ['proof', 'verify', ...AT, '--bundle', 'altered.tar.gz', '--trust-root', 'signer.pub'];
    const refused = await runStella([...args, '--report', at('good.html')], { cwd: folder });
    assert.equal(refused.exit, 5);
    assert.match(refused.stderr, /OUTPUT_EXISTS/);
    assert.equal(readFileSync(at('good.html'), 'utf8'), before);
    await report('again.html', 1, ...args);
    await report('again.html', 1, ...args, '--force');
  });

  it('goes to standard output when that is asked for, and the answer to standard error', async () => {
    const args = ['proof', 'verify', ...AT, '--bundle', 'altered.tar.gz', '--trust-root', 'signer.pub'];
    const { exit, stdout, stderr } = await runStella([...args, '--report', '-'], { cwd: folder });
    assert.equal(exit, 1);
    assert.match(stdout, /^<!doctype html>.*<\/html>\n$/s);
    assert.match(stderr, /^NOT VERIFIED/);
  });

  it('is about one bundle', async () => {
    const bundles = ['--bundle', 'altered.tar.gz', '--bundle', HOSTILE_FILE];
    const { exit, stderr } = await runStella(
      ['proof', 'verify', ...bundles, '--trust-root', 'signer.pub', '--report', at('two.html')],
      { cwd: folder },
    );
    assert.equal(exit, 2);
    assert.match(stderr, /a report is about one bundle/);
  });

  it('is the same whenever it is made at the same time of judgement', async () => {
    const args = ['proof', 'verify', ...AT, '--bundle', HOSTILE_FILE, '--trust-root', 'roots'];
    assert.equal(await report('twin.html', 0, ...args), readFileSync(at('hostile.html'), 'utf8'));
  });

  it('says how to repeat the check, in a line that a shell takes as it stands', async () => {
    const page = readFileSync(at('hostile.html'), 'utf8');
    const lines = [...page.matchAll(/<pre tabindex="0">([^<]*)<\/pre>/g)].map(([, line = '']) =>
      line.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => UNESCAPED[name as string] ?? '?'),
    );
    assert.ok(lines.length >= 3);
    for (const line of lines) {
      const path = `${join(import.meta.dirname, '../../bin')}:${process.env['PATH']}`;
      const run = await runStella([], {
        under: ['sh', '-c', line],
        cwd: folder,
        env: { PATH: path, STELLA_HOME: prepared.home },
      });
      assert.equal(run.exit, 0, `${line}\n${run.stdout}${run.stderr}`);
    }
  });
});

const UNESCAPED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
