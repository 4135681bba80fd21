/**
 * What tsyringe asks of its host. @peculiar/x509 keeps its algorithm tables in tsyringe's container, and tsyringe refuses to
 * load where `Reflect` lacks the functions of the decorator-metadata proposal. Nothing in @peculiar/x509 has a parameter
 * to inject, so there is no metadata, and saying so is enough. Must be imported before @peculiar/x509.
 */
for (const name of ['getMetadata', 'getOwnMetadata']) {
  if (Reflect.has(Reflect, name)) continue;
  Reflect.defineProperty(Reflect, name, { value: () => undefined, configurable: true, writable: true });
}
