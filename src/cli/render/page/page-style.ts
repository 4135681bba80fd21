/** The look of the report: black on white or white on black as the reader's machine prefers, and made for A4. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fff; --faint: #5a5a5a; --line: #c8c8c8; --yes: #0a6b2d; --no: #a8121b; --box: #f4f4f4; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececec; --paper: #161616; --faint: #a6a6a6; --line: #4a4a4a; --yes: #6fdc93; --no: #ff8f8f; --box: #222; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1rem 3rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--line); }
.answer { border: 2px solid; border-radius: .5rem; padding: 1rem; }
.yes { color: var(--yes); } .no { color: var(--no); } .skipped { color: var(--faint); }
.answer p { color: var(--ink); margin: .25rem 0; }
code, pre { font: .875em/1.45 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { background: var(--box); padding: .75rem; white-space: pre-wrap; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
caption { text-align: left; color: var(--faint); padding-bottom: .25rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); }
th { font-weight: 600; } td.number, th.number { text-align: right; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: 0; }
dt { color: var(--faint); } dd { margin: 0; min-width: 0; }
svg { display: block; max-width: none; } svg text { font: 12px ui-monospace, monospace; fill: var(--ink); } svg path { stroke: var(--faint); fill: none; } svg .different { fill: var(--no); }
footer { margin-top: 2.5rem; color: var(--faint); font-size: .85rem; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dt { margin-top: .4rem; } body { padding: 1rem .75rem 2rem; } }
@page { size: A4; margin: 18mm 15mm; }
@media print { :root { --ink: #000; --paper: #fff; --faint: #444; --line: #aaa; --yes: #000; --no: #000; --box: #fff; color-scheme: light; } body { max-width: none; padding: 0; font-size: 10pt; } h2 { break-after: avoid; } tr, .answer, svg { break-inside: avoid; } .wide { overflow: visible; } pre { border: 1px solid var(--line); } }
`;
