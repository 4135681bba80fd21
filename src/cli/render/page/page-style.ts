/** The look of a report: dark ink on light paper or the other way round as the reader's machine prefers, and made for A4. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fff; --panel: #f6f6f4; --ink: #1b1d20; --quiet: #565a61; --line: #d4d6da; --focus: #1a56db;
  --yes: #0a6531; --yes-panel: #edf7f0; --no: #a3141d; --no-panel: #fdf0f0; --open: #7a4a00; --open-panel: #fdf6e9;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #141517; --panel: #1d1f22; --ink: #e9eaec; --quiet: #a5a9b0; --line: #3a3d42; --focus: #8ab4f8;
    --yes: #7ddb9f; --yes-panel: #14241a; --no: #ff9a97; --no-panel: #2b1717; --open: #f0c274; --open-panel: #272013;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; max-width: 66rem; padding: 1.25rem 1.5rem 3rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif;
  overflow-wrap: anywhere;
}
p { margin: .5rem 0; max-width: 46rem; }
h1 { font-size: 1.55rem; line-height: 1.3; font-weight: 650; margin: 0; text-wrap: balance; }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 2.5rem 0 .6rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
h2.column { font-size: 1.05rem; margin: 0; padding: 0; border: 0; }
a { color: inherit; text-underline-offset: .15em; }
a:focus-visible, summary:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
code, pre { font: .86em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }
li, dd, td, th, code { unicode-bidi: isolate; }
.quiet, .cut { color: var(--quiet); }
.kind { margin: 0 0 1rem; max-width: none; font-size: .85rem; color: var(--quiet); display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; }
.answer { border: 1px solid; border-left-width: .5rem; border-radius: .4rem; padding: 1.1rem 1.25rem 1.15rem; }
.answer.yes { background: var(--yes-panel); } .answer.no { background: var(--no-panel); } .answer.open { background: var(--open-panel); }
.answer h1, .answer p, .answer dl { color: var(--ink); }
.mark { font-weight: 700; letter-spacing: .04em; margin: 0 0 .35rem; }
.answer p.mark { color: inherit; }
.yes { color: var(--yes); } .no { color: var(--no); } .open { color: var(--open); }
.facts { display: flex; flex-wrap: wrap; gap: .6rem 2.25rem; margin: .85rem 0 0; }
.facts dt { font-size: .8rem; color: var(--quiet); } .facts dd { margin: 0; font-weight: 500; } .facts .whole { flex-basis: 100%; } .facts .large dd { font-size: 1.5rem; line-height: 1.2; font-weight: 700; } .facts small { font-size: .9rem; font-weight: 400; color: var(--quiet); }
.three { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 1rem; margin-top: 1rem; }
.three section { border: 1px solid var(--line); border-top: .25rem solid; border-radius: .3rem; padding: .75rem 1rem .85rem; font-size: .92rem; line-height: 1.45; }
.three .yes { border-top-color: var(--yes); } .three .open { border-top-color: var(--open); } .three .taken { border-top-color: var(--quiet); }
.three ul, .three p { color: var(--ink); }
.three ul { margin: .5rem 0 0; padding-left: 1.1rem; } .three li { margin: .4rem 0; } .three li::first-letter, .capital::first-letter { text-transform: uppercase; }
.three code { font-size: .78em; color: var(--quiet); }
nav { margin: 1.25rem 0 0; font-size: .9rem; } nav ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; line-height: 1.45; }
caption { text-align: left; color: var(--quiet); padding-bottom: .4rem; }
th, td { text-align: left; vertical-align: top; padding: .45rem .9rem .45rem 0; border-bottom: 1px solid var(--line); }
thead th { font-size: .8rem; font-weight: 600; color: var(--quiet); border-bottom-color: var(--quiet); }
tbody th { font-weight: 600; min-width: 6.5rem; } td { min-width: 4.5rem; } .checks tbody th { width: 17rem; } .checks .result { width: 7rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
tbody th small, td small { display: block; font-weight: 400; font-size: .88em; color: var(--quiet); }
.result { font-weight: 700; white-space: nowrap; }
.suppressed { color: var(--quiet); }
.pairs { display: grid; grid-template-columns: minmax(8rem, max-content) minmax(0, 1fr); gap: .35rem 1.25rem; margin: .6rem 0 1rem; }
.pairs dt { color: var(--quiet); } .pairs dd { margin: 0; } .pairs dd + dd { grid-column: 2; }
.fingerprint { font-size: 1rem; } .fingerprint span { display: inline-block; margin-right: .55ch; }
pre { margin: .35rem 0 1rem; padding: .7rem .9rem; background: var(--panel); border: 1px solid var(--line); border-radius: .3rem; white-space: pre-wrap; }
ol.steps { padding-left: 1.3rem; } ol.steps li { margin: 0 0 .4rem; }
details { margin: .75rem 0; } summary { cursor: pointer; padding: .35rem 0; }
.bar rect { fill: var(--line); } .bar .filled { fill: var(--quiet); } .bar { display: block; margin: .3rem 0 0 auto; }
.tree { display: block; max-width: 100%; height: auto; margin: .75rem 0 1.25rem; }
.tree text { font: 12px ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; fill: var(--ink); } .tree .hash { fill: var(--quiet); }
.tree path { fill: none; stroke: var(--quiet); } .tree circle { fill: var(--paper); stroke: var(--ink); } .tree .leaf { fill: var(--ink); }
.tree .different { fill: var(--no); }
footer { margin-top: 2.5rem; padding-top: .75rem; border-top: 1px solid var(--line); color: var(--quiet); font-size: .88rem; } footer p { max-width: none; }
.on-paper { display: none; }
@media (max-width: 52rem) { .three { grid-template-columns: minmax(0, 1fr); } }
@media screen and (max-width: 40rem) {
  body { padding: .75rem .9rem 2rem; }
  h1 { font-size: 1.3rem; } .answer { padding: .9rem 1rem; border-left-width: .35rem; }
  .facts { gap: .55rem 1.5rem; }
  .pairs { grid-template-columns: minmax(0, 1fr); gap: 0; } .pairs dt { margin-top: .5rem; } .pairs dd + dd { grid-column: 1; }
  table, caption, tbody, tr, th, td { display: block; } thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  th, td { min-width: 0; } .checks tbody th, .checks .result { width: auto; }
  tr { padding: .5rem 0; border-bottom: 1px solid var(--line); } th, td { border: 0; padding: .1rem 0; } .number { text-align: left; white-space: normal; } .bar { margin-left: 0; } td small { display: inline; }
  td[data-is]::before, th[data-is]::before { content: attr(data-is) ": "; color: var(--quiet); font-weight: 400; }
}
@page { size: A4; margin: 16mm 15mm 18mm; @bottom-left { content: "stella: report, not signed; repeat the check to be sure"; font: 8pt sans-serif; color: #555; } @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #555; } }
@media print {
  :root {
    color-scheme: light; --paper: #fff; --panel: #fff; --ink: #000; --quiet: #444; --line: #b5b5b5;
    --yes: #064d24; --yes-panel: #fff; --no: #8c0f17; --no-panel: #fff; --open: #5e3900; --open-panel: #fff;
  }
  html { font-size: 9.5pt; } body { max-width: none; padding: 0; line-height: 1.4; }
  h1 { font-size: 15pt; } h2 { font-size: 12pt; margin-top: 1.5rem; break-after: avoid; } caption { break-after: avoid; }
  .answer { border-width: 1.5pt; border-left-width: 6pt; } .three { gap: .6rem; } .three section { padding: .5rem .6rem; font-size: 8.5pt; }
  nav, summary { display: none; } .on-paper { display: block; }
  tr, .answer, .three section, .tree, pre, li { break-inside: avoid; } thead { display: table-header-group; }
  table { font-size: 8.8pt; } th, td { padding: .25rem .6rem .25rem 0; } p { max-width: none; orphans: 3; widows: 3; }
}
`;
