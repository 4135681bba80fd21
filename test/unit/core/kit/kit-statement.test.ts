import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { canonicalBytes } from '../../../../src/core/json/canonical-json.ts';
import type { JsonObject, JsonValue } from '../../../../src/core/json/json-value.ts';
import {
  formatKitStatement,
  isKitId,
  KIT_PREDICATE_TYPE,
  type KitStatement,
  parseKitStatement,
} from '../../../../src/core/kit/kit-statement.ts';
import { sampleFeeds, statementOf } from '../../../helpers/kits.ts';

function parse(payload: Uint8Array): KitStatement {
  return parseKitStatement({ payloadType: 'application/vnd.in-toto+json', payload, signers: [] });
}

type Draft = {
  subject: JsonObject[];
  predicate: Record<string, JsonValue> & { entries: Record<string, JsonValue>[] };
};

/** The sample statement with changes that `formatKitStatement` would never make. */
function changed(change: (draft: Draft & JsonObject) => void): Uint8Array {
  const draft = JSON.parse(new TextDecoder().decode(formatKitStatement(statementOf(sampleFeeds))));
  change(draft);
  return canonicalBytes(draft);
}

function refuses(name: string, code: string, message: RegExp, change: (draft: Draft) => void): void {
  it(name, () => {
    assert.throws(
      () => parse(changed(change)),
      (error: { code: string; message: string }) => {
        assert.equal(error.code, code);
        assert.match(error.message, message);
        return true;
      },
    );
  });
}

describe("a kit's statement", () => {
  it('comes back as it was written, its entries sorted by path', () => {
    const statement = statementOf(sampleFeeds, {
      expiresAt: '2025-02-15T00:00:00Z',
      base: `sha256:${'a'.repeat(64)}`,
      excluded: [
        { id: 'GHSA-9', reason: 'broken' },
        { id: 'GHSA-1', reason: 'not JSON' },
      ],
    });
    const read = parse(formatKitStatement(statement));
    assert.deepEqual(
      read.entries.map(({ path }) => path),
      Object.keys(sampleFeeds).sort(),
    );
    assert.deepEqual(
      read.excluded?.map(({ id }) => id),
      ['GHSA-1', 'GHSA-9'],
    );
    assert.deepEqual(formatKitStatement(read), formatKitStatement(statement));
  });

  it('reads entries in any order, since they are matched by path', () => {
    const reversed = changed((draft) => draft.predicate.entries.reverse());
    assert.deepEqual(parse(reversed), parse(formatKitStatement(statementOf(sampleFeeds))));
  });

  refuses(
    'refuses an unknown member, whose meaning it could not honour',
    'KIT_INVALID',
    /malformed at \/revokes/,
    (draft) => {
      draft.predicate['revokes'] = [];
    },
  );
  refuses('refuses another schema version', 'UNSUPPORTED_VERSION', /stella\.kit\/v1/, (draft) => {
    draft.predicate['schema'] = 'stella.kit/v2';
  });
  refuses('refuses another predicate type', 'UNSUPPORTED_VERSION', /predicate type/, (draft) => {
    Object.assign(draft, { predicateType: `${KIT_PREDICATE_TYPE}x` });
  });
  refuses('refuses a negative sequence', 'KIT_INVALID', /sequence/, (draft) => {
    draft.predicate['sequence'] = -1;
  });
  refuses('refuses a time with a fraction', 'KIT_INVALID', /createdAt/, (draft) => {
    draft.predicate['createdAt'] = '2025-01-15T00:00:00.5Z';
  });
  refuses('refuses a kind that it does not know', 'KIT_INVALID', /kind/, (draft) => {
    draft.predicate.entries[0]!['kind'] = 'plugin';
  });
  refuses(
    'refuses a path that does not fit its kind',
    'KIT_INVALID',
    /no file of the kind rules belongs/,
    (draft) => {
      draft.predicate.entries[0]!['kind'] = 'rules';
    },
  );
  refuses('refuses a path that climbs', 'KIT_INVALID', /no file of the kind/, (draft) => {
    draft.predicate.entries[0]!['path'] = 'feeds/osv/../../etc/passwd.zip';
  });
  refuses('refuses a file above the limit of its kind', 'LIMIT_EXCEEDED', /at most/, (draft) => {
    draft.predicate.entries[0]!['size'] = 2 ** 30;
  });
  refuses('refuses subjects that are not sorted', 'KIT_INVALID', /not sorted/, (draft) =>
    draft.subject.reverse(),
  );
  refuses('refuses a subject twice', 'KIT_INVALID', /not sorted, or repeated/, (draft) => {
    draft.subject.splice(1, 0, draft.subject[0]!);
  });
  refuses('refuses an entry twice', 'KIT_INVALID', /twice/, (draft) => {
    draft.predicate.entries.push(draft.predicate.entries[0]!);
  });
  refuses('refuses an entry without a subject', 'KIT_INVALID', /2 subjects, but 3 entries/, (draft) => {
    draft.subject.pop();
  });
  refuses('refuses a subject without an entry', 'KIT_INVALID', /3 subjects, but 2 entries/, (draft) => {
    draft.predicate.entries.pop();
  });
  refuses(
    'refuses as many subjects as entries that name other files',
    'KIT_INVALID',
    /not among its subjects/,
    (draft) => {
      draft.subject[2] = { ...draft.subject[2], name: 'vex/x' };
    },
  );
  refuses('refuses a record excluded twice', 'KIT_INVALID', /excluded record twice/, (draft) => {
    draft.predicate['excluded'] = [
      { id: 'A', reason: 'x' },
      { id: 'A', reason: 'y' },
    ];
  });
  refuses('refuses an exclusion without a reason', 'KIT_INVALID', /reason/, (draft) => {
    draft.predicate['excluded'] = [{ id: 'A', reason: ' ' }];
  });

  it('refuses two paths that are one file on media without case', () => {
    const files = { 'vex/a.json': new Uint8Array(1), 'vex/A.json': new Uint8Array(1) };
    assert.throws(() => parse(formatKitStatement(statementOf(files))), {
      code: 'KIT_INVALID',
      message: /differ in case only/,
    });
  });

  it('takes printable names for kits only', () => {
    for (const name of ['kit-1', 'Kit of January 2025', '2025.01']) assert.equal(isKitId(name), true, name);
    for (const name of ['', '-x', 'a\nb', 'é', 'a'.repeat(129)]) assert.equal(isKitId(name), false, name);
  });
});
