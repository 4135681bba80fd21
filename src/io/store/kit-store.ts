// PLACEHOLDER so that the build runs; its owner replaces it.
export class SqliteKitStore { constructor(..._a: unknown[]) {} }
