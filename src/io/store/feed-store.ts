// PLACEHOLDER so that the build runs; its owner replaces it.
export class SqliteFeedStore { constructor(..._a: unknown[]) {} }
