/** Edits of text that is made of lines and words: YAML, XML, tag-value, CSV, PEM. */
import { renderPem } from '../../../src/core/encoding/pem.ts';
import type { Random } from '../random.ts';
import { damaged } from './bytes.ts';
import { mutatedDer } from './der.ts';

const WORDS = [
  ...[
    '',
    ' ',
    '\t',
    '\u0000',
    '\u001b[2J',
    '\u202e',
    '\ufeff',
    '\r\n',
    '\ud800',
    '\u{1f600}',
    '-1',
    '1e999',
    '.inf',
    '~',
  ],
  ...[
    '*a',
    '&a [*a, *a]',
    '!!js/function x',
    '<<: *a',
    '? x',
    '%YAML 9',
    '---',
    '...',
    '<!DOCTYPE a [<!ENTITY b "c">]>',
  ],
  ...[
    '&b;',
    '&#0;',
    '<a>',
    '</a>',
    '<![CDATA[',
    ']]>',
    '<!--',
    '<text>',
    '</text>',
    '<?xml version="1.1"?>',
    '"',
    "'",
    ',',
  ],
];

export function mutatedText(bytes: Uint8Array, random: Random): Uint8Array {
  if (random.oneIn(3)) return damaged(bytes, random);
  const isByLine = random.oneIn(2);
  const parts = Buffer.from(bytes)
    .toString('utf8')
    .split(isByLine ? /(?<=\n)/ : /(?=[<>\s:=,"'])/);
  for (let left = 1 + random.below(3); left > 0; left--) editParts(parts, random);
  return Buffer.from(parts.join(''));
}

function editParts(parts: string[], random: Random): void {
  const at = random.below(Math.max(1, parts.length));
  switch (random.below(6)) {
    case 0:
      parts.splice(at, 1 + random.below(3));
      break;
    case 1:
      parts.splice(at, 0, parts[at] ?? '', random.pick(WORDS));
      break;
    case 2:
      parts[at] = random.pick(WORDS);
      break;
    case 3:
      if (parts.length > 0) parts.splice(at, 0, random.pick(parts));
      break;
    case 4:
      parts.splice(at, 0, ...Array.from({ length: random.pick([2, 150, 3000]) }, () => parts[at] ?? ' '));
      break;
    default:
      parts[at] = (parts[at] ?? '').repeat(random.below(4)) + random.pick(WORDS);
  }
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----\n([\s\S]*?)-----END \1-----\n/g;

/** The DER in PEM blocks, or the text around it. */
export function mutatedPem(bytes: Uint8Array, random: Random): Uint8Array {
  if (random.oneIn(3)) return mutatedText(bytes, random);
  const text = Buffer.from(bytes).toString('latin1');
  const blocks = [...text.matchAll(BLOCK)];
  if (blocks.length === 0) return mutatedText(bytes, random);
  const chosen = random.pick(blocks);
  const [block, label = '', body = ''] = chosen;
  const der = mutatedDer(new Uint8Array(Buffer.from(body, 'base64')), random);
  return Buffer.from(
    text.replace(block, () => renderPem(label, der)),
    'latin1',
  );
}
