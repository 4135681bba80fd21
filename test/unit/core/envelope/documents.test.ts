import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import { ENVELOPE_DOCUMENTS_MAX, parseEnvelopeDocuments } from '../../../../src/core/envelope/documents.ts';

const parse = (text: string) => parseEnvelopeDocuments(utf8Encode(text), 'the file');
const kinds = (text: string) => parse(text).map(({ kind }) => kind);

const dsse = { payloadType: 't', payload: '', signatures: [] };
const bundle = { mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json', verificationMaterial: {} };

describe('parseEnvelopeDocuments', () => {
  it('tells envelopes from Sigstore bundles', () => {
    assert.deepEqual(kinds(JSON.stringify(dsse)), ['dsse']);
    assert.deepEqual(kinds(JSON.stringify(bundle)), ['sigstore']);
    assert.deepEqual(kinds('{"verificationMaterial":{}}'), ['sigstore']);
    assert.deepEqual(kinds('{"mediaType":"application/vnd.dev.sigstore.bundle+json;version=9"}'), [
      'sigstore',
    ]);
  });

  it('reads JSON over several lines as one document', () => {
    for (const text of [
      JSON.stringify(dsse, null, 2),
      '{"payloadType":{}\n,"signatures":[]}\n',
      '\n\n{"payloadType":1}\n',
    ])
      assert.deepEqual(kinds(text), ['dsse']);
  });

  it('reads JSON lines, however they end', () => {
    const lines = [dsse, bundle, dsse].map((value) => JSON.stringify(value));
    assert.deepEqual(kinds(lines.join('\n')), ['dsse', 'sigstore', 'dsse']);
    assert.deepEqual(kinds(`${lines.join('\r\n\r\n')}\r\n`), ['dsse', 'sigstore', 'dsse']);
  });

  it('says which document cannot be read', () => {
    const text = `${JSON.stringify(dsse)}\n\n{"payloadType":\n`;
    assert.throws(() => parse(text), {
      code: 'INPUT_INVALID',
      message: /the file, document 2 is not strict JSON/,
    });
  });

  for (const [what, text, code] of [
    ['nothing', '', 'INPUT_INVALID'],
    ['a text', '"envelope"', 'INPUT_INVALID'],
    ['a list', '[{"payloadType":"t"}]', 'INPUT_INVALID'],
    ['another document', '{"bomFormat":"CycloneDX"}', 'INPUT_INVALID'],
    ['a member given twice', '{"payloadType":"a","payloadType":"b"}', 'INPUT_INVALID'],
    ['a byte order mark', '\ufeff{"payloadType":"a"}', 'INPUT_INVALID'],
    [
      'a bundle of cosign’s older format',
      '{"base64Signature":"","cert":"","rekorBundle":{}}',
      'UNSUPPORTED_VERSION',
    ],
  ] as const) {
    it(`refuses ${what}`, () => {
      assert.throws(() => parse(text), { code });
    });
  }

  it('refuses bytes that are no text', () => {
    assert.throws(() => parseEnvelopeDocuments(Uint8Array.of(0xff), 'the file'), { code: 'INPUT_INVALID' });
  });

  it('is quick with a file of nothing but newlines', () => {
    assert.throws(() => parse('\n'.repeat(2 ** 24)), { code: 'INPUT_INVALID' });
  });

  it('refuses more documents than its limit', () => {
    const line = '{"payloadType":1}\n';
    assert.equal(kinds(line.repeat(ENVELOPE_DOCUMENTS_MAX)).length, ENVELOPE_DOCUMENTS_MAX);
    assert.throws(() => parse(line.repeat(ENVELOPE_DOCUMENTS_MAX + 1)), { code: 'LIMIT_EXCEEDED' });
  });
});
