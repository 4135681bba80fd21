import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  CHECKPOINT_CHARS_MAX,
  CHECKPOINT_SIGNATURES_MAX,
  parseCheckpoint,
} from '../../../../src/core/checkpoint/checkpoint.ts';
import { base64Encode } from '../../../../src/core/encoding/base64.ts';
import type { SigningKey } from '../../../../src/core/keys/types.ts';
import { verifyCheckpoint } from '../../../../src/core/sigstore/checkpoint.ts';
import type { TrustedLog } from '../../../../src/core/sigstore/trusted-root.ts';
import { makeCheckpoint } from '../../../helpers/rekor-entries.ts';
import { KEYS, logIdOf, noteKeyId } from '../../../helpers/sigstore-instance.ts';
import { ed25519Key } from '../../../helpers/test-keys.ts';

const rootHash = new Uint8Array(32).fill(1);

function note(key: SigningKey, changes: Partial<Parameters<typeof makeCheckpoint>[0]> = {}): string {
  const name = changes.name ?? 'log.example';
  const logId = key.publicKey.algorithm === 'ed25519' ? noteKeyId(name, key) : logIdOf(key);
  return makeCheckpoint({ origin: name, name, treeSize: 7, rootHash, logId, key, ...changes });
}

function logOf(key: SigningKey, changes: Partial<TrustedLog> = {}): TrustedLog {
  return {
    name: 'log.example',
    logId: logIdOf(key),
    checkpointKeyId: null,
    key: key.publicKey,
    validFor: null,
    ...changes,
  };
}

const verify = (text: string, log: TrustedLog) => verifyCheckpoint(parseCheckpoint(text), log);

describe('parseCheckpoint', () => {
  it('reads origin, tree size, root hash and signatures', () => {
    const checkpoint = parseCheckpoint(note(KEYS.rekor, { origin: 'log.example - 123' }));
    assert.equal(checkpoint.origin, 'log.example - 123');
    assert.equal(checkpoint.treeSize, 7);
    assert.deepEqual(checkpoint.rootHash, rootHash);
    assert.deepEqual(
      checkpoint.signatures.map(({ name }) => name),
      ['log.example'],
    );
  });

  it('reads lines after the root hash, and more signatures', () => {
    const plain = note(KEYS.rekor2);
    const [head = '', tail = ''] = plain.split('\n\n');
    const { note: signed, signatures } = parseCheckpoint(`${head}\nextension\n\n${tail}${tail}`);
    assert.equal(Buffer.from(signed).toString(), `${head}\nextension\n`);
    assert.equal(signatures.length, 2);
  });

  const [head = '', tail = ''] = note(KEYS.rekor2).split('\n\n');
  for (const [what, text] of Object.entries({
    nothing: '',
    'a note without signatures': `${head}\n\n`,
    'a note without an empty line': `${head}\n${tail}`,
    'a note without its last newline': `${head}\n\n${tail.trimEnd()}`,
    'an origin that is missing': `\n7\n${base64Encode(rootHash)}\n\n${tail}`,
    'a tree size with a leading zero': `a\n07\n${base64Encode(rootHash)}\n\n${tail}`,
    'a negative tree size': `a\n-7\n${base64Encode(rootHash)}\n\n${tail}`,
    'a tree size beyond a double': `a\n99999999999999999\n${base64Encode(rootHash)}\n\n${tail}`,
    'a root hash of 31 bytes': `a\n7\n${base64Encode(rootHash.subarray(1))}\n\n${tail}`,
    'a root hash that is not base64': `a\n7\n!\n\n${tail}`,
    'a signature line without the dash': `${head}\n\n- log.example AAAAAAAA\n`,
    'a signature line without a name': `${head}\n\n\u2014 AAAAAAAA\n`,
    'a signature of the hint alone': `${head}\n\n\u2014 log.example AAAAAA==\n`,
    'a signature that is not strict base64': `${head}\n\n\u2014 log.example AAAAAAA=A\n`,
    'a line between the signatures': `${head}\n\n${tail}hello\n${tail}`,
  })) {
    it(`refuses ${what}`, () => {
      assert.throws(() => parseCheckpoint(text), { code: 'INPUT_INVALID' });
    });
  }

  it('refuses what is too long, and too many signatures', () => {
    assert.throws(() => parseCheckpoint('a'.repeat(CHECKPOINT_CHARS_MAX + 1)), { code: 'LIMIT_EXCEEDED' });
    const many = `${head}\n\n${tail.repeat(CHECKPOINT_SIGNATURES_MAX + 1)}`;
    assert.throws(() => parseCheckpoint(many), { code: 'LIMIT_EXCEEDED' });
  });
});

describe('verifyCheckpoint', () => {
  it('takes the signature of the log, by ECDSA and by Ed25519, however its hint is made', () => {
    for (const key of [KEYS.rekor, KEYS.rekor2]) {
      verify(note(key), logOf(key));
      verify(note(key), logOf(key, { logId: new Uint8Array() }));
      verify(
        note(key),
        logOf(key, {
          logId: noteKeyId('log.example', KEYS.rekor2),
          checkpointKeyId: Uint8Array.of(1, 2, 3, 4),
        }),
      );
    }
    verify(
      note(KEYS.rekor, { logId: Uint8Array.of(1, 2, 3, 4) }),
      logOf(KEYS.rekor, { checkpointKeyId: Uint8Array.of(1, 2, 3, 4) }),
    );
  });

  it('takes it among those of witnesses', () => {
    const witness = note(KEYS.other, { name: 'witness.example', origin: 'log.example' });
    const text = note(KEYS.rekor2) + witness.split('\n\n')[1];
    verify(text, logOf(KEYS.rekor2));
  });

  it('knows a log by its address and by its host', () => {
    for (const name of ['log.example:3000', 'log.example/2025', 'log.example'])
      verify(note(KEYS.rekor, { origin: 'log.example' }), logOf(KEYS.rekor, { name }));
    verify(note(KEYS.rekor, { name: 'log.example/2025' }), logOf(KEYS.rekor, { name: 'log.example/2025' }));
  });

  const text = note(KEYS.rekor2);
  for (const [what, checkpoint, log, code] of [
    ['another size than was signed', text.replace('\n7\n', '\n8\n'), logOf(KEYS.rekor2), 'SIGNATURE_INVALID'],
    [
      'another name than the log has',
      note(KEYS.rekor, { name: 'evil.example' }),
      logOf(KEYS.rekor),
      'KEY_UNKNOWN',
    ],
    ['another origin', note(KEYS.rekor, { origin: 'evil.example' }), logOf(KEYS.rekor), 'KEY_UNKNOWN'],
    [
      'an origin that only begins like the log',
      note(KEYS.rekor, { origin: 'log.example.evil' }),
      logOf(KEYS.rekor),
      'KEY_UNKNOWN',
    ],
    [
      'a hint of another key',
      note(KEYS.rekor, { logId: Uint8Array.of(0, 0, 0, 0) }),
      logOf(KEYS.rekor),
      'KEY_UNKNOWN',
    ],
    [
      'a signature by another key',
      note(ed25519Key(99), { logId: noteKeyId('log.example', KEYS.rekor2) }),
      logOf(KEYS.rekor2),
      'SIGNATURE_INVALID',
    ],
    ['a log whose key cannot be used', text, logOf(KEYS.rekor2, { key: 'too short' }), 'KEY_UNKNOWN'],
  ] as const) {
    it(`is ${code} for ${what}`, () => {
      assert.throws(() => verify(checkpoint, log), { code });
    });
  }
});
