/**
 * The store's tables, as one migration a version. A migration that was released never changes; a new need is a new one.
 * `manifest`, `replay_log` and `proof_bundle` have the runbook's column names, so that its queries run as they stand with
 * the `sqlite3` program once the file is attached as `scanner`.
 */

/** Marks the file as ours for `file` and for the next opening: "STLA". */
export const APPLICATION_ID = 0x53_54_4c_41;

/** For the totals of replays, as they were when they came in. */
const COUNTED_REPLAY_LOGS = ['replay_log', 'derived_replay_log'] as const;
const DURATION_CLASS = `'score_replay_duration_ms_le_' || CASE ${[
  10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000,
]
  .map((bound) => `WHEN duration_ms <= ${bound} THEN '${bound}'`)
  .join(' ')} ELSE 'inf' END`;

export const MIGRATIONS: readonly string[] = [
  `
CREATE TABLE scan (
  scan_id       TEXT PRIMARY KEY,
  manifest_hash TEXT NOT NULL REFERENCES manifest (manifest_hash) DEFERRABLE INITIALLY DEFERRED,
  scanned_at    TEXT NOT NULL,
  recorded_at   TEXT NOT NULL
) STRICT;

CREATE TABLE manifest (
  manifest_hash  TEXT PRIMARY KEY,
  scan_id        TEXT NOT NULL REFERENCES scan (scan_id) ON DELETE CASCADE,
  kind           TEXT NOT NULL CHECK (kind IN ('original', 'derived')),
  sbom_hash      TEXT NOT NULL,
  rules_hash     TEXT NOT NULL,
  policy_hash    TEXT NOT NULL,
  feed_hash      TEXT NOT NULL REFERENCES feed_snapshot (feed_hash),
  created_at     TEXT NOT NULL,
  document       BLOB NOT NULL,
  root_hash      TEXT NOT NULL,
  score_hash     TEXT NOT NULL,
  score          REAL NOT NULL,
  severity       TEXT NOT NULL,
  verdict        TEXT NOT NULL,
  findings_count INTEGER NOT NULL
) STRICT;
CREATE INDEX manifest_by_scan ON manifest (scan_id, created_at);
CREATE INDEX manifest_by_feed ON manifest (feed_hash);

-- Replays of a scan's original manifest: by its root hashes the runbook tells whether scoring is deterministic.
CREATE TABLE replay_log (
  id                 INTEGER PRIMARY KEY,
  scan_id            TEXT NOT NULL REFERENCES scan (scan_id) ON DELETE CASCADE,
  manifest_hash      TEXT NOT NULL,
  root_hash          TEXT NOT NULL,
  expected_root_hash TEXT NOT NULL,
  deterministic      INTEGER NOT NULL CHECK (deterministic IN (0, 1)),
  replayed_at        TEXT NOT NULL,
  duration_ms        INTEGER NOT NULL
) STRICT;
CREATE INDEX replay_log_by_scan ON replay_log (scan_id, replayed_at);

-- Replays of derived manifests (another clock, feed or document): another root is drift there, not non-determinism.
CREATE TABLE derived_replay_log (
  id                 INTEGER PRIMARY KEY,
  scan_id            TEXT NOT NULL REFERENCES scan (scan_id) ON DELETE CASCADE,
  manifest_hash      TEXT NOT NULL,
  root_hash          TEXT NOT NULL,
  expected_root_hash TEXT NOT NULL,
  deterministic      INTEGER NOT NULL CHECK (deterministic IN (0, 1)),
  replayed_at        TEXT NOT NULL,
  duration_ms        INTEGER NOT NULL
) STRICT;
CREATE INDEX derived_replay_log_by_scan ON derived_replay_log (scan_id, replayed_at);

CREATE TABLE proof_bundle (
  id                INTEGER PRIMARY KEY,
  scan_id           TEXT NOT NULL REFERENCES scan (scan_id) ON DELETE CASCADE,
  manifest_hash     TEXT NOT NULL REFERENCES manifest (manifest_hash) ON DELETE CASCADE,
  root_hash         TEXT NOT NULL,
  bundle_hash       TEXT NOT NULL,
  bundle_size_bytes INTEGER NOT NULL,
  keyid             TEXT NOT NULL,
  origin            TEXT NOT NULL CHECK (origin IN ('signed', 'imported')),
  created_at        TEXT NOT NULL
) STRICT;
CREATE INDEX proof_bundle_by_manifest ON proof_bundle (manifest_hash, created_at);
CREATE INDEX proof_bundle_by_time ON proof_bundle (created_at);

CREATE TABLE document (
  kind        TEXT NOT NULL CHECK (kind IN ('rules', 'policy')),
  name        TEXT NOT NULL,
  version     TEXT NOT NULL,
  digest      TEXT NOT NULL,
  size        INTEGER NOT NULL,
  origin      TEXT NOT NULL,
  added_at    TEXT NOT NULL,
  PRIMARY KEY (kind, name, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE trust_root (
  fingerprint TEXT PRIMARY KEY,
  kind        TEXT NOT NULL CHECK (kind IN ('key', 'certificate')),
  pem         TEXT NOT NULL,
  origin      TEXT NOT NULL,
  added_at    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE kit (
  kit_digest  TEXT PRIMARY KEY,
  kit_id      TEXT NOT NULL,
  sequence    INTEGER NOT NULL,
  created_at  TEXT NOT NULL,
  expires_at  TEXT,
  feed_hash   TEXT REFERENCES feed_snapshot (feed_hash),
  signers     TEXT NOT NULL,
  imported_at TEXT NOT NULL,
  envelope    BLOB NOT NULL
) STRICT;

-- One row at most: which kit is in force.
CREATE TABLE active_kit (
  id           INTEGER PRIMARY KEY CHECK (id = 1),
  kit_digest   TEXT NOT NULL REFERENCES kit (kit_digest),
  activated_at TEXT NOT NULL,
  forced_reason TEXT
) STRICT;

CREATE TABLE feed_snapshot (
  feed_hash   TEXT PRIMARY KEY,
  captured_at TEXT NOT NULL,
  imported_at TEXT NOT NULL,
  kit_id      TEXT NOT NULL,
  descriptor  BLOB NOT NULL
) STRICT;
CREATE INDEX feed_snapshot_by_time ON feed_snapshot (captured_at);

-- The indexed content of one feed file, shared by all snapshots that have the same file less the same records.
-- What no snapshot refers to is what an import left behind that did not finish.
CREATE TABLE feed_content (
  content_id INTEGER PRIMARY KEY,
  kind       TEXT NOT NULL CHECK (kind IN ('osv', 'epss', 'kev')),
  digest     TEXT NOT NULL,
  excluded   TEXT NOT NULL,
  records    INTEGER NOT NULL,
  UNIQUE (kind, digest, excluded)
) STRICT;

CREATE TABLE feed_snapshot_content (
  feed_hash   TEXT NOT NULL REFERENCES feed_snapshot (feed_hash) ON DELETE CASCADE,
  source_name TEXT NOT NULL,
  content_id  INTEGER NOT NULL REFERENCES feed_content (content_id),
  PRIMARY KEY (feed_hash, source_name)
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_snapshot_content_by_content ON feed_snapshot_content (content_id);

-- OSV records by the digest of their canonical JSON.
CREATE TABLE advisory (
  advisory_id INTEGER PRIMARY KEY,
  digest      BLOB NOT NULL UNIQUE,
  osv_id      TEXT NOT NULL
) STRICT;

-- Their text as it was published, deflated (RFC 1951). Apart, so that the index over all records is built without passing by it.
CREATE TABLE advisory_text (
  advisory_id INTEGER PRIMARY KEY REFERENCES advisory (advisory_id) ON DELETE CASCADE,
  deflated    BLOB NOT NULL
) STRICT;

-- advisory_id is no foreign key: that would need an index as large as the table. A record that is gone is noticed when it is read.
CREATE TABLE package_advisory (
  content_id  INTEGER NOT NULL REFERENCES feed_content (content_id) ON DELETE CASCADE,
  package_key TEXT NOT NULL,
  advisory_id INTEGER NOT NULL,
  PRIMARY KEY (content_id, package_key, advisory_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE epss (
  content_id  INTEGER NOT NULL REFERENCES feed_content (content_id) ON DELETE CASCADE,
  cve         TEXT NOT NULL,
  probability TEXT NOT NULL,
  percentile  TEXT NOT NULL,
  PRIMARY KEY (content_id, cve)
) STRICT, WITHOUT ROWID;

CREATE TABLE kev (
  content_id INTEGER NOT NULL REFERENCES feed_content (content_id) ON DELETE CASCADE,
  cve        TEXT NOT NULL,
  date_added TEXT NOT NULL,
  PRIMARY KEY (content_id, cve)
) STRICT, WITHOUT ROWID;
`,
  `
-- The ledger (docs/ledger.md): every change of kits, trust and scans, each entry with the hash of the one before it.
CREATE TABLE ledger (
  sequence   INTEGER PRIMARY KEY,
  entry_hash TEXT NOT NULL UNIQUE,
  entry      TEXT NOT NULL
) STRICT;

-- One row: where the ledger ends.
CREATE TABLE ledger_head (
  id         INTEGER PRIMARY KEY CHECK (id = 1),
  size       INTEGER NOT NULL,
  entry_hash TEXT NOT NULL
) STRICT;

-- The sequence that the next kit must be above, which a rollback does not lower; and the kit that a rollback took out of force.
ALTER TABLE active_kit ADD COLUMN sequence_floor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE active_kit ADD COLUMN rolled_back_from TEXT;
ALTER TABLE active_kit ADD COLUMN rollback_reason TEXT;
UPDATE active_kit SET sequence_floor = (SELECT sequence FROM kit WHERE kit.kit_digest = active_kit.kit_digest);

-- The kit that brought it; NULL for what came another way. A document is withdrawn while its kit is rolled back: it is not offered,
-- but its name and version still mean its content.
ALTER TABLE document ADD COLUMN kit_digest TEXT;
ALTER TABLE document ADD COLUMN is_withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (is_withdrawn IN (0, 1));
ALTER TABLE trust_root ADD COLUMN kit_digest TEXT;
`,
  // Scans that came in as bundles: their feed need not be here, so manifest loses that reference. It is made anew, with
  // foreign keys off, because SQLite cannot take a reference away. Why a manifest was derived, where a scan
  // came from, and legal holds.
  `
CREATE TABLE manifest_anew (
  manifest_hash  TEXT PRIMARY KEY,
  scan_id        TEXT NOT NULL REFERENCES scan (scan_id) ON DELETE CASCADE,
  kind           TEXT NOT NULL CHECK (kind IN ('original', 'derived')),
  sbom_hash      TEXT NOT NULL,
  rules_hash     TEXT NOT NULL,
  policy_hash    TEXT NOT NULL,
  feed_hash      TEXT NOT NULL,
  created_at     TEXT NOT NULL,
  document       BLOB NOT NULL,
  root_hash      TEXT NOT NULL,
  score_hash     TEXT NOT NULL,
  score          REAL NOT NULL,
  severity       TEXT NOT NULL,
  verdict        TEXT NOT NULL,
  findings_count INTEGER NOT NULL,
  derivation     TEXT CHECK (derivation IN ('freeze', 'what-if')),
  CHECK ((kind = 'original') = (derivation IS NULL))
) STRICT;
INSERT INTO manifest_anew
  SELECT manifest_hash, scan_id, kind, sbom_hash, rules_hash, policy_hash, feed_hash, created_at, document, root_hash,
    score_hash, score, severity, verdict, findings_count, CASE kind WHEN 'derived' THEN 'freeze' END
  FROM manifest;
DROP TABLE manifest;
ALTER TABLE manifest_anew RENAME TO manifest;
CREATE INDEX manifest_by_scan ON manifest (scan_id, created_at);
CREATE INDEX manifest_by_feed ON manifest (feed_hash);

-- The bundle that the scan came in with; NULL for one that was made here.
ALTER TABLE scan ADD COLUMN imported_bundle TEXT;

CREATE TABLE scan_hold (
  scan_id TEXT PRIMARY KEY REFERENCES scan (scan_id),
  reason  TEXT NOT NULL,
  held_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`,
  `
-- What a person should know beside the score of a manifest, as the computation on this host said it. Nothing rests on it.
CREATE TABLE score_warning (
  manifest_hash TEXT NOT NULL REFERENCES manifest (manifest_hash) ON DELETE CASCADE,
  position      INTEGER NOT NULL,
  kind          TEXT NOT NULL,
  ref           TEXT NOT NULL,
  message       TEXT NOT NULL,
  PRIMARY KEY (manifest_hash, position)
) STRICT, WITHOUT ROWID;
`,
  // Totals for metrics. They only grow, also when the rows that they were counted from go with their scan.
  `
CREATE TABLE metric_total (
  name  TEXT PRIMARY KEY,
  value REAL NOT NULL
) STRICT, WITHOUT ROWID;

${COUNTED_REPLAY_LOGS.map(
  (log) => `
INSERT INTO metric_total (name, value)
  SELECT ${DURATION_CLASS}, count(*) FROM ${log} WHERE true GROUP BY 1
  UNION ALL SELECT 'score_replay_duration_ms_sum', ifnull(sum(duration_ms), 0) FROM ${log}
  UNION ALL SELECT 'score_replay_determinism_failure', count(*) FROM ${log} WHERE deterministic = 0
  ON CONFLICT (name) DO UPDATE SET value = value + excluded.value;
CREATE TRIGGER ${log}_counted AFTER INSERT ON ${log} BEGIN
  INSERT INTO metric_total (name, value) VALUES
    (${DURATION_CLASS.replaceAll('duration_ms <=', 'new.duration_ms <=')}, 1),
    ('score_replay_duration_ms_sum', new.duration_ms),
    ('score_replay_determinism_failure', 1 - new.deterministic)
  ON CONFLICT (name) DO UPDATE SET value = value + excluded.value;
END;
`,
).join('')}`,
  // Where a scan was made, which says how long it is kept; NULL where nobody said. And the indexes without which each deletion
  // reads the whole of both tables, because they refer to what is deleted.
  `
ALTER TABLE scan ADD COLUMN environment TEXT CHECK (environment IN ('production', 'staging', 'development'));
CREATE INDEX scan_by_manifest ON scan (manifest_hash);
CREATE INDEX proof_bundle_by_scan ON proof_bundle (scan_id);
`,
];
