/** Keys, for people. */
import type { KeyGeneration } from '../../app/trust/generate-key.ts';
import type { Style } from '../terminal.ts';
import { fingerprintText, renderPairs } from './layout.ts';

export function renderKey(key: KeyGeneration, isGrouped: boolean, style: Style): string {
  const pairs: [string, string][] = [
    ['key id', fingerprintText(key.keyid, isGrouped)],
    ['algorithm', key.algorithm],
    [
      'private key',
      `${key.privateKey}${key.encrypted ? ' (encrypted)' : ' (not encrypted: keep it where nobody else can read it)'}`,
    ],
    ['public key', `${key.publicKey} (give this one out)`],
  ];
  return renderPairs(key.isDefault ? [...pairs, ['default', 'this store signs with it']] : pairs, style);
}
