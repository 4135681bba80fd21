/** Others' odd and hostile tar files: each is refused as a kit, or told as files and folders and nothing else. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { isStellaError } from '../../src/core/errors.ts';
import { corpusPath, corpusSkip } from '../helpers/corpora.ts';
import { tarEvents } from '../helpers/tar-events.ts';

const folder = corpusPath('tar');
const skip = corpusSkip('tar');

/** What must be refused whatever a kit's statement lists: links, devices, broken checksums. */
const REFUSED = /links|specialfiles|bad-cksum|traverse-via-links|long-linkname|sync-gzip-fail/;

describe('the tar corpus', { skip }, () => {
  const files = existsSync(folder) ? globSync('**/*.t{ar,gz}', { cwd: folder }).sort() : [];
  for (const file of files) {
    it(`${file} is ${REFUSED.test(file) ? 'refused' : 'refused or told'}`, () => {
      const archive = new Uint8Array(readFileSync(`${folder}/${file}`));
      let events: string[] | null = null;
      try {
        events = tarEvents(archive);
      } catch (error) {
        assert.ok(isStellaError(error), String(error));
        assert.equal(error.code, 'KIT_INVALID');
      }
      if (REFUSED.test(file)) assert.equal(events, null);
      else if (events !== null) assert.ok(events.every((event) => /^(?:file|end|folder) /.test(event)));
    });
  }
});
