/**
 * Whether a database has the tables, indexes and triggers that the program makes, and no others: a trigger that somebody added
 * changes rows whenever the program writes, and one that is gone counts nothing.
 */
import { type Database, openEmptyDatabase } from './database.ts';

/** In words, each object that is not as the program makes it. */
export function schemaDifferences(database: Database): string[] {
  const empty = openEmptyDatabase();
  const expected = objectsOf(empty);
  empty.close();
  const found = objectsOf(database);
  return [...new Set([...expected.keys(), ...found.keys()])].sort().flatMap((name) => {
    if (expected.get(name) === found.get(name)) return [];
    if (!found.has(name)) return [`the ${name} is gone`];
    return [expected.has(name) ? `the ${name} was changed` : `the ${name} was added`];
  });
}

/** `table kit` and its SQL, whose quotes and spaces depend on the version of SQLite that made it. */
function objectsOf(database: Database): Map<string, string> {
  const objects = database
    .prepare<[], { type: string; name: string; sql: string }>(
      "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite#_%' ESCAPE '#'",
    )
    .all();
  return new Map(objects.map(({ type, name, sql }) => [`${type} ${name}`, sql.replaceAll(/["\s]/g, '')]));
}
